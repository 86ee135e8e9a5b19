// The frame's half of a portal (docs/adr/0010): it talks to one origin, that of the portal which the address names,
// once by a message and then over a port. It asks the portal who is there, tells how high the page is and what was
// received, takes on language and accent, and lets no single blind press decide (A22).
const page = document.documentElement;
const { styles, messages, login: signsIn } = JSON.parse(page.dataset.beside);
const portal = location.search.match(/^\?portal=([a-z0-9-]{1,40})(?:&|$)/)?.[1];
const framed = parent !== window;

const PATIENCE = 20_000;
/** Shorter than this nobody has seen a screen, and longer than that a second press is a new first one. */
const CALM = 1_000;
const AGAIN = 20_000;

/** Whether an object has these members and no others. */
const has = (value, ...names) =>
  typeof value === "object" && value !== null && Object.keys(value).sort().join() === names.sort().join();

const connect = async () => {
  if (!portal) throw new Error("the address names no portal");
  const response = await fetch(`/api/portals/${portal}`, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) throw new Error(`${portal}: ${response.status}`);
  const { origin } = await response.json();
  if (!origin) throw new Error(`${portal} shows no frame`);
  return new Promise((resolve) => {
    const hear = ({ source, origin: from, data, ports }) => {
      if (source !== parent || from !== origin || ports.length !== 1) return;
      if (!has(data, "nattoku") || data.nattoku !== "port") return;
      removeEventListener("message", hear);
      ports[0].onmessage = heard;
      resolve(ports[0]);
    };
    addEventListener("message", hear);
    parent.postMessage({ nattoku: "frame" }, origin);
  });
};

let connected = null;
const port = () => {
  connected ??= connect().catch((error) => {
    connected = null;
    throw error;
  });
  return connected;
};
/** What cannot be told now is not told: the page stands without it. */
const say = (message) => port().then((to) => to.postMessage(message)).catch(() => {});

// Who is there. The token goes from the port into one request, and is kept nowhere.
const waiting = new Map();
let asks = 0;
const token = async () => {
  const to = await port();
  const id = ++asks;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    to.postMessage({ type: "token", id });
  });
};

const session = async () => {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
  const said = await Promise.race([token(), late]);
  if (said === null) throw new Error("the portal says nothing");
  const response = await fetch("/api/session/portal", {
    method: "POST",
    credentials: "omit",
    headers: { "content-type": "application/json", "accept-language": page.lang },
    body: JSON.stringify({ portal, token: said }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const text = await response.text();
  if (response.ok) return text;
  say({ type: "error", code: "sign-in" });
  throw text;
};

// Language and accent of the page around.
let spoken = page.lang;
const speak = (language) => {
  if (language === spoken || !messages[language]) return;
  spoken = language;
  if ("alone" in page.dataset) {
    location.replace(location.pathname.replace(/^\/[a-z-]+/, `/${language}`) + location.search);
  } else if (page.dataset.app === "ready") {
    document.dispatchEvent(new CustomEvent("nattoku:language", { detail: language }));
  }
};

const luminance = (colour) => {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

/** What an accent stands on, and what stands on it: it must keep 7:1 to all of them, and to its own wash. */
const GROUNDS = { accent: ["paper", "paper-raised"], accentDark: ["night", "night-raised"] };
/** How much of it is in its wash. The page's own texts keep 7:1 to a wash of whatever colour that is taken. */
const WASH = 0.09;
const mixed = (colour, ground) => {
  const part = (of, at) => parseInt(of.slice(at, at + 2), 16);
  const parts = [1, 3, 5].map((at) => Math.round(WASH * part(colour, at) + (1 - WASH) * part(ground, at)));
  return `#${parts.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
};
/** What takes on a colour; nothing where it is not to be read. */
const worn = (colour, names) => {
  if (!/^#[0-9a-f]{6}$/.test(colour)) return null;
  const drawn = getComputedStyle(page);
  const grounds = names.map((name) => drawn.getPropertyValue(`--palette-${name}`).trim());
  const wash = mixed(colour, grounds.at(-1));
  const fits = [...grounds, wash].every((ground) => contrast(colour, ground) >= 7);
  return fits ? `:root { --accent: ${colour}; --accent-wash: ${wash}; }` : null;
};
const theme = new CSSStyleSheet();
let coloured = "";
const colour = (accents) => {
  if (coloured === JSON.stringify(accents)) return;
  coloured = JSON.stringify(accents);
  const [light, dark] = Object.entries(accents).map(([name, value]) => {
    const rule = value === "" ? "" : worn(value, GROUNDS[name]);
    if (rule === null) say({ type: "error", code: name === "accent" ? "accent" : "accent-dark" });
    return rule ?? "";
  });
  const own = ":root { --accent: var(--palette-sky); --accent-wash: var(--palette-sky-wash); }";
  theme.replaceSync(`${light} @media (prefers-color-scheme: dark) { ${own} ${dark} }`);
};

/** Which lists are shown; what leads to others is not offered. */
const offered = new CSSStyleSheet();
const offer = (lists) => {
  const hidden = ["recipients", "flow", "outcomes", "reviews", "trials"].filter((list) => !lists.includes(list));
  const rules = hidden.map((list) => {
    const link = `a[href$="/${list}"]`;
    return `:root[data-alone] :is(${link}, :is(li, p):has(> ${link})) { display: none; }`;
  });
  offered.replaceSync(lists.length > 0 ? rules.join("\n") : "");
};

const heard = ({ data }) => {
  if (has(data, "type", "id", "token") && data.type === "token") {
    const answer = typeof data.token === "string" || data.token === null;
    if (answer) waiting.get(data.id)?.(data.token);
    waiting.delete(data.id);
  } else if (has(data, "type", "language", "accent", "accentDark", "show") && data.type === "page") {
    const { type, show, ...texts } = data;
    if (!Object.values(texts).every((text) => typeof text === "string") || !Array.isArray(show)) return;
    colour({ accent: texts.accent, accentDark: texts.accentDark });
    offer(show);
    speak(texts.language);
  }
};

// No single blind press decides. What decides was pressed a second after its screen appeared, in a frame that was in
// use before and lies under nothing; otherwise a second press is asked for, whatever the answer is.
let pressed = null;
let appeared = performance.now();
let focused = document.hasFocus() ? appeared : Infinity;
let asked = -Infinity;
const covered = new WeakMap();
const knowsCovers = "isVisible" in (globalThis.IntersectionObserverEntry?.prototype ?? {});
const watcher =
  knowsCovers &&
  new IntersectionObserver(
    (entries) => entries.forEach((entry) => covered.set(entry.target, entry.isIntersecting && !entry.isVisible)),
    { trackVisibility: true, delay: 100, threshold: [0, 0.5, 1] },
  );

const note = document.createElement("p");
note.className = "press-again";
note.setAttribute("role", "status");
const askAgain = () => {
  const place = (pressed ?? document.querySelector("main")).getBoundingClientRect();
  note.style.setProperty("top", `${place.bottom + scrollY + 8}px`);
  note.textContent = says["embed-press-again"] ?? "";
  pressed?.focus();
};

const decide = (event) => {
  const now = performance.now();
  const seen = document.visibilityState === "visible";
  const calm = document.hasFocus() && Math.min(now - appeared, now - focused) >= CALM && !covered.get(pressed);
  const again = now - asked >= CALM && now - asked <= AGAIN;
  if (seen && (calm || again)) {
    asked = -Infinity;
    note.textContent = "";
    return;
  }
  event.preventDefault();
  if (now - asked > AGAIN) asked = now;
  askAgain();
};

const another = () => {
  appeared = performance.now();
  asked = -Infinity;
  note.textContent = "";
  // Who reads here is shown the beginning of the new screen.
  if (document.hasFocus()) say({ type: "screen" });
};

const look = () => {
  if (!watcher) return;
  for (const button of document.querySelectorAll("main button")) watcher.observe(button);
};

let says = {};
const words = async () => {
  const response = await fetch(messages[page.lang], { credentials: "omit" });
  says = await response.json();
  say({ type: "title", title: says["alone" in page.dataset ? "embed-title-lists" : "embed-title"] });
};

const state = () => {
  if (page.dataset.app === "ready") {
    say({ type: "ready" });
    // The page around may have turned to another language meanwhile.
    if (spoken !== page.lang) document.dispatchEvent(new CustomEvent("nattoku:language", { detail: spoken }));
  }
  if (page.dataset.app === "failed") say({ type: "error", code: "app" });
};

// A link that the app does not follow itself leads to a page of the same frame.
const keepInside = ({ target, ctrlKey, metaKey, shiftKey, button }) => {
  pressed = target.closest?.("button, a, label, input");
  const link = target.closest?.("a[href^='/']:not([href*='?'])");
  if (!link || ctrlKey || metaKey || shiftKey || button !== 0) return;
  link.setAttribute("href", `${link.pathname}?portal=${portal}${link.hash}`);
};

const dress = () => {
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", href: styles });
  document.head.append(sheet);
};

const begin = () => {
  dress();
  document.adoptedStyleSheets.push(theme, offered);
  document.body.append(note);
  document.addEventListener("nattoku:portal", ({ detail }) => (detail.answer = session()));
  document.addEventListener("nattoku:decide", decide);
  document.addEventListener("nattoku:received", ({ detail: { what, number, at } }) =>
    say({ type: what, number, at: new Date(at).toISOString() }),
  );
  document.addEventListener("click", keepInside, true);
  document.addEventListener("visibilitychange", () => (appeared = performance.now()));
  addEventListener("focus", () => (focused = performance.now()));
  addEventListener("blur", () => (focused = Infinity));
  addEventListener("pagehide", () => document.dispatchEvent(new CustomEvent("nattoku:leave", { detail: "" })));
  new MutationObserver(another).observe(document.querySelector("title"), { childList: true });
  new MutationObserver(look).observe(document.getElementById("app"), { childList: true, subtree: true });
  new MutationObserver(state).observe(page, { attributeFilter: ["data-app"] });
  new MutationObserver(() => words().catch(() => {})).observe(page, { attributeFilter: ["lang"] });
  const tell = () => say({ type: "height", height: Math.ceil(document.body.getBoundingClientRect().height) });
  new ResizeObserver(tell).observe(document.body);
  words().catch(() => {});
};

// Opened by itself, in a tab of its own, it is a page like every other; or one from which one is led to sign in. What
// one came back with leaves the address before anything else.
const alone = async () => {
  const came = new URLSearchParams(location.search);
  const named = portal ? `?portal=${portal}` : "";
  history.replaceState(null, "", location.pathname + named + location.hash);
  const response = portal && (await fetch(`/api/portals/${portal}`, { credentials: "omit" }));
  const { login } = response?.ok ? await response.json() : {};
  if (!login) return history.replaceState(null, "", location.pathname + location.hash);
  dress();
  document.addEventListener("click", keepInside, true);
  const { begin } = await import(signsIn);
  return begin({ portal, login, came });
};

if (framed) begin();
else await alone();
