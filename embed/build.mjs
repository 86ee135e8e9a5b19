// Bundles the elements into one module, holds it to its size, writes its hashes for `integrity`, and packs it.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const BUDGET = 4 * 1024;

await build({
  entryPoints: ["src/nattoku.ts"],
  outfile: "dist/nattoku.js",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
});
const bytes = readFileSync("dist/nattoku.js");
const size = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
console.log(`nattoku.js: ${bytes.length} bytes, ${size} brotli (budget ${BUDGET})`);
if (size > BUDGET) throw new Error("the module is above its budget");
const hash = createHash("sha384").update(bytes).digest("base64");
writeFileSync("dist/sri.json", `${JSON.stringify({ "nattoku.js": `sha384-${hash}` }, null, 2)}\n`);
execFileSync("npm", ["pack", "--silent", "--pack-destination", "dist"], { stdio: ["ignore", "ignore", "inherit"] });
