// What every part of the desk's page uses: asking the server with the staff member's token, one thing at a time, and saying
// what went wrong.

export const find = (id) => document.getElementById(id);
export const words = JSON.parse(find("words").textContent);

/** Whether an answer is awaited. */
let busy = false;

export async function ask(what, body) {
  const answer = await fetch(`/api/desk/${what}`, {
    method: "POST",
    headers: {
      "accept-language": document.documentElement.lang,
      authorization: `Bearer ${find("token").value.trim()}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (answer.ok) return said;
  throw Object.assign(new Error(said.title), { status: answer.status, type: said.type, detail: said.detail });
}

/** What went wrong, and what to do. */
export function reason(error, otherwise) {
  if (error.status === 401 && error.type !== "/problems/token-ended") return words["desk-no-token"];
  if (error.status === 404) return words["desk-no-patient"];
  if (error.status >= 400 && error.status < 500) return `${error.message} ${error.detail}`;
  return otherwise;
}

export function complain(place, text) {
  place.textContent = text;
  place.hidden = false;
  place.focus();
}

export function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** A message with what belongs in it. */
export function fill(id, values) {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, () => value), words[id]);
}

/** Does one thing at a time, and says aloud that it is under way. */
export async function once(status, work) {
  if (busy) return;
  busy = true;
  find("status").textContent = status;
  try {
    await work();
  } finally {
    busy = false;
    find("status").textContent = "";
  }
}
