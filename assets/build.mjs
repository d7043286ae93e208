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
  const built = await esbuild.build({
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
    metafile: true,
    logLevel: "warning",
  });
  return built.metafile.outputs;
}

/** workers/NAME.ts becomes workers/NAME.js, one plain script each: not every browser runs modules as workers. */
async function workers(out) {
  await esbuild.build({
    entryPoints: await files(SOURCE, /[/\\]workers[/\\][^/\\]+(?<!\.d)\.ts$/),
    outdir: join(out, "workers"),
    entryNames: "[name]",
    bundle: true,
    format: "iife",
    minify: true,
    target: BROWSERS,
    tsconfig: join(ROOT, "tsconfig.workers.json"),
    logLevel: "warning",
  });
}

/** What a page without a network needs: style sheet, the shell, the islands that say so, their chunks, the main fonts. */
async function keep(out, outputs) {
  const built = (path) => relative(out, join(process.cwd(), path)).replaceAll("\\", "/");
  const entries = Object.entries(outputs).filter(([, one]) => /[/\\](shell|offline)\.ts$/.test(one.entryPoint ?? ""));
  const chunks = new Set();
  const follow = (path) => {
    for (const one of outputs[path]?.imports ?? []) {
      if (one.kind !== "import-statement" || chunks.has(one.path)) continue;
      chunks.add(one.path);
      follow(one.path);
    }
  };
  for (const [path] of entries) follow(path);
  const fonts = (await files(join(out, "fonts"), /-latin-(wght|opsz)-normal\.woff2$/)).map((path) => relative(out, path));
  const parts = { files: ["folkmoot.css", ...entries.map(([path]) => built(path)), ...fonts], chunks: [...chunks].map(built) };
  await writeFile(join(out, "workers", "app.json"), JSON.stringify(parts));
}

const cache = join(MODULES, ".cache");
await mkdir(cache, { recursive: true });
const work = await mkdtemp(join(cache, "folkmoot-"));
const fresh = `${TARGET}.new`;
try {
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const [, outputs] = await Promise.all([styles(work, fresh), islands(fresh), workers(fresh)]);
  await keep(fresh, outputs ?? {});
  await cp(join(MODULES, "htmx.org", "dist", "htmx.min.js"), join(fresh, "htmx.min.js"));
  await rm(TARGET, { recursive: true, force: true });
  await rename(fresh, TARGET);
} finally {
  await rm(work, { recursive: true, force: true });
}
await report(TARGET, relative(ROOT, TARGET));
