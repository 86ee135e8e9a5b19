// The desk's page: looks a patient up, records what they said on paper or by phone, and shows the receipt. The token
// and everything personal stay in this page's memory; numbers travel in bodies, never in an address.

import { forgetErase, showErase } from "./erase.js";
import { whenIdle } from "./idle.js";
import { ask, complain, element, fill, find, once, reason, words } from "./page.js";
import { forgetProxies, showProxies } from "./proxy.js";

const [look, record] = [find("look"), find("record")];

/** Whom the page is about, and under which catalogue: known after a look. */
let known = null;
/** The receipt that is shown, as a file. */
let receipt = null;
/** Counts up when everything is forgotten: what was asked for before then is shown to nobody. */
let visit = 0;
/** Names what is being recorded, so that a second press changes nothing. */
let id = null;

/** One choice of who answered. */
function choice(value, text, checked) {
  const label = element("label", "", { class: "chip" });
  const input = element("input", "", { type: "radio", name: "who", value });
  input.checked = checked;
  label.append(input, element("span", text, { class: "chip__face" }));
  return label;
}

/** Shows whose everything on the page is; nothing: nobody's. */
function name(patient) {
  for (const place of document.querySelectorAll("[data-whose]")) place.textContent = patient;
  find("record-now").textContent = fill("desk-record-as", { number: patient });
}

function show(patient, said) {
  known = { patient, catalogue: said.catalogue };
  name(patient);
  for (const { question, stands } of said.questions) {
    const place = document.querySelector(`[data-stands="${CSS.escape(question)}"]`);
    if (place) place.textContent = stands;
  }
  const notices = said.notices.map(({ name, told }) => `${name}　${told}`);
  const told = notices.length > 0 ? notices : [words["desk-notices-none"]];
  find("notices").replaceChildren(...told.map((text) => element("li", text)));
  showProxies(patient, said.mandates, hand, said.rights.includes("mandates"));
  showErase(patient, said.rights.includes("erase"), leave);
  const proxies = said.mandates.map(({ mandate, acts }) => choice(mandate, acts, false));
  find("who").replaceChildren(choice("", words["desk-who-patient"], proxies.length === 0), ...proxies);
  for (const input of find("who").querySelectorAll("input")) input.required = true;
  const language = [...find("language").options].find(({ value }) => value === said.language);
  if (language) find("language").value = language.value;
  find("now").hidden = false;
  record.hidden = !said.rights.includes("record");
  find("record-denied").hidden = !record.hidden;
  find("now-title").focus();
}

/** Forgets the patient, and everything that was entered for them. */
function forget() {
  [known, id, receipt] = [null, null, null];
  visit += 1;
  record.reset();
  name("");
  for (const part of ["now", "record", "record-denied", "receipt", "look-complaint", "record-complaint"]) find(part).hidden = true;
  for (const place of document.querySelectorAll("[data-stands]")) place.textContent = "";
  for (const place of ["notices", "who", "file", "qr", "received"]) find(place).replaceChildren();
  forgetProxies();
  forgetErase();
  showAnswers();
}

/** The patient is erased: only what came of it stays on the page. */
function leave() {
  forget();
  look.hidden = true;
}

look.addEventListener("submit", (event) => {
  event.preventDefault();
  const patient = find("patient").value.trim();
  once(words["desk-looking"], async () => {
    forget();
    const asked = visit;
    try {
      const said = await ask("look", { patient, reason: look.elements.reason.value });
      if (asked === visit) show(patient, said);
    } catch (error) {
      if (asked === visit) complain(find("look-complaint"), reason(error, words["desk-look-failed"]));
    }
  });
});

// Another number or another staff member: nothing of the patient before may stay beside it (A44).
look.addEventListener("input", ({ target }) => {
  if (target.id === "patient") visit += 1;
  if (!known || (target.id !== "token" && find("patient").value.trim() === known.patient)) return;
  forget();
  find("look-complaint").textContent = words["desk-number-changed"];
  find("look-complaint").hidden = false;
});

/** What was chosen; nothing where no question was. */
function decision() {
  const kind = record.elements.kind.value;
  if (kind === "everything") return { withdrawn: "everything" };
  if (kind !== "answers") return { withdrawn: { programme: kind.slice("programme:".length) } };
  const chosen = [...find("answers").querySelectorAll("input:checked")];
  if (chosen.length === 0) return null;
  const answers = Object.fromEntries(chosen.map(({ dataset, value }) => [dataset.question, value]));
  return { answered: { answers } };
}

/** Whether a yes is among the answers: it needs the day of the signature and the words that were read. */
function allows({ answered }) {
  return answered !== undefined && Object.values(answered.answers).includes("allow");
}

record.addEventListener("input", () => {
  id = null;
});

record.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = decision();
  find("record-complaint").hidden = true;
  if (!said) return complain(find("record-complaint"), words["desk-choose"]);
  const paper = record.elements.channel.value === "paper";
  if (paper && allows(said) && !(find("signed").value && find("form-words").value.trim())) {
    return complain(find("record-complaint"), words["desk-signed-missing"]);
  }
  once(words["desk-recording"], async () => {
    id ??= crypto.randomUUID();
    const body = { id, ...known, channel: record.elements.channel.value, language: find("language").value, decision: said };
    const given = { scan: find("scan").value.trim(), signed: find("signed").value, words: find("form-words").value.trim(), under: record.elements.who.value };
    for (const [name, value] of Object.entries(given)) if (value) body[name] = value;
    if (find("confirmed").checked) body.confirmed = true;
    const asked = visit;
    try {
      const recorded = await ask("record", body);
      if (asked === visit) hand(recorded);
    } catch (error) {
      if (asked !== visit) return;
      const doubtful = allows(said) && error.status === 422;
      complain(find("record-complaint"), doubtful ? words["desk-signed-wrong"] : reason(error, words["desk-failed"]));
    }
  });
});

/** Shows the receipt, and what is to be done now; what was entered is done with. */
function hand({ patient, number, lines, qr, file, language }, next = "") {
  forget();
  receipt = { number, file };
  name(patient);
  look.hidden = true;
  find("received").textContent = fill("desk-received", { number });
  find("then").textContent = next;
  find("then").hidden = next === "";
  find("file").textContent = lines;
  find("file").lang = language;
  find("qr").replaceChildren(...drawn(qr));
  find("receipt").hidden = false;
  find("receipt-title").focus();
}

/** A QR code on a light ground, with the four light modules around it that a reader needs. */
function drawn({ path, modules }) {
  const side = modules + 8;
  find("qr").setAttribute("viewBox", `-4 -4 ${side} ${side}`);
  const part = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  return [part("rect", { x: -4, y: -4, width: side, height: side, fill: "white" }), part("path", { d: path, fill: "black" })];
}

find("print").addEventListener("click", () => print());

find("save").addEventListener("click", () => {
  const address = URL.createObjectURL(new Blob([receipt.file], { type: "text/plain" }));
  const link = element("a", "", { href: address, download: `nattoku-${receipt.number}.txt` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
});

/** Back to an empty page. */
function begin() {
  forget();
  look.hidden = false;
  find("patient").value = "";
  for (const input of look.elements.reason) input.checked = false;
}

for (const button of ["next", "after-erasing"]) {
  find(button).addEventListener("click", () => {
    begin();
    find("patient").focus();
  });
}

whenIdle(() => {
  if (find("token").value === "" && !known && !receipt) return;
  begin();
  find("token").value = "";
  complain(find("look-complaint"), words["desk-locked"]);
});

find("clear").addEventListener("click", () => {
  for (const input of find("answers").querySelectorAll("input")) input.checked = false;
  id = null;
});

function showAnswers() {
  find("answers").hidden = record.elements.kind.value !== "answers";
}

record.addEventListener("change", showAnswers);
showAnswers();
