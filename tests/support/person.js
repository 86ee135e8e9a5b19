// Somebody who uses the app: finds things by what they are called, as a person does, and counts what they do.
import { expect } from "@playwright/test";

const LABELS = {
  allow: ["answer-allow", "answer-not-refuse"],
  refuse: ["answer-refuse", "answer-object"],
  undecided: ["answer-undecided", "answer-undecided-notice"],
};

/** The questions under the Act: a notice with a right to refuse. */
export const NOTICE = ["prevention", "safety"];

/** @typedef {"allow" | "refuse" | "undecided"} Answer */

export class Person {
  /** How often they tapped, clicked or pressed. */
  activations = 0;

  constructor(page, hospital, patient, language) {
    Object.assign(this, { page, hospital, patient, language });
    this.url = hospital.url;
    this.touch = (page.viewportSize()?.width ?? 1000) < 500;
    this.words = hospital.words[language];
  }

  get main() {
    return this.page.getByRole("main");
  }

  button(id) {
    return this.main.getByRole("button", { name: this.words.say(id), exact: true });
  }

  link(id) {
    return this.main.getByRole("link", { name: this.words.say(id), exact: true });
  }

  menu(id) {
    return this.page.getByRole("navigation").getByRole("link", { name: this.words.say(id), exact: true });
  }

  /** @param {Answer} answer */
  answer(answer) {
    const [asked, told] = LABELS[answer].map((id) => this.words.say(id));
    const radio = (name) => this.main.getByRole("radio", { name, exact: true });
    return radio(asked).or(radio(told));
  }

  heading() {
    return this.main.getByRole("heading", { level: 1 });
  }

  text(id) {
    return this.main.getByText(this.words.like(id)).first();
  }

  /** The address of a place in the app. */
  at(place = "") {
    return `${this.url}/${this.language}/${place}`;
  }

  /** A person uses the tab in front; a browser lets the others sleep. */
  async inFront() {
    if (this.page.context().pages().length > 1) await this.page.bringToFront();
  }

  async tap(target) {
    this.activations += 1;
    await this.inFront();
    await (this.touch ? target.tap() : target.click());
  }

  async choose(radio) {
    this.activations += 1;
    await this.inFront();
    await (this.touch ? radio.tap() : radio.check());
    await expect(radio).toBeChecked();
  }

  /** Opens the link of the invitation. */
  async openInvitation(place = "") {
    // As from a mail or a camera: the page is loaded anew even where the tab already stands at this place.
    if (this.page.url() !== "about:blank") await this.page.goto("about:blank");
    await this.page.goto(`${this.at(place)}#i=${this.patient.token}`);
    await this.ready();
  }

  /** Opens a place by its address, in the same tab. */
  async open(place = "") {
    await this.page.goto(this.at(place));
    await this.ready();
  }

  async ready() {
    await expect(this.page.locator("html")).toHaveAttribute("data-app", "ready");
  }

  /** From the first screen through the explanation. */
  async readExplanation() {
    await this.tap(this.link("welcome-start"));
    for (const page of [1, 2, 3, 4]) {
      await expect(this.page).toHaveURL(new RegExp(`/explain/${page}(\\?|$)`));
      await this.tap(this.button("step-next"));
    }
  }

  async typeBirthDate(birth = this.patient.birth) {
    for (const part of ["year", "month", "day"]) {
      await this.main.getByRole("textbox", { name: this.words.say(`sign-in-${part}`), exact: true }).fill(birth[part]);
    }
  }

  async signIn(birth) {
    await expect(this.heading()).toHaveText(this.words.say("sign-in-title"));
    await this.typeBirthDate(birth);
    await this.tap(this.button("sign-in-go"));
  }

  /** The first question, signed in. */
  async begin() {
    await this.openInvitation();
    await this.readExplanation();
    await this.signIn();
    await expect(this.page).toHaveURL(/\/question\//);
    await expect(this.answer("allow")).toBeVisible();
  }

  /** The question on the screen. */
  question() {
    return new URL(this.page.url()).pathname.match(/\/question\/(.+)$/)?.[1];
  }

  async next() {
    const before = this.page.url();
    await this.tap(this.button("step-next"));
    await expect(this.page).not.toHaveURL(before);
  }

  /**
   * Answers every question that is asked.
   * @param {(question: string) => Answer} answerTo
   * @returns {Promise<string[]>} what was asked
   */
  async answerAll(answerTo) {
    const asked = [];
    for (let question = this.question(); question; question = this.question()) {
      asked.push(question);
      await this.choose(this.answer(answerTo(question)));
      await this.next();
    }
    return asked;
  }

  /** Answers the understanding check with its upper option. */
  async understand() {
    while (/\/understanding\//.test(this.page.url())) {
      await this.choose(this.main.getByRole("radio").first());
      await expect(this.main.locator("[data-explanation]")).toBeVisible();
      await this.next();
    }
    await expect(this.heading()).toHaveText(this.words.say("review-title"));
  }

  async send() {
    await this.tap(this.button("review-send"));
  }

  /** Waits until the hospital received a decision: the screen shows the number of the record. */
  async received() {
    await expect(this.page.locator("[data-received]")).toBeVisible();
    await expect(this.page).toHaveURL(/\/done(\?(kiosk|portal=karte))?$/);
  }

  /** The conversation up to the press that sends. */
  async upToSending(answerTo) {
    await this.begin();
    const asked = await this.answerAll(answerTo);
    await this.understand();
    return asked;
  }

  /** Sends while the hospital's server is down: that it is not received is said. */
  async sendInVain() {
    await this.hospital.kill();
    await this.send();
    await expect(this.text("delivery-not-received")).toBeVisible();
  }

  /** The whole conversation. */
  async converse(answerTo) {
    const asked = await this.upToSending(answerTo);
    await this.send();
    await this.received();
    return asked;
  }

  /** Notes from now on whether any page ever says that something was received. */
  async noteReceipts() {
    await this.page.addInitScript(() => {
      window.receipts = 0;
      new MutationObserver(() => {
        if (document.querySelector("[data-received]")) window.receipts += 1;
      }).observe(document, { childList: true, subtree: true, attributes: true });
    });
  }

  /** Fails if the page has ever said so since it was loaded. */
  async neverReceived() {
    expect(await this.page.evaluate(() => window.receipts)).toBe(0);
    await expect(this.page.locator("[data-received]")).toHaveCount(0);
    expect(await this.main.innerText()).not.toContain(this.words.say("done-title"));
    expect(await this.main.innerText()).not.toContain(this.words.say("done-title-stopped"));
  }

  /** Changes the answer to a question from My choices, up to the press of the button. */
  async change(question, answer) {
    await this.tap(this.menu("frame-choices"));
    await this.tap(this.main.locator(".choice").filter({ hasText: await this.short(question) }));
    await this.choose(this.answer(answer));
    await this.tap(this.button("choice-send"));
  }

  /** The name of a purpose or condition, as the catalogue has it. */
  async short(id) {
    this.hospital.texts ??= fetch(`${this.hospital.url}/api/catalogue`).then((answer) => answer.json());
    const find = (value) => {
      if (!value || typeof value !== "object") return undefined;
      if (value.id === id && value.short) return value.short;
      for (const inner of Object.values(value)) {
        const found = find(inner);
        if (found) return found;
      }
      return undefined;
    };
    const text = find(await this.hospital.texts);
    return (text.texts ?? text)[this.language];
  }

  /** Whether anything reaches beyond the width of the screen. */
  async overflow() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }
}
