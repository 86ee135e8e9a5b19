// Erasing a patient, by a staff member who has the right to it: the number is typed once more, and what nobody can be told any
// more is given up by a word of its own.

import { ask, complain, element, fill, find, once, reason, words } from "./page.js";

const form = find("erasure");

/** Who may be erased now, and what follows then; nobody before a look. */
let current = null;

/** What has not been delivered, one line for each who waits for it. */
function lines({ letters, deliveries, consents }) {
  return [
    ...(letters > 0 ? [fill("desk-erase-letters", { count: letters })] : []),
    ...deliveries.map((counted) => fill("desk-erase-delivery", counted)),
    ...consents.map((counted) => fill("desk-erase-consents", counted)),
  ];
}

function list(place, texts) {
  place.replaceChildren(...texts.map((text) => element("li", text)));
}

/** Nothing was erased: says why, and lets it be given up. */
function wait(undelivered, text) {
  list(find("undelivered"), lines(undelivered));
  find("undelivered").hidden = false;
  find("give-up-choice").hidden = false;
  complain(find("erase-complaint"), text);
}

/** Shows what was erased, and what is left to do. */
function show(patient, { entries, given_up, fhir_resources }) {
  find("erased-entries").textContent = fill("desk-erased-entries", { count: entries });
  const left = [
    [find("given-up"), lines(given_up)],
    [find("held"), fhir_resources.map(({ server, resource }) => `${server}　${resource}`)],
  ];
  for (const [place, texts] of left) {
    list(place, texts);
    place.parentElement.hidden = texts.length === 0;
  }
  for (const place of find("erased").querySelectorAll("[data-whose]")) place.textContent = patient;
  find("erased").hidden = false;
  find("erased-title").focus();
}

/** Lets a patient be erased by whoever may; `done` is called once they are. */
export function showErase(patient, mayErase, done) {
  current = { patient, done };
  find("erase").hidden = !mayErase;
  find("erase-now").textContent = fill("desk-erase-now", { number: patient });
}

/** Forgets everything that was shown and entered. */
export function forgetErase() {
  current = null;
  form.reset();
  find("erase").hidden = true;
  find("erase").open = false;
  for (const part of ["erased", "erase-complaint", "undelivered", "give-up-choice"]) find(part).hidden = true;
  for (const place of ["undelivered", "given-up", "held"]) list(find(place), []);
  for (const place of ["erase-now", "erased-entries"]) find(place).textContent = "";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { patient, done } = current;
  const complaint = find("erase-complaint");
  complaint.hidden = true;
  if (find("erase-number").value.trim() !== patient) return complain(complaint, words["desk-erase-different"]);
  once(words["desk-erasing"], async () => {
    const request = current;
    try {
      const { erased, undelivered, requested } = await ask("erase", { patient, give_up_undelivered: find("give-up").checked });
      if (request !== current) return;
      if (undelivered) return wait(undelivered, words["desk-erase-undelivered"]);
      if (requested) return wait(requested, words["desk-erase-requested"]);
      done();
      show(patient, erased);
    } catch (error) {
      if (request === current) complain(complaint, error.status === 404 ? words["desk-erase-gone"] : reason(error, words["desk-failed"]));
    }
  });
});
