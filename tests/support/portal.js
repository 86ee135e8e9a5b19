// A portal of its own origin and site that embeds the elements, and somebody who uses Nattoku inside it.
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import { remove } from "./folder.js";
import { freePort, Hospital } from "./hospital.js";
import { Person } from "./person.js";

const SERVER = fileURLToPath(new URL("../../examples/portal/server.mjs", import.meta.url));
const PATIENTS = 24;

/** The example portal, and the hospital that knows it. */
export class Portal {
  #folder = mkdtempSync(join(tmpdir(), "nattoku-portal-"));
  #server = null;
  #patients = [];

  /** @param {string} [module] the elements it serves, if not those just built */
  static async open(module) {
    const portal = new Portal();
    const port = await freePort();
    // Another site than the hospital's, not only another port of it.
    portal.url = `http://localhost:${port}`;
    const known = ["[[portal]]", 'id = "ward"', `origin = "${portal.url}"`, `issuer = "${portal.url}"`, "local = true"];
    const file = join(portal.#folder, "portals.toml");
    const reserved = await freePort();
    known.push(`audience = "http://127.0.0.1:${reserved}"`, `keys = "http://127.0.0.1:${port}/jwks.json"`);
    writeFileSync(file, known.join("\n"));
    portal.hospital = await Hospital.open(["--portals", file], reserved);
    await portal.#know();
    await portal.#start(port, module ? ["--module", module] : []);
    return portal;
  }

  /** Names a few patients to the hospital, under the names by which the portal knows them. */
  async #know() {
    const rows = ["patient,subject,language"];
    const accounts = {};
    for (let place = 0; place < PATIENTS; place++) {
      const patient = await this.hospital.patient("told", "ja");
      Object.assign(patient, { name: `患者${place}`, subject: `pairwise-${patient.number}` });
      accounts[patient.name] = { password: `word-${place}`, subject: patient.subject };
      patient.password = `word-${place}`;
      rows.push(`${patient.number},${patient.subject},ja`);
      this.#patients.push(patient);
    }
    const subjects = join(this.#folder, "subjects.csv");
    writeFileSync(subjects, rows.join("\n"));
    await this.hospital.done("import", "subjects", subjects, "--portal", "ward");
    writeFileSync(join(this.#folder, "patients.json"), JSON.stringify(accounts));
  }

  async #start(port, more) {
    const patients = join(this.#folder, "patients.json");
    const options = ["--provider", this.hospital.url, "--port", `${port}`, "--portal", "ward", "--origin", this.url];
    this.#server = spawn(process.execPath, [SERVER, ...options, "--patients", patients, ...more], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve, reject) => {
      this.#server.stdout.once("data", resolve);
      this.#server.once("exit", (code) => reject(new Error(`the portal ended: ${code}`)));
    });
  }

  /** A patient nobody else has. */
  patient() {
    const patient = this.#patients.pop();
    if (!patient) throw new Error("the portal knows too few patients");
    return patient;
  }

  async close() {
    this.#server?.kill();
    await this.hospital.close();
    await remove(this.#folder);
  }
}

/** The part of a page that a frame is, and for the rest the page around it. */
const inside = (page, frame) =>
  new Proxy(page, {
    get(_, name) {
      const of = name in frame ? frame : page;
      return typeof of[name] === "function" ? of[name].bind(of) : of[name];
    },
  });

/** Somebody who uses Nattoku inside a portal's page. */
export class InPortal extends Person {
  constructor(page, portal, patient, language) {
    super(page, portal.hospital, patient, language);
    // Right after the page around has scrolled, Chromium drops a test's taps in a frame of another site, never its clicks.
    Object.assign(this, { around: page, portal, touch: false });
  }

  /** Signs in at the portal, and so comes to its page. */
  async signInAtPortal(path = "/choices") {
    await this.around.goto(this.portal.url);
    await this.around.getByLabel("お名前").fill(this.patient.name);
    await this.around.getByLabel("パスワード").fill(this.patient.password);
    await this.around.getByRole("button").click();
    await this.around.waitForURL("**/choices");
    if (path !== "/choices") await this.around.goto(this.portal.url + path);
    if (this.language !== "ja") await this.speaks(this.language);
    await this.enter();
  }

  /** The portal's page turns to a language. */
  async speaks(language) {
    await this.around.evaluate((to) => (document.documentElement.lang = to), language);
  }

  /** Goes on inside an element's frame, once it can be used. */
  async enter(element = this.around.locator("nattoku-consent").first()) {
    const handle = await element.locator("iframe").elementHandle();
    this.frame = await handle.contentFrame();
    this.page = inside(this.around, this.frame);
    await this.ready();
    await expect(this.page.locator("html")).toHaveAttribute("lang", this.language);
  }

  /** Notes the events that the page is told, from now on. */
  async noteEvents() {
    await this.around.evaluate(() => {
      window.told = [];
      for (const name of ["ready", "decision", "withdrawal", "error"]) {
        document.addEventListener(`nattoku-${name}`, ({ detail, target }) => {
          window.told.push({ name, detail, place: target.getAttribute("place") });
        });
      }
    });
  }

  /** The events noted, of one name or all. */
  async told(name) {
    const told = await this.around.evaluate(() => window.told);
    return told.filter((event) => !name || event.name === name);
  }

  /** Taps where something stands, once the page around has taken on the height of the screen. */
  async tap(target) {
    await this.#settled(target);
    await super.tap(target);
  }

  /** Presses twice as fast as can be. */
  async doublePress(target) {
    await this.#settled(target);
    await target.dblclick();
  }

  /** Chooses. A press that the browser dropped, the frame having just moved, is made again. */
  async choose(radio) {
    await this.#settled(radio);
    await expect(() => super.choose(radio)).toPass();
  }

  /** A browser that has just moved a frame of another site sends a press to where it stood before. */
  async #settled(target) {
    await target.scrollIntoViewIfNeeded();
    const fits = () => this.frame.evaluate(() => Math.abs(innerHeight - document.body.getBoundingClientRect().height) < 2);
    for (let before = ""; ; await this.around.waitForTimeout(100)) {
      const now = JSON.stringify(await target.boundingBox());
      if (now === before && (await fits())) return;
      before = now;
    }
  }

  async readExplanation() {
    await this.#onward(this.link("welcome-start"));
    for (const page of [1, 2, 3, 4]) {
      expect(this.frame.url()).toMatch(new RegExp(`/explain/${page}\\?portal=ward$`));
      await this.#onward(this.button("step-next"));
    }
  }

  /** To the next screen. A press that Chromium sent to where the frame stood before is made again. */
  async #onward(target) {
    const before = this.frame.url();
    await expect(async () => {
      if (this.frame.url() === before) await this.tap(target);
      await expect.poll(() => this.frame.url(), { timeout: 3_000 }).not.toBe(before);
    }).toPass();
  }

  question() {
    return new URL(this.frame.url()).pathname.match(/\/question\/(.+)$/)?.[1];
  }

  async next() {
    await this.#onward(this.button("step-next"));
  }

  /** Presses what decides as somebody does who has read the screen. */
  async decide(button) {
    await this.around.waitForTimeout(1_200);
    await this.tap(button);
  }

  async send() {
    await this.decide(this.button("review-send"));
  }

  async received() {
    await expect(this.page.locator("[data-received]")).toBeVisible();
    await expect.poll(() => this.frame.url()).toMatch(/\/done\?portal=ward$/);
  }

  /** From the portal's page to an answer that the hospital has received. */
  async converse(answerTo) {
    await this.readExplanation();
    await expect.poll(() => this.question()).toBeTruthy();
    await this.answerAll(answerTo);
    await this.understand();
    await this.send();
    await this.received();
  }
}
