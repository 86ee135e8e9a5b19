// A hospital: the real server on a free port with a fresh SQLite file, or a fresh PostgreSQL database that several
// servers share; and its real command line.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { env } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { remove } from "./folder.js";
import { Words } from "./words.js";

/** The server and command line. */
export const PROGRAM = resolve(env.NATTOKU ?? fileURLToPath(new URL("../../target/release/nattoku", import.meta.url)));

/** The address of a PostgreSQL server, where there is one. */
export const POSTGRES = env.NATTOKU_POSTGRES;

/** The sample catalogue. */
export const SAMPLE = fileURLToPath(new URL("../../examples/hospital", import.meta.url));

/** What is said of the sample release. */
const RELEASE = fileURLToPath(new URL("../../examples/release/release.toml", import.meta.url));

/**
 * A patient with an invitation in hand.
 * @typedef {{ number: string, link: string, token: string, birth: { year: string, month: string, day: string } }} Patient
 */

/**
 * What happened before: `told` long ago under the Act, so its uses run; still `waiting`; or `untold`.
 * @typedef {"told" | "waiting" | "untold"} Situation
 */

const BIRTH = { year: "1958", month: "7", day: "9" };
const BATCH = 30;

/** A hospital. */
export class Hospital {
  #folder = mkdtempSync(join(tmpdir(), "nattoku-"));
  #server = null;
  #options;
  /** Of its database, if it has one of its own on the server. */
  #name;
  #pools = new Map();
  #made = 0;
  #catalogue = SAMPLE;
  /** What commands are given to work on the database. */
  #place = ["--database", this.database];
  port = 0;
  /** The words of the app it serves, by language. */
  words = {};

  /**
   * @param {string[]} options for `nattoku serve`
   * @param {number} [port] where it must be reached
   */
  static async open(options = [], port) {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: build it, or name another in NATTOKU`);
    const hospital = new Hospital();
    hospital.#options = options;
    return hospital.#begin(port);
  }

  /** Opens one on a PostgreSQL database of its own. */
  static async onPostgres() {
    const name = `journey_${process.pid}_${Date.now()}`;
    await psql(`CREATE DATABASE ${name}`);
    const hospital = new Hospital();
    hospital.#name = name;
    hospital.#place = ["--database", POSTGRES.replace(/postgres$/, name), "--ledger", join(hospital.#folder, "ledger")];
    hospital.#options = [];
    return hospital.#begin();
  }

  /** Another process on the same database, as a second machine runs it. */
  async another() {
    const other = new Hospital();
    other.#place = this.#place;
    other.#options = this.#options;
    return other.#begin();
  }

  async #begin(port) {
    this.port = port ?? (await freePort());
    await this.start();
    for (const language of ["ja", "en"]) this.words[language] = await Words.of(this.url, language);
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get database() {
    return join(this.#folder, "nattoku.db");
  }

  /** Starts the server, on the same port and database as before. */
  async start() {
    const address = `127.0.0.1:${this.port}`;
    const options = ["--catalogue", this.#catalogue, ...this.#place, "--listen", address];
    const server = spawn(PROGRAM, ["serve", ...options, ...this.#options], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    server.stderr.on("data", (bytes) => (said = (said + bytes).slice(-20_000)));
    this.#server = server;
    for (let tries = 0; tries < 300; tries++) {
      if (server.exitCode !== null) throw new Error(`the server ended: ${said}`);
      const answer = await fetch(`${this.url}/api/catalogue`).catch(() => null);
      if (answer?.ok) return;
      await answer?.body?.cancel();
      await sleep(50);
    }
    throw new Error(`the server did not start: ${said}`);
  }

  /** Ends the server as a crash does. */
  async kill() {
    const server = this.#server;
    this.#server = null;
    if (!server || server.exitCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  }

  /** Puts another catalogue in force. */
  async renew(catalogue) {
    await this.kill();
    this.#catalogue = catalogue;
    this.texts = undefined;
    await this.start();
  }

  /** Reports how far letters have come. */
  async report(lines) {
    await this.done("outbox", "report", this.#file(lines.join("\n")));
  }

  /** Ends the server and forgets everything. */
  async close() {
    await this.kill();
    if (this.#name) await psql(`DROP DATABASE ${this.#name} WITH (FORCE)`);
    await remove(this.#folder);
  }

  /** Runs it on this hospital's database, and fails unless it succeeds. */
  async done(...args) {
    const { code, out, err } = await nattoku(...args, ...this.#place);
    if (code !== 0) throw new Error(`nattoku ${args.join(" ")}: ${code}\n${err}`);
    return out;
  }

  /**
   * A patient nobody else has, in a situation.
   * @param {Situation} situation
   * @returns {Promise<Patient>}
   */
  async patient(situation = "told", language = "ja") {
    const key = `${situation} ${language}`;
    const pool = this.#pools.get(key) ?? [];
    if (pool.length === 0) pool.push(...(await this.#invite(situation, language, this.#made === 0 ? BATCH : 10)));
    this.#pools.set(key, pool);
    return pool.pop();
  }

  async #invite(situation, language, count) {
    const numbers = Array.from({ length: count }, () => `P-${String(++this.#made).padStart(4, "0")}`);
    const { year, month, day } = BIRTH;
    const born = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    const rows = numbers.map((number) => `${number},${born},${language}`);
    const links = await this.invite(["patient,birth_date,language", ...rows].join("\n"));
    if (situation !== "untold") {
      const told = daysAgo(situation === "told" ? 45 : 5);
      const notices = numbers.map((number) => `${number},act,paper,${told},${language},1`);
      await this.import("notices", ["patient,programme,route,on,language,words", ...notices].join("\n"));
    }
    return numbers.map((number) => ({ number, birth: BIRTH, ...links.get(number) }));
  }

  /** Follows a society, and shows what it publishes from then on. */
  async follow(society) {
    await this.done("follow", society.url, "--key", society.key, "--programme", "registry", "--local");
  }

  /** Gives the sample release's data of some patients. */
  async release(...patients) {
    const numbers = patients.map(({ number }) => number);
    await this.done("release", "--use", RELEASE, "--list", this.#file(["patient", ...numbers].join("\n")));
  }

  /** Invites the patients of a CSV; their links and tokens by number. */
  async invite(csv, ...options) {
    const out = join(this.#folder, `invitations-${this.#fresh++}`);
    const patients = this.#file(csv);
    await this.done("invite", patients, "--catalogue", this.#catalogue, "--base-url", this.url, "--out", out, ...options);
    const [, ...lines] = readFileSync(join(out, "invitations.csv"), "utf8").trim().split("\n");
    return new Map(
      lines.map((line) => {
        const [number, link] = line.trim().split(",");
        return [number, { link, token: link.split("#i=")[1] }];
      }),
    );
  }

  /** Imports answers on paper that were signed today: patient, question, answer, channel. */
  async answered(rows) {
    const signed = rows.map((row) => `${row},${daysAgo(0)},1,s-0`);
    await this.import("answers", ["patient,question,answer,channel,signed,words,staff", ...signed].join("\n"));
  }

  /** Imports notices or answers. */
  async import(what, csv) {
    return this.done("import", what, this.#file(csv));
  }

  #fresh = 0;
  #file(text) {
    const path = join(this.#folder, `rows-${this.#fresh++}.csv`);
    writeFileSync(path, text);
    return path;
  }

  /** Looks a patient up, as the desk's page does. */
  async lookUp(patient, reason) {
    const token = (await this.done("staff", "add", "--id", "s-reads")).trim();
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const body = JSON.stringify({ patient: patient.number, reason });
    const answer = await fetch(`${this.url}/api/desk/look`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`the desk was not shown the patient: ${answer.status}`);
  }

  /** Whether the patient permits a use right now, as the hospital's extract job is told. */
  async permits(patient, purpose, recipient, ...options) {
    const use = ["--reason", "audit", "--purpose", purpose, "--recipient", recipient, "--data", "diagnoses"];
    const out = await this.done("permitted", ...use, ...options);
    return out.includes(`"${patient.number}"`);
  }

  /** The patient's status under the Act: 未通知, 通知済 or 不同意. */
  async status(patient) {
    const line = (await this.done("statuses", "--reason", "audit")).split("\n").find((line) => line.startsWith(`${patient.number},`));
    return line?.match(/未通知|通知済|不同意/)?.[0];
  }

  /** A session of the patient's own, opened as the app opens it. */
  async session(patient) {
    const credential = { invitation: patient.token };
    const pad = (part) => part.padStart(2, "0");
    const birth_date = `${patient.birth.year}-${pad(patient.birth.month)}-${pad(patient.birth.day)}`;
    const opened = await fetch(`${this.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ credential, birth_date }),
    });
    if (!opened.ok) throw new Error(`no session: ${opened.status} ${await opened.text()}`);
    return opened.json();
  }

  /** The decisions in the patient's record, read as the app reads it: with a session of their own. */
  async decisions(patient) {
    const { bearer } = await this.session(patient);
    const read = await fetch(`${this.url}/api/record`, { headers: { authorization: `Bearer ${bearer}` } });
    if (!read.ok) throw new Error(`no record: ${read.status}`);
    const { entries } = await read.json();
    return entries.filter((entry) => !JSON.stringify(entry.event.body).startsWith('{"notified"'));
  }

  /** Ends every session, as time does. */
  async endSessions({ tickets = false } = {}) {
    await this.#sql(`DELETE FROM sessions;${tickets ? " DELETE FROM resume_tickets;" : ""}`);
  }

  /** Ends every invitation, as time does. */
  async endInvitations() {
    await this.#sql("UPDATE invitations SET expires_at = 1;");
    this.#pools.clear();
  }

  async #sql(statements) {
    const { code, err } = await run("sqlite3", ["-cmd", ".timeout 5000", this.database, statements]);
    if (code !== 0) throw new Error(`sqlite3: ${err}`);
  }
}

async function psql(statement) {
  const { code, err } = await run("psql", ["-XAtq", "-d", POSTGRES, "-c", statement]);
  if (code !== 0) throw new Error(`psql: ${err}`);
}

/** Runs the program. */
export function nattoku(...args) {
  return run(PROGRAM, args);
}

function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.on("data", (bytes) => (out += bytes));
    child.stderr.on("data", (bytes) => (err += bytes));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export function daysAgo(days) {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}
