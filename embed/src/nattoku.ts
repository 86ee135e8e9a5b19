// The elements: a frame of the hospital's server, and what goes between it and the page around. What they take and
// tell is declared once, in contract.json, from which the types used here are made.
import type {
  NattokuAttribute,
  NattokuConsentElement,
  NattokuDisclosuresElement,
  NattokuEvents,
  NattokuToken,
} from "../nattoku.d.ts";

type NattokuErrorCode = NattokuEvents["nattoku-error"]["detail"]["code"];

const PATIENCE = 20_000;
const LISTS = ["recipients", "flow", "outcomes", "reviews", "trials"];
const TALLEST = 100_000;

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  `:host { display: block } :host([hidden]) { display: none }
  iframe { display: block; width: 100%; border: 0; height: var(--nattoku-min-height, 40rem) }
  iframe[hidden] { display: none }`,
);

/** What a frame says over its port. */
type Told =
  | { type: "ready" | "screen" }
  | { type: "height"; height: number }
  | { type: "title"; title: string }
  | { type: "token"; id: number }
  | { type: "decision" | "withdrawal"; number: number; at: string }
  | { type: "error"; code: NattokuErrorCode };

/** The members that go with each, and no others. */
const MEMBERS: Record<Told["type"], Record<string, "number" | "string">> = {
  ready: {},
  screen: {},
  height: { height: "number" },
  title: { title: "string" },
  token: { id: "number" },
  decision: { number: "number", at: "string" },
  withdrawal: { number: "number", at: "string" },
  error: { code: "string" },
};

const fits = (data: unknown): data is Told => {
  if (typeof data !== "object" || data === null) return false;
  const { type, ...rest } = data as Record<string, unknown>;
  const members = typeof type === "string" && Object.hasOwn(MEMBERS, type) && MEMBERS[type as Told["type"]];
  if (!members || Object.keys(rest).length !== Object.keys(members).length) return false;
  return Object.entries(members).every(([name, kind]) => typeof rest[name] === kind);
};

/** The server's origin. Http is for trying things out on one's own machine. */
const originOf = (provider: string | null): string | null => {
  try {
    const { protocol, hostname, origin } = new URL(provider ?? "");
    const own = protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
    return protocol === "https:" || own ? origin : null;
  } catch {
    return null;
  }
};

/** The nearest language around an element, through every shadow root. */
const languageOf = (element: Element): string => {
  for (let at: Element | null = element; at; ) {
    const near: Element | null = at.closest("[lang]");
    if (near) return /^ja\b/i.test(near.getAttribute("lang") ?? "") ? "ja" : "en";
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return "ja";
};

abstract class Framed extends HTMLElement {
  static readonly observedAttributes: readonly NattokuAttribute[] = ["provider", "portal", "place", "show"];
  readonly #frame = document.createElement("iframe");
  readonly #instead = document.createElement("slot");
  readonly #watch = new MutationObserver(() => this.#tellPage());
  #origin: string | null = null;
  #port: MessagePort | null = null;
  #told = "";
  #late = 0;
  declare token?: (() => Promise<string>) | undefined;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    this.#frame.referrerPolicy = "no-referrer";
  }

  /** The path of the first page within a language. */
  protected abstract get path(): string;
  /** The lists that are offered; none: all. */
  protected get lists(): string[] {
    return [];
  }

  connectedCallback(): void {
    addEventListener("message", this.#greeted);
    for (let root: Node = this.getRootNode(); ; root = (root as ShadowRoot).host.getRootNode()) {
      this.#watch.observe(root, { subtree: true, attributeFilter: ["lang"] });
      if (!(root instanceof ShadowRoot)) break;
    }
    // A page changes its colours by what stands at its root.
    this.#watch.observe(document.documentElement, { attributes: true });
    this.#mount();
  }

  /** Moved in one piece, the frame goes on as it is; only the language around it may be another. */
  connectedMoveCallback(): void {
    this.#tellPage();
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.#greeted);
    this.#watch.disconnect();
    this.#close();
    this.#frame.remove();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (this.isConnected && before !== after) this.#mount();
  }

  override focus(options?: FocusOptions): void {
    this.#frame.focus(options);
  }

  #close(): void {
    clearTimeout(this.#late);
    this.#port?.close();
    this.#port = null;
    this.#told = "";
  }

  /** Shows the frame, or else what the page has put inside the element: a link. */
  #mount(): void {
    this.#close();
    this.#origin = originOf(this.getAttribute("provider"));
    const portal = this.getAttribute("portal") ?? "";
    const wrong = !this.#origin ? "provider" : /^[a-z0-9-]{1,40}$/.test(portal) ? null : "portal";
    if (wrong) {
      this.shadowRoot?.replaceChildren(this.#instead);
      this.#emit("nattoku-error", { code: wrong });
      return;
    }
    this.#frame.title = (this.getAttribute("aria-label") ?? this.textContent ?? "").trim();
    this.#frame.src = `${this.#origin}/${languageOf(this)}/${this.path}?portal=${portal}`;
    this.#frame.hidden = false;
    this.shadowRoot?.replaceChildren(this.#frame);
    this.#late = setTimeout(() => {
      // The link stands where the frame would; one that comes after all takes its place back.
      this.#frame.hidden = true;
      this.shadowRoot?.append(this.#instead);
      this.#emit("nattoku-error", { code: "no-answer" });
    }, PATIENCE);
  }

  /** A page in our own frame says that it is there: it alone is given a port, and each new one a new port. */
  readonly #greeted = ({ source, origin, data }: MessageEvent): void => {
    const frame = this.#frame.contentWindow;
    if (!frame || source !== frame || origin !== this.#origin) return;
    if (typeof data !== "object" || data === null || Object.keys(data).join() !== "nattoku" || data.nattoku !== "frame") return;
    this.#close();
    this.#instead.remove();
    this.#frame.hidden = false;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data: told }) => fits(told) && this.#heard(told, port1);
    frame.postMessage({ nattoku: "port" }, origin, [port2]);
    this.#tellPage();
  };

  #heard(told: Told, port: MessagePort): void {
    switch (told.type) {
      case "height":
        if (told.height > 0 && told.height < TALLEST) this.#frame.style.setProperty("height", `${told.height}px`);
        break;
      case "title":
        // What the page calls it counts more than what it calls itself.
        if (!this.hasAttribute("aria-label")) this.#frame.title = told.title;
        break;
      case "screen":
        // The beginning of a new screen must not lie above what the reader sees.
        if (this.#frame.getBoundingClientRect().top < 0) this.#frame.scrollIntoView();
        break;
      case "token":
        void this.#answer(told.id, port);
        break;
      case "ready":
        this.#emit("nattoku-ready", {});
        break;
      case "error":
        this.#emit("nattoku-error", { code: told.code });
        break;
      default:
        this.#emit(`nattoku-${told.type}`, { number: told.number, at: told.at });
    }
  }

  async #answer(id: number, port: MessagePort): Promise<void> {
    let token: string | null = null;
    try {
      token = (await this.token?.()) ?? null;
    } catch {
      // Said below, once, whatever the reason is.
    }
    if (typeof token !== "string") {
      token = null;
      this.#emit("nattoku-error", { code: "token" });
    }
    port.postMessage({ type: "token", id, token });
  }

  #tellPage(): void {
    const style = getComputedStyle(this);
    const read = (name: NattokuToken): string => style.getPropertyValue(name).trim().toLowerCase();
    const page = {
      type: "page",
      language: languageOf(this),
      accent: read("--nattoku-accent"),
      accentDark: read("--nattoku-accent-dark"),
      show: this.lists,
    };
    const told = JSON.stringify(page);
    if (!this.#port || told === this.#told) return;
    this.#told = told;
    this.#port.postMessage(page);
  }

  #emit<Name extends keyof NattokuEvents>(name: Name, detail: NattokuEvents[Name]["detail"]): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

class Consent extends Framed implements NattokuConsentElement {
  protected get path(): string {
    const place = this.getAttribute("place") ?? "";
    return /^[a-z0-9/-]*$/.test(place) ? place : "";
  }
}

class Disclosures extends Framed implements NattokuDisclosuresElement {
  protected get path(): string {
    return this.lists[0] ?? "recipients";
  }
  protected override get lists(): string[] {
    return (this.getAttribute("show") ?? "").split(/\s+/).filter((list) => LISTS.includes(list));
  }
}

// A page that loads two copies has one: the first.
if (!customElements.get("nattoku-consent")) customElements.define("nattoku-consent", Consent);
if (!customElements.get("nattoku-disclosures")) customElements.define("nattoku-disclosures", Disclosures);
