/**
 * Builds everything a browser loads into src/folkmoot/web/static/build/: one style sheet, the fonts, the islands, htmx.
 *
 * The folder is made beside the old one and then takes its place, so a server never sees half a build.
 */
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { fontFaces } from "./fonts.mjs";
import { files, report } from "./output.mjs";
import { theme } from "./theme.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCE = join(ROOT, "src", "folkmoot");
const TARGET = join(SOURCE, "web", "static", "build");
const MODULES = join(ROOT, "node_modules");
const BROWSERS = ["chrome111", "edge111", "firefox114", "safari16.4"];

// Only the parts of the design system that pages use, in the layer and in the order its own index.css has them.
const BASE = ["base", "heading", "label", "paragraph", "validation-message"];
const COMPONENTS = [
  "link", "data-size-workaround", "button", "input", "field", "fieldset", "file-upload", "popover", "details", "dialog",
  "list", "chip", "divider", "tabs", "pagination", "skeleton", "tag", "error-summary", "tooltip", "spinner", "table",
  "breadcrumbs",
];

/** One style sheet: design system, theme, fonts, then Folkmoot's own files in the order of their names. */
async function styles(work, out) {
  const system = join(MODULES, "@digdir", "designsystemet-css", "dist", "src");
  await writeFile(join(work, "theme.css"), await theme(ROOT, work));
  await writeFile(join(work, "fonts.css"), await fontFaces(MODULES));
  const own = (await files(join(SOURCE, "web", "css"), /\.css$/)).sort();
  const lines = [
    "@layer ds.theme, ds.base, ds.components;",
    ...BASE.map((name) => `@import "${join(system, `${name}.css`)}" layer(ds.base);`),
    ...COMPONENTS.map((name) => `@import "${join(system, `${name}.css`)}" layer(ds.components);`),
    '@import "./theme.css";',
    '@import "./fonts.css";',
    ...own.map((path) => `@import "${path}";`),
  ];
  await writeFile(join(work, "folkmoot.css"), lines.join("\n"));
  await esbuild.build({
    entryPoints: [join(work, "folkmoot.css")],
    outdir: out,
    bundle: true,
    minify: true,
    target: BROWSERS,
    legalComments: "none",
    // Fonts keep their names: a page can preload one, and Django adds the fingerprint.
    loader: { ".woff2": "file" },
    assetNames: "fonts/[name]",
    // Pictures are named by their address under static/, which is beside the build.
    external: ["*.svg", "*.png"],
    logLevel: "warning",
  });
}

// The shell is on every page, so it stands beside the style sheet.
const place = (name) => (name === "shell" ? "shell" : `islands/${name}`);

/** Every islands/NAME.ts becomes islands/NAME.js; what they share or load later becomes a chunk. */
async function islands(out) {
  const found = await files(SOURCE, /[/\\]islands[/\\](?!_)[^/\\]+(?<!\.d)\.ts$/);
  const names = found.map((path) => basename(path, ".ts"));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  if (twice.length) throw new Error(`two islands are called ${twice[0]}: rename one, as both become islands/${twice[0]}.js`);
  if (!found.length) return;
  await esbuild.build({
    entryPoints: found.map((path, at) => ({ in: path, out: place(names[at]) })),
    outdir: out,
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    sourcemap: "linked",
    sourcesContent: true,
    target: BROWSERS,
    chunkNames: "islands/[name]-[hash]",
    legalComments: "linked",
    nodePaths: [MODULES],
    tsconfig: join(ROOT, "tsconfig.json"),
    logLevel: "warning",
  });
}

const cache = join(MODULES, ".cache");
await mkdir(cache, { recursive: true });
const work = await mkdtemp(join(cache, "folkmoot-"));
const fresh = `${TARGET}.new`;
try {
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await Promise.all([styles(work, fresh), islands(fresh)]);
  await cp(join(MODULES, "htmx.org", "dist", "htmx.min.js"), join(fresh, "htmx.min.js"));
  await rm(TARGET, { recursive: true, force: true });
  await rename(fresh, TARGET);
} finally {
  await rm(work, { recursive: true, force: true });
}
await report(TARGET, relative(ROOT, TARGET));
