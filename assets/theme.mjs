/** The theme's style sheet, made from theme/designsystemet.config.json by the design system's own command. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Returns CSS; the command takes seconds, so its answer is kept as long as neither it nor the theme changes. */
export async function theme(root, work) {
  const config = join(root, "theme", "designsystemet.config.json");
  const home = join(root, "node_modules", "@digdir", "designsystemet");
  const about = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
  const command = join(home, about.bin.designsystemet ?? about.bin);
  const print = createHash("sha256").update(about.version).update(await readFile(config)).digest("hex");
  const kept = join(root, "node_modules", ".cache", `theme-${print.slice(0, 16)}.css`);
  try {
    return await readFile(kept, "utf8");
  } catch {
    // Not made yet.
  }
  const name = Object.keys(JSON.parse(await readFile(config, "utf8")).themes)[0];
  await run(process.execPath, [command, "tokens", "create", "--config", config], { cwd: work });
  await run(process.execPath, [command, "tokens", "build"], { cwd: work });
  const css = await readFile(join(work, "design-tokens-build", `${name}.css`), "utf8");
  await writeFile(join(work, "kept.css"), css);
  await rename(join(work, "kept.css"), kept);
  return css;
}
