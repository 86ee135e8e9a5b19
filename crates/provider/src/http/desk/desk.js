// The desk's page: looks a patient up, records what they said on paper or by phone, and shows the receipt. The token
// and everything personal stay in this page's memory; numbers travel in bodies, never in an address.

import { ask, complain, element, find, once, reason, words } from "./page.js";
import { forgetProxies, showProxies } from "./proxy.js";

const [look, record] = [find("look"), find("record")];

/** Whom the page is about, and under which catalogue: known after a look. */
let known = null;
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

function show(patient, said) {
  known = { patient, catalogue: said.catalogue };
  for (const { question, stands } of said.questions) {
    const place = document.querySelector(`[data-stands="${CSS.escape(question)}"]`);
    if (place) place.textContent = stands;
  }
  const notices = said.notices.map(({ name, told }) => `${name}　${told}`);
  const told = notices.length > 0 ? notices : [words["desk-notices-none"]];
  find("notices").replaceChildren(...told.map((text) => element("li", text)));
  showProxies(patient, said.mandates, hand);
  const proxies = said.mandates.map(({ mandate, acts }) => choice(mandate, acts, false));
  find("who").replaceChildren(choice("", words["desk-who-patient"], proxies.length === 0), ...proxies);
  for (const input of find("who").querySelectorAll("input")) input.required = true;
  const language = [...find("language").options].find(({ value }) => value === said.language);
  if (language) find("language").value = language.value;
  find("now").hidden = false;
  record.hidden = false;
  find("now-title").focus();
}

/** Forgets the patient, and everything that was entered for them. */
function forget() {
  [known, id] = [null, null];
  record.reset();
  for (const part of [find("now"), record, find("receipt"), find("look-complaint"), find("record-complaint")]) part.hidden = true;
  for (const place of document.querySelectorAll("[data-stands]")) place.textContent = "";
  for (const place of ["notices", "who", "file", "received"]) find(place).replaceChildren();
  forgetProxies();
  showAnswers();
}

look.addEventListener("submit", (event) => {
  event.preventDefault();
  const patient = find("patient").value.trim();
  once(words["desk-looking"], async () => {
    forget();
    try {
      show(patient, await ask("look", { patient, reason: look.elements.reason.value }));
    } catch (error) {
      complain(find("look-complaint"), reason(error, words["desk-look-failed"]));
    }
  });
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
    try {
      hand(await ask("record", body));
    } catch (error) {
      const doubtful = allows(said) && error.status === 422;
      complain(find("record-complaint"), doubtful ? words["desk-signed-wrong"] : reason(error, words["desk-failed"]));
    }
  });
});

/** Shows the receipt, and what is to be done now; what was entered is done with. */
function hand({ number, file, language }, next = "") {
  record.reset();
  showAnswers();
  forgetProxies();
  [known, id] = [null, null];
  for (const part of [find("now"), record, look]) part.hidden = true;
  find("received").textContent = words["desk-received"].replace("{number}", number);
  find("then").textContent = next;
  find("then").hidden = next === "";
  find("file").textContent = file;
  find("file").lang = language;
  find("save").dataset.number = number;
  find("receipt").hidden = false;
  find("receipt-title").focus();
}

find("print").addEventListener("click", () => print());

find("save").addEventListener("click", ({ currentTarget }) => {
  const address = URL.createObjectURL(new Blob([find("file").textContent], { type: "text/plain" }));
  const link = element("a", "", { href: address, download: `nattoku-${currentTarget.dataset.number}.txt` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
});

find("next").addEventListener("click", () => {
  forget();
  look.hidden = false;
  find("patient").value = "";
  find("patient").focus();
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
