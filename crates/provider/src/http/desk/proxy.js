// Who may answer for the patient (S28, U6): begun when the papers were seen, and ended before its day.

import { ask, complain, element, find, once, reason, words } from "./page.js";

const form = find("begin");
const [holder, until] = [find("holder"), () => form.elements.until.value];

/** For whom, and where a receipt goes: known after a look. */
let known = null;
/** Names the mandate that begins, so that a second press changes nothing. */
let id = null;

/** A day of this device's calendar, so many days from today, as a field of dates has it. */
function day(later) {
  const then = new Date();
  then.setDate(then.getDate() + later);
  return then.toLocaleDateString("sv");
}

/** Records a mandate's beginning or end; the receipt is handed over. */
function send(complaint, body, next, unprocessable) {
  complaint.hidden = true;
  once(words["desk-recording"], async () => {
    const asked = known;
    try {
      const recorded = await ask("proxy", body);
      if (asked === known) asked.hand(recorded, next);
    } catch (error) {
      if (asked !== known) return;
      complain(complaint, error.status === 422 && unprocessable ? unprocessable : reason(error, words["desk-failed"]));
    }
  });
}

/** One who may answer, and, for whoever may end it, how: told first, then pressed. */
function entry(patient, { mandate, acts }, mayChange) {
  const item = element("li", acts);
  if (!mayChange) return item;
  const [more, part] = [ element("details", "", { class: "staff__more" }), element("div", "")];
  const scan = element("input", "", { type: "text", autocomplete: "off" });
  const field = element("label", words["desk-proxy-scan"], { class: "staff__field" });
  field.append(scan);
  const complaint = element("p", "", { class: "staff__complaint", tabindex: "-1", role: "alert" });
  complaint.hidden = true;
  const button = element("button", words["desk-proxy-end-now"], { type: "button", class: "button" });
  const ended = crypto.randomUUID();
  button.addEventListener("click", () => {
    const end = { id: ended, patient, mandate };
    if (scan.value.trim()) end.scan = scan.value.trim();
    send(complaint, { end }, "");
  });
  part.append(element("p", words["desk-proxy-end-lead"]), field, complaint, button);
  more.append(element("summary", words["desk-proxy-end"], { class: "button" }), part);
  item.append(more);
  return item;
}

/** Shows who may answer for a patient, and lets others begin. */
export function showProxies(patient, mandates, hand, mayChange) {
  known = { patient, hand };
  const entries = mandates.map((mandate) => entry(patient, mandate, mayChange));
  find("proxy").hidden = !mayChange;
  find("proxy-denied").hidden = mayChange;
  find("mandates").replaceChildren(...(entries.length > 0 ? entries : [element("li", words["desk-mandates-none"])]));
}

/** Forgets everything that was shown and entered. */
export function forgetProxies() {
  [known, id] = [null, null];
  find("mandates").replaceChildren();
  form.reset();
  find("begin-complaint").hidden = true;
  find("proxy").open = false;
  askUntil();
}

form.addEventListener("input", () => {
  id = null;
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const complaint = find("begin-complaint");
  if (holder.value.trim() === known.patient) return complain(complaint, words["desk-proxy-self"]);
  id ??= crypto.randomUUID();
  const text = (name) => find(name).value.trim();
  const begin = {
    id,
    patient: known.patient,
    holder: text("holder"),
    basis: form.elements.basis.value,
    proxy_name: text("proxy-name"),
    person_name: text("person-name"),
    until: until() === "day" ? { day: text("last-day") } : { "of-age": text("born") },
  };
  if (text("papers")) begin.scan = text("papers");
  send(complaint, { begin }, words["desk-proxy-begun"], words["desk-proxy-day-wrong"]);
});

/** Asks for the day that is needed, and for no other. A parent acts until the child comes of age. */
function askUntil() {
  const parent = form.elements.basis.value === "parent";
  for (const choice of form.elements.until) {
    if (choice.value === "day") choice.disabled = parent;
    else choice.checked ||= parent;
  }
  for (const [name, chosen] of [["last-day", "day"], ["born", "of-age"]]) {
    const input = find(name);
    input.disabled = until() !== chosen;
    input.closest("label").hidden = input.disabled;
  }
  find("last-day").min = day(1);
  find("born").max = day(0);
}

form.addEventListener("change", askUntil);
askUntil();
