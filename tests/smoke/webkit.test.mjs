// The smoke journey in WebKit, the nearest thing to an iPhone: plain WebDriver, on a screen of its own.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { WEBKIT, WEBKIT_DRIVER } from "../support/browser.js";
import { Hospital, freePort } from "../support/hospital.js";
import { journey } from "./journey.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

let hospital;
let screen;
let driver;
let address;

/** For so long the driver may keep silent: it answers in well under a second, or never. */
const PATIENCE = 30_000;

/** Speaks WebDriver. */
async function command(method, path, body) {
  const answer = await fetch(`${address}${path}`, {
    method,
    signal: AbortSignal.timeout(PATIENCE),
    ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  }).catch((cause) => {
    throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${cause.message}`, { cause });
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}

/** An X screen on the first number that is free, which Xvfb chooses and says. */
async function openScreen() {
  screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "800x1000x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const [number] = await Promise.race([
    screen.stdio[3].setEncoding("utf8").iterator().next().then(({ value }) => value.trim().split("\n")),
    sleep(15_000).then(() => Promise.reject(new Error("Xvfb does not start"))),
  ]);
  return `:${number}`;
}

before(async () => {
  hospital = await Hospital.open();
  const [display, port] = [await openScreen(), await freePort()];
  address = `http://127.0.0.1:${port}`;
  const env = { ...process.env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" };
  driver = spawn(WEBKIT_DRIVER, [`--port=${port}`], { env, stdio: "ignore" });
  for (let tries = 0; tries < 200; tries++) {
    if (await fetch(`${address}/status`).then((answer) => answer.ok, () => false)) return;
    await sleep(50);
  }
  throw new Error("WebKitWebDriver does not start");
});

after(async () => {
  driver?.kill();
  screen?.kill();
  await hospital?.close();
});

/** Takes a last picture and closes the browser. */
async function leave(at, file) {
  const picture = await command("GET", at("/screenshot"));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.from(picture, "base64"));
  await command("DELETE", at(""));
}

for (const language of ["ja", "en"]) {
  test(`WebKit, ${language}: all yes, come back, stop everything`, { timeout: 120_000 }, async () => {
    const options = { binary: WEBKIT, args: ["--automation"] };
    const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": options } };
    const { sessionId } = await command("POST", "/session", { capabilities });
    const at = (path) => `/session/${sessionId}${path}`;
    const find = async (selector) => {
      const found = await command("POST", at("/element"), { using: "css selector", value: selector });
      return found[ELEMENT];
    };
    try {
      await journey(
        {
          goTo: (url) => command("POST", at("/url"), { url }),
          evaluate: (script) => command("POST", at("/execute/sync"), { script: `return ${script}`, args: [] }),
          press: async (selector) => command("POST", at(`/element/${await find(selector)}/click`), {}),
          type: async (selector, text) => command("POST", at(`/element/${await find(selector)}/value`), { text }),
        },
        hospital,
        await hospital.patient("told", language),
        language,
      );
    } finally {
      // A driver that keeps silent gives no picture either; that must not hide what it was silent about.
      await leave(at, `test-results/screens/webkit-${language}.png`).catch((error) => console.error(error.message));
    }
  });
}
