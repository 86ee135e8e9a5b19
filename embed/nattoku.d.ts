// Made from contract.json by `cargo xtask embed`.

/** Every attribute of the elements. */
export type NattokuAttribute = "place" | "portal" | "provider" | "show";

/** Every custom property that the elements read. */
export type NattokuToken = "--nattoku-accent" | "--nattoku-accent-dark" | "--nattoku-min-height";

/** What a patient decides about their data: the questions, their choices, and stopping. */
export interface NattokuConsentElement extends HTMLElement {
  /** Called when the frame needs to know who is there; answers a fresh token that your server signed. It travels over a port, is used once and is never kept. */
  token?: (() => Promise<string>) | undefined;
  /** Moves the focus into the frame. */
  focus(options?: FocusOptions): void;
}

/** What anybody may read: who received data, what came of it, review decisions and trials. */
export interface NattokuDisclosuresElement extends HTMLElement {
  /** Moves the focus into the frame. */
  focus(options?: FocusOptions): void;
}

/** The events, which bubble and are composed. */
export interface NattokuEvents {
  /** The frame can be used. */
  "nattoku-ready": CustomEvent<Record<string, never>>;
  /** Answers were received, and their receipt was verified on the device. What was answered is not told. */
  "nattoku-decision": CustomEvent<{ at: string; number: number }>;
  /** The patient stopped everything; received and verified likewise. */
  "nattoku-withdrawal": CustomEvent<{ at: string; number: number }>;
  /** Something is not as it should be. What the patient has to do stands in the frame. */
  "nattoku-error": CustomEvent<{ code: "provider" | "portal" | "no-answer" | "token" | "sign-in" | "app" | "accent" | "accent-dark" }>;
}

declare global {
  interface HTMLElementTagNameMap {
    "nattoku-consent": NattokuConsentElement;
    "nattoku-disclosures": NattokuDisclosuresElement;
  }
  interface HTMLElementEventMap extends NattokuEvents {}
}
