// A portal at which one signs in in a page of its own: a real OpenID Connect provider, shaped as SMART App Launch asks.
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import Provider from "oidc-provider";
import { remove } from "./folder.js";
import { freePort, Hospital } from "./hospital.js";
import { Person } from "./person.js";

const PATIENTS = 12;
const SCOPE = "openid launch/patient";

/** The provider, and the hospital that knows it. */
export class LoginPortal {
  #folder = mkdtempSync(join(tmpdir(), "nattoku-login-"));
  #server = null;
  /** Whether it does not exchange codes now. */
  away = false;
  /** Changes the address to which it sends people back. */
  spoil = null;
  #patients = [];

  static async open() {
    const portal = new LoginPortal();
    const [port, reserved] = [await freePort(), await freePort()];
    // Another site than the hospital's, not only another port of it.
    portal.url = `http://localhost:${port}`;
    portal.fhir = `${portal.url}/fhir`;
    const file = join(portal.#folder, "portals.toml");
    const written = [
      "[[portal]]",
      'id = "karte"',
      `issuer = "${portal.url}"`,
      `keys = "${portal.url}/jwks"`,
      "local = true",
      "[portal.login]",
      'client = "nattoku"',
      `authorization = "${portal.url}/auth"`,
      `token = "${portal.url}/token"`,
      `scope = "${SCOPE}"`,
      `fhir = "${portal.fhir}"`,
    ];
    writeFileSync(file, written.join("\n"));
    portal.hospital = await Hospital.open(["--portals", file], reserved);
    await portal.#know();
    portal.#provider();
    await portal.start();
    return portal;
  }

  /** Names a few patients to the hospital, under the names by which they sign in. */
  async #know() {
    const rows = ["patient,subject,language"];
    for (let place = 0; place < PATIENTS; place++) {
      const patient = await this.hospital.patient("told", "ja");
      patient.subject = `pairwise-${patient.number}`;
      rows.push(`${patient.number},${patient.subject},ja`);
      this.#patients.push(patient);
    }
    const subjects = join(this.#folder, "subjects.csv");
    writeFileSync(subjects, rows.join("\n"));
    await this.hospital.done("import", "subjects", subjects, "--portal", "karte");
  }

  #provider() {
    const back = (language) => `${this.hospital.url}/${language}/?portal=karte`;
    const client = { client_id: "nattoku", token_endpoint_auth_method: "none" };
    this.provider = new Provider(this.url, {
      clients: [{ ...client, redirect_uris: ["ja", "en"].map(back), response_types: ["code"], grant_types: ["authorization_code"] }],
      scopes: SCOPE.split(" "),
      extraParams: ["aud", "launch"],
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      // What is asked for was agreed to with the hospital: nobody is asked once more.
      loadExistingGrant: async ({ oidc }) => {
        const grant = new this.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope(SCOPE);
        await grant.save();
        return grant;
      },
      findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    });
    // What was asked for, as it came.
    this.asked = [];
    this.provider.use(async (context, next) => {
      if (context.path === "/auth") this.asked.push(Object.fromEntries(new URLSearchParams(context.querystring)));
      await next();
    });
  }

  async start() {
    const callback = this.provider.callback();
    this.#server = createServer((request, response) => {
      this.#spoiling(response);
      if (request.url === "/favicon.ico") return response.writeHead(204).end();
      if (request.url === "/token" && this.away) return response.writeHead(503).end();
      return request.url.startsWith("/interaction/") ? this.#interact(request, response) : callback(request, response);
    });
    await new Promise((resolve) => this.#server.listen(Number(new URL(this.url).port), "localhost", resolve));
  }

  /** Sends people back with another address than the right one, where a test says which. */
  #spoiling(response) {
    const set = response.setHeader.bind(response);
    response.setHeader = (name, value) => {
      if (!this.spoil || name.toLowerCase() !== "location" || !value.startsWith(this.hospital.url)) return set(name, value);
      const address = new URL(value);
      this.spoil(address);
      return set(name, address.href);
    };
  }

  /** The portal's own page to sign in. */
  async #interact(request, response) {
    const finish = (result) => this.provider.interactionFinished(request, response, result);
    if (request.url.endsWith("/cancel")) return finish({ error: "access_denied" });
    if (request.method === "POST") {
      let body = "";
      for await (const chunk of request) body += chunk;
      return finish({ login: { accountId: new URLSearchParams(body).get("login") } });
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(`<!doctype html><html lang="ja"><title>Portal</title><form method="post" action="${request.url}">
      <label>ID <input name="login"></label> <button>Sign in</button></form> <a href="${request.url}/cancel">Cancel</a>`);
  }

  async stop() {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** A patient nobody else has. */
  patient() {
    const patient = this.#patients.pop();
    if (!patient) throw new Error("the portal knows too few patients");
    return patient;
  }

  async close() {
    await this.stop();
    await this.hospital.close();
    await remove(this.#folder);
  }
}

/** Somebody who signs in at the portal. */
export class AtPortal extends Person {
  constructor(page, portal, patient, language) {
    super(page, portal.hospital, patient, language);
    this.portal = portal;
  }

  at(place = "") {
    return `${super.at(place)}?portal=karte`;
  }

  /** What asks whether one wants to be led to the portal. */
  get asking() {
    return this.page.getByRole("dialog", { name: this.words.say("embed-login-title") });
  }

  async agree() {
    const count = this.portal.asked.length;
    await this.tap(this.asking.getByRole("button", { name: this.words.say("embed-login-go") }));
    await expect.poll(() => this.portal.asked.length).toBe(count + 1);
    await this.page.waitForLoadState();
  }

  /** Signs in at the portal. */
  async signInThere() {
    await this.page.locator("[name=login]").fill(this.patient.subject);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Back in the app, with nothing of the way in the address. */
  async isBack(place) {
    await this.page.waitForURL(`${this.hospital.url}/**`);
    await this.ready();
    await expect(this.page).toHaveURL(place);
  }
}
