// The app's own words, read from its Fluent files, so that a test names a button as the person reads it.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LOCALES = fileURLToPath(new URL("../../locales/", import.meta.url));

/** The words of one language. */
export class Words {
  #messages = new Map();

  /** @param {"ja" | "en"} language */
  constructor(language) {
    for (const file of readdirSync(`${LOCALES}${language}`)) {
      for (const line of readFileSync(`${LOCALES}${language}/${file}`, "utf8").split("\n")) {
        const [, id, text] = line.match(/^([a-z][a-z0-9-]*) = (.*)$/) ?? [];
        if (id) this.#messages.set(id, text);
      }
    }
  }

  /** A message without arguments. */
  say(id) {
    const text = this.#messages.get(id);
    if (text === undefined) throw new Error(`there is no message ${id}`);
    return text;
  }

  /** A pattern of a message, with anything in place of its arguments. */
  like(id) {
    const pieces = this.say(id).split(/\{[^}]*\}/);
    return new RegExp(pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*"), "s");
  }
}
