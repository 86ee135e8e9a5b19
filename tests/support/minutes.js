// The ten minutes of docs/embedding.md, as somebody does them who copies every block of the page: each file by its name,
// and the commands that start both servers.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kill } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { remove } from "./folder.js";
import { freePort, PROGRAM } from "./hospital.js";
import { Words } from "./words.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = join(ROOT, "docs/embedding.md");
const FILE = /^`([a-z.]+)`:\n\n```[a-z]+\n(.*?)^```$/gms;
const COMMANDS = /^```sh\n(.*?)^```$/gms;

/** The portal that the page makes, beside the sample hospital. */
export class Minutes {
  #folder = mkdtempSync(join(tmpdir(), "nattoku-minutes-"));
  #running = null;
  #said = "";
  /** The files that the page told to write. */
  files = [];

  static async follow() {
    const minutes = new Minutes();
    const [hospital, portal] = [await freePort(), await freePort()];
    // Another site than the hospital's, as every real portal is: a browser drops fewer of a test's presses in its frame.
    minutes.url = `http://localhost:${portal}`;
    minutes.hospital = { url: `http://127.0.0.1:${hospital}` };
    const places = [
      ["http://127.0.0.1:8081", minutes.url],
      ["8081", portal],
      ["8080", hospital],
      ["target/release/nattoku", PROGRAM],
      ["var/my-portal", minutes.#folder],
    ];
    const here = (text) => places.reduce((told, [theirs, ours]) => told.replaceAll(theirs, ours), text);
    const section = readFileSync(PAGE, "utf8").match(/^## Ten minutes.*?(?=^## )/ms)?.[0] ?? "";
    for (const [, name, text] of section.matchAll(FILE)) {
      writeFileSync(join(minutes.#folder, name), here(text));
      minutes.files.push(name);
    }
    // The first block builds the elements; whoever runs this has them.
    copyFileSync(join(ROOT, "embed/dist/nattoku.js"), join(minutes.#folder, "nattoku.js"));
    const [, start] = [...section.matchAll(COMMANDS)].map(([, commands]) => here(commands));
    try {
      await minutes.#start(start);
      minutes.hospital.words = { ja: await Words.of(minutes.hospital.url, "ja") };
    } catch (error) {
      await minutes.close();
      throw error;
    }
    return minutes;
  }

  async #start(commands) {
    // A group of its own: the hospital's server runs behind the portal's and must end with it.
    this.#running = spawn("bash", ["-e", "-c", commands], { cwd: ROOT, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#running.stdout, this.#running.stderr]) stream.on("data", (bytes) => (this.#said += bytes));
    for (const address of [this.url, `${this.hospital.url}/api/catalogue`]) {
      for (let tries = 0; !(await fetch(address).catch(() => null))?.ok; tries++) {
        if (tries > 300 || this.#running.exitCode !== null) throw new Error(`${address} does not answer: ${this.#said}`);
        await sleep(100);
      }
    }
  }

  async close() {
    if (this.#running.exitCode === null && this.#running.signalCode === null) {
      kill(-this.#running.pid, "SIGTERM");
      await once(this.#running, "close");
    }
    await remove(this.#folder);
  }
}
