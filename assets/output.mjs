/** Finding sources, and saying how large what was built is. */
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";

/** Paths below the folder that match, in the order of their names; none where the folder is missing. */
export async function files(folder, pattern) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "static") found.push(...(await files(path, pattern)));
    else if (pattern.test(path)) found.push(path);
  }
  return found.sort();
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);

/** One line for each script and style sheet, raw and compressed; one for all fonts. */
export async function report(folder, name) {
  let fonts = 0;
  let count = 0;
  console.log(`${name}: raw, gzip`);
  for (const path of await files(folder, /\.(css|js|woff2)$/)) {
    const data = await readFile(path);
    if (path.endsWith(".woff2")) {
      fonts += data.length;
      count += 1;
    } else {
      console.log(`${kilobytes(data.length)}${kilobytes(gzipSync(data, { level: 9 }).length)}  ${relative(folder, path)}`);
    }
  }
  console.log(`${kilobytes(fonts)}            fonts/ (${count} files)`);
}
