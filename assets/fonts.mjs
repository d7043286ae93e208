/** The @font-face rules of the typefaces in use, for the scripts Folkmoot's languages are written in. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

// A browser fetches a file only when a page holds a character of its range in that style.
const FACES = [
  "literata/opsz.css",
  "literata/opsz-italic.css",
  "source-sans-3/index.css",
  "source-sans-3/wght-italic.css",
  "source-code-pro/index.css",
];
const SCRIPTS = ["latin", "latin-ext", "cyrillic", "greek"];

export async function fontFaces(modules) {
  const rules = [];
  for (const face of FACES) {
    const path = join(modules, "@fontsource-variable", face);
    const [family] = face.split("/");
    const wanted = new RegExp(`/\\* ${family}-(?:${SCRIPTS.join("|")})-[a-z]+-(?:normal|italic) \\*/\\s*@font-face \\{[^}]*\\}`, "g");
    const found = (await readFile(path, "utf8")).match(wanted) ?? [];
    if (found.length !== SCRIPTS.length) throw new Error(`${face}: expected ${SCRIPTS.length} subsets, found ${found.length}`);
    rules.push(...found.map((rule) => rule.replaceAll("./files/", `${dirname(path)}/files/`)));
  }
  return rules.join("\n");
}
