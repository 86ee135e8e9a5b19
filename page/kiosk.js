// A shared tablet: everything of a person is gone when they finish, and after two minutes without a touch and one
// of warning (A11). It stands beside the app, not in it, so that it works before the app does and without it.
const page = document.documentElement;
const { styles, messages } = JSON.parse(page.dataset.beside);

const IDLE = 120_000;
const WARNED = 60_000;
/** At which seconds the time left is also said: a voice that counts every second lets nobody read. */
const SAID = [60, 30, 10];

const words = [];
const make = (tag, attributes, message, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (message) words.push([element, message]);
  element.append(...children);
  return element;
};

const speak = async () => {
  const response = await fetch(messages[page.lang], { credentials: "omit" });
  const says = await response.json();
  for (const [element, message] of words) element.textContent = says[message];
  bar.setAttribute("aria-label", says["kiosk-shared"]);
};

const finish = make("button", { type: "button", class: "button", "data-kiosk-finish": "" }, "kiosk-finish");
const bar = make("aside", { class: "kiosk" }, null, make("p", {}, "kiosk-shared"), finish);

const idle = make("p", {}, "kiosk-idle");
const unsent = make("p", { class: "kiosk__unsent" }, "kiosk-unsent");
const seconds = make("b", {});
const left = make("p", { "aria-hidden": "true" }, null, make("span", {}, "kiosk-left"), " ", seconds);
const said = make("p", { class: "kiosk__said", "aria-live": "polite" });
const goOn = make("button", { type: "button", class: "button button--primary" }, "kiosk-go-on");
const end = make("button", { type: "button", class: "button" }, "kiosk-finish");
const title = make("h2", { id: "kiosk-title" }, "kiosk-title");
const warning = make(
  "dialog",
  { class: "kiosk-warning", "aria-labelledby": title.id, "data-kiosk-warning": "" },
  null,
  title,
  ...[idle, unsent, left, said],
  make("div", { class: "actions" }, null, goOn, end),
);

/** Nothing stays: not on the screen, not in memory, not in the history, and no session on the server. */
const wipe = () => {
  document.dispatchEvent(new CustomEvent("nattoku:leave", { detail: "" }));
  document.body.replaceChildren();
  location.replace(`/${page.lang}/?kiosk`);
};

let touched = false;
let touchedAt;
const touch = () => {
  touchedAt = [Date.now(), performance.now()];
};
touch();
// A clock that was set back, or one that stood still while the tablet slept, makes nobody stay longer.
const waited = () => Math.max(Date.now() - touchedAt[0], performance.now() - touchedAt[1]);

const ask = (isIdle) => {
  unsent.hidden = !document.querySelector("[data-delivery]");
  for (const element of [idle, left, said]) element.hidden = !isIdle;
  if (!warning.open) warning.showModal();
};

const look = () => {
  const rest = Math.ceil((IDLE + WARNED - waited()) / 1000);
  if (rest <= 0) return wipe();
  // Before anybody touched it there is nobody to warn.
  if (rest * 1000 > WARNED || !touched) return;
  if (!warning.open || idle.hidden) ask(true);
  if (seconds.textContent !== `${rest}`) seconds.textContent = rest;
  if (SAID.includes(rest) || !said.textContent) said.textContent = left.textContent;
};

for (const event of ["pointerdown", "keydown", "input", "wheel", "touchmove", "scroll"]) {
  const heard = () => {
    touched = true;
    if (!warning.open) touch();
  };
  addEventListener(event, heard, { capture: true, passive: true });
}
goOn.addEventListener("click", () => warning.close());
warning.addEventListener("close", () => {
  said.textContent = "";
  touch();
});
end.addEventListener("click", wipe);
// What the hospital has not received would be lost: that is said before.
finish.addEventListener("click", () => (document.querySelector("[data-delivery]") ? ask(false) : wipe()));

// A link that the app does not follow itself leads to a page of the same tablet.
document.addEventListener(
  "click",
  ({ target }) => {
    const link = target.closest?.("a[href^='/']:not([href*='?'])");
    link?.setAttribute("href", `${link.pathname}?kiosk${link.hash}`);
  },
  true,
);
addEventListener("pagehide", () => document.body.replaceChildren());
addEventListener("pageshow", ({ persisted }) => persisted && wipe());

document.head.append(make("link", { rel: "stylesheet", href: styles }));
document.body.prepend(bar);
document.body.append(warning);
new MutationObserver(() => speak().catch(() => {})).observe(page, { attributeFilter: ["lang"] });
setInterval(look, 1000);
await speak();
