/* Prints the scripts of the voting booth as one plain script that leaves `booth` behind; benchmarks/booth.py loads it. */
import { join } from "node:path";
import * as esbuild from "esbuild";

const HERE = join(import.meta.dirname, "..", "..", "islands");
const built = await esbuild.build({
  stdin: { contents: 'export * from "./_ballot";', resolveDir: HERE, loader: "ts" },
  bundle: true,
  format: "iife",
  globalName: "booth",
  minify: true,
  write: false,
});
process.stdout.write(built.outputFiles[0].text);
