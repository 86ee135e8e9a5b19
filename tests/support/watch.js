// Watches what the browser does: errors in the console, requests to another origin, cookies, and secrets in
// addresses or storage. All of it fails the test.
import { expect } from "@playwright/test";

export class Watch {
  #context;
  #found = [];
  #tolerated = [];
  #origins = new Set();
  #secrets = new Set();
  #around = new Set();
  #hospitals = new Set();
  #reading = [];

  constructor(context) {
    this.#context = context;
    for (const page of context.pages()) this.#watch(page);
    context.on("page", (page) => this.#watch(page));
    context.on("request", (request) => this.#requested(request));
    context.on("response", (response) => {
      if (!response.ok()) return;
      if (/\/api\/session(\/portal)?$/.test(response.url())) this.#reading.push(this.#opened(response));
      if (response.url().endsWith("/nattoku-token")) this.#reading.push(this.#signed(response));
    });
  }

  /** Lets a portal stand around the app, whose cookies are its own and whose tokens are secrets here. */
  isInside(portal) {
    this.#around.add(portal.url);
  }

  /** Lets a second process of the hospital be asked, too. */
  mayAsk(hospital) {
    this.#hospitals.add(hospital.url);
  }

  /** Lets errors pass whose text matches: those a test causes itself. */
  tolerate(...patterns) {
    this.#tolerated.push(...patterns);
  }

  /** Names a patient whose number and token must never be in an address or in storage. */
  keepsSecret(patient) {
    this.#secrets.add(patient.token).add(patient.number);
  }

  async #opened(response) {
    const session = await response.json().catch(() => null);
    if (session?.bearer) this.#secrets.add(session.bearer);
  }

  async #signed(response) {
    const token = await response.text().catch(() => "");
    if (token) this.#secrets.add(token);
  }

  #watch(page) {
    page.on("pageerror", (error) => this.#found.push(`error in the page: ${error.message}`));
    page.on("console", (message) => {
      const grave = ["error", "warning"].includes(message.type()) || /Content.Security|Trusted/i.test(message.text());
      if (grave) this.#found.push(`${message.type()} in the console: ${message.text()} (${message.location().url})`);
    });
  }

  #requested(request) {
    const url = new URL(request.url());
    if (!url.protocol.startsWith("http")) return;
    if (!this.#around.has(url.origin) && !this.#hospitals.has(url.origin)) this.#origins.add(url.origin);
    if (this.#origins.size > 1) this.#found.push(`a request to another origin: ${url.origin}`);
    for (const secret of this.#secrets) {
      if (`${url.pathname}${url.search}`.includes(secret)) this.#found.push(`a secret in the address ${url.pathname}`);
    }
  }

  /** Says what was found, with what the pages hold at the end. */
  async report() {
    await Promise.all(this.#reading);
    for (const frame of this.#context.pages().flatMap((page) => page.frames())) {
      const kept = await frame
        .evaluate(() => {
          const read = (name) => {
            try {
              return JSON.stringify({ ...window[name] });
            } catch {
              return "";
            }
          };
          return { storage: read("localStorage") + read("sessionStorage"), address: location.href };
        })
        .catch(() => ({ storage: "", address: "" }));
      for (const secret of this.#secrets) {
        if (kept.storage.includes(secret)) this.#found.push("a secret in the storage of the browser");
        if (kept.address.includes(secret)) this.#found.push("a secret in the address bar");
      }
    }
    const around = [...this.#around].map((origin) => new URL(origin).hostname);
    const all = await this.#context.cookies().catch(() => []);
    const cookies = all.filter((cookie) => !around.includes(cookie.domain));
    if (cookies.length > 0) this.#found.push(`cookies: ${cookies.map((cookie) => cookie.name)}`);
    const grave = this.#found.filter((text) => !this.#tolerated.some((pattern) => pattern.test(text)));
    expect(grave, "what the browser should never see").toEqual([]);
  }
}
