// The package, as somebody takes it who builds a portal: into a fresh Vite project, and as a file beside a plain page.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { remove } from "../support/folder.js";
import { expect, test } from "../support/test.js";
import { InPortal, Portal } from "../support/portal.js";

const DIST = fileURLToPath(new URL("../../embed/dist", import.meta.url));
const VITE = fileURLToPath(new URL("../node_modules/vite/bin/vite.js", import.meta.url));

test("the package goes into a fresh Vite project and beside a plain page", async ({ page, language, watch }) => {
  const folder = mkdtempSync(join(tmpdir(), "nattoku-package-"));
  const write = (name, text) => writeFileSync(join(folder, name), text);
  const packed = readdirSync(DIST).find((name) => name.endsWith(".tgz"));
  write("package.json", JSON.stringify({ private: true, type: "module", dependencies: { nattoku: `file:${join(DIST, packed)}` } }));
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund"], { cwd: folder, stdio: "pipe" });
  write("index.html", '<!doctype html><script type="module" src="/main.js"></script>');
  write("main.js", 'import "nattoku";');
  execFileSync(process.execPath, [VITE, "build"], { cwd: folder, stdio: "pipe" });
  const [bundle] = readdirSync(join(folder, "dist/assets"));
  const plain = join(folder, "node_modules/nattoku/dist/nattoku.js");
  const hashes = JSON.parse(readFileSync(join(folder, "node_modules/nattoku/dist/sri.json"), "utf8"));
  expect(hashes["nattoku.js"]).toBe(`sha384-${createHash("sha384").update(readFileSync(plain)).digest("base64")}`);
  const manifest = JSON.parse(readFileSync(join(folder, "node_modules/nattoku/custom-elements.json"), "utf8"));
  expect(manifest.modules[0].declarations.map(({ tagName }) => tagName)).toEqual(["nattoku-consent", "nattoku-disclosures"]);
  const module = join(folder, "served.js");
  copyFileSync(plain, module);
  const portal = await Portal.open(module);
  watch.isInside(portal);
  const person = new InPortal(page, portal, portal.patient(), language);
  for (const taken of [plain, join(folder, "dist/assets", bundle)]) {
    copyFileSync(taken, module);
    await person.signInAtPortal();
    await expect(person.heading()).toHaveText(person.words.say("welcome-title"));
  }
  await portal.close();
  await remove(folder);
});
