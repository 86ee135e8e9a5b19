// Somebody at the hospital's desk, who records what patients say on paper or by phone.
import { expect } from "@playwright/test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LOCALES = fileURLToPath(new URL("../../locales/", import.meta.url));

const ALL_RIGHTS = ["look", "record", "mandates", "erase"].flatMap((right) => ["--right", right]);

/** A staff member at the desk's page. */
export class DeskClerk {
  /** @param {import("@playwright/test").Page} page */
  constructor(page, hospital, language, token) {
    Object.assign(this, { page, hospital, language, token });
    this.touch = page.viewportSize().width < 500;
    this.texts = messages(language, "desk", "problem", "receipt");
  }

  /** A new staff member, whose token must never be seen anywhere. */
  static async of({ page, hospital, language, watch }) {
    const token = (await hospital.done("staff", "add", "--id", `s-${Math.random().toString(36).slice(2)}`, ...ALL_RIGHTS)).trim();
    watch.keepsSecret({ number: token, token });
    return new DeskClerk(page, hospital, language, token);
  }

  say(id) {
    const text = this.texts.get(id);
    if (text === undefined) throw new Error(`there is no message ${id}`);
    return text;
  }

  get main() {
    return this.page.getByRole("main");
  }

  button(id) {
    return this.main.getByRole("button", { name: this.say(id), exact: true });
  }

  heading(id) {
    return this.main.getByRole("heading", { name: this.say(id), exact: true });
  }

  field(id) {
    return this.main.getByLabel(this.say(id), { exact: true });
  }

  async tap(target) {
    await (this.touch ? target.tap() : target.click());
  }

  async open() {
    await this.page.goto(`${this.hospital.url}/desk`);
    await expect(this.heading("desk-title")).toBeVisible();
  }

  async lookUp(number, token = this.token) {
    await this.field("desk-token").fill(token);
    await this.field("desk-patient").fill(number);
    await this.choose(this.radio("desk-reason-answer"));
    await this.tap(this.button("desk-look"));
  }

  /** Looks a patient up, who is there. */
  async shown(number) {
    await this.lookUp(number);
    await expect(this.heading("desk-now")).toBeFocused();
  }

  /** What opens more of the page. */
  summary(id) {
    return this.main.locator("summary", { hasText: this.say(id) });
  }

  /** Goes on with a patient, when the one before is done with. */
  async another(number) {
    await this.tap(this.button("desk-next"));
    await this.shown(number);
  }

  /** What the page says of a question. */
  stands(question) {
    return this.page.locator(`[data-stands="${question}"]`);
  }

  answer(question, answer) {
    return this.page.locator(`input[name="answer-${question}"][value="${answer}"]`);
  }

  radio(id) {
    return this.main.getByRole("radio", { name: this.say(id), exact: true });
  }

  async choose(radio) {
    await (this.touch ? radio.tap() : radio.check());
    await expect(radio).toBeChecked();
  }

  async send() {
    await this.tap(this.page.locator("#record-now"));
  }

  /** Records one answer that came by telephone; gives its receipt. */
  async recordByPhone(question, answer) {
    await this.choose(this.radio("desk-phone"));
    await this.choose(this.answer(question, answer));
    await this.send();
    return this.receipt();
  }

  /** The receipt that is shown. */
  async receipt() {
    await expect(this.heading("desk-receipt")).toBeFocused();
    return this.page.locator("#file").innerText();
  }
}

/** The server's own messages of one language. */
function messages(language, ...files) {
  const text = files.map((file) => readFileSync(`${LOCALES}${language}/${file}.ftl`, "utf8")).join("\n");
  return new Map([...text.matchAll(/^([a-z-]+) = (.*)$/gm)].map(([, id, text]) => [id, text]));
}
