// Runs everything: the journeys in Chromium, then the smoke journeys in Firefox and in WebKit, and what asks the API as
// other programs do; and which addresses start the guard of a portal's frame. A failing part does not keep the others from running; the last line counts them all.
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { say } from "./count.js";

/** @typedef {import("./count.js").Count} Count */

const env = { ...process.env, NATTOKU_COUNT: "later" };

/** Runs a command, its output in sight, and hands back its exit code and what it wrote. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ["inherit", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (bytes) => {
      text += bytes;
      process.stdout.write(bytes);
    });
    child.on("error", (error) => resolve({ code: 1, text: `${text}${error}` }));
    child.on("close", (code) => resolve({ code, text }));
  });
}

/** @returns {Promise<Count>} */
async function journeys() {
  const report = "test-results/journeys.json";
  rmSync(report, { force: true });
  const { code } = await run("npx", ["playwright", "test", ...process.argv.slice(2)]);
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return { passed: 0, failed: Math.max(code ?? 1, 1), again: [] };
  }
}

/** @returns {Promise<Count>} */
async function tapped(file) {
  const { code, text } = await run(process.execPath, ["--test", "--test-reporter=tap", file]);
  const number = (name) => Number(text.match(new RegExp(`^# ${name} (\\d+)`, "m"))?.[1] ?? 0);
  const failed = number("fail") + number("cancelled") + number("skipped") + number("todo");
  return { passed: number("pass"), failed: Math.max(failed, code === 0 ? 0 : 1), again: [] };
}

/** Runs a file that drives a browser, and once more where something in it fails. */
async function twice(file) {
  const first = await tapped(file);
  if (first.failed === 0) return first;
  const second = await tapped(file);
  if (second.failed > 0) return second;
  // Which of its tests it was stands in its output.
  return { ...second, passed: second.passed - first.failed, again: Array(first.failed).fill(file) };
}

const parts = [await journeys()];
for (const name of ["smoke/firefox.test.mjs", "smoke/webkit.test.mjs"]) parts.push(await twice(name));
parts.push(await tapped("interop/framing.test.mjs"));
// What is asked here is drawn anew each time: a fault that was found once is a fault.
parts.push(await tapped("interop/contract.test.mjs"));
const sum = (name) => parts.reduce((sum, part) => sum + part[name], 0);
const failed = say({ passed: sum("passed"), failed: sum("failed"), again: parts.flatMap(({ again }) => again) });
process.exitCode = failed === 0 ? 0 : 1;
