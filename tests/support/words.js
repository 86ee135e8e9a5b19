// The words of the app that is served, so that a test names a button as the person reads it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LOCALES = fileURLToPath(new URL("../../locales/", import.meta.url));

/** Where a value stands in a message: between isolates as the app has it, in braces as the server's own. */
const PLACE = /\u2068[^\u2069]*\u2069|\{[^}]*\}/;

/** The words of one language. */
export class Words {
  #messages;

  /** @param {Map<string, string>} messages */
  constructor(messages) {
    this.#messages = messages;
  }

  /** Those a server sends with its pages, and those it says itself when something did not work. */
  static async of(url, language) {
    const page = await (await fetch(`${url}/${language}/`)).text();
    const sent = {};
    for (const of of ["record-messages", "lists-messages"]) {
      const [, address] = page.match(new RegExp(`data-${of}-${language}="([^"]+)"`));
      Object.assign(sent, await (await fetch(url + address)).json());
    }
    const [, beside] = page.match(/data-beside="([^"]+)"/);
    const shared = JSON.parse(beside.replaceAll("&quot;", '"')).messages[language];
    Object.assign(sent, await (await fetch(url + shared)).json());
    const problems = readFileSync(`${LOCALES}${language}/problem.ftl`, "utf8");
    const titles = [...problems.matchAll(/^([a-z-]+-title) = (.*)$/gm)].map(([, id, text]) => [id, text]);
    return new Words(new Map([...titles, ...Object.entries(sent)]));
  }

  /** A message without values. */
  say(id) {
    const text = this.#messages.get(id);
    if (text === undefined) throw new Error(`there is no message ${id}`);
    return text;
  }

  /** A pattern of a message, with anything in the place of a value. */
  like(id) {
    const pieces = this.say(id).split(PLACE);
    return new RegExp(pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*"), "s");
  }
}
