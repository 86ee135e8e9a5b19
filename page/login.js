// Signing in at a portal in a page of one's own, by OpenID Connect or SMART App Launch 2.2. One is told where one is led,
// and comes back with a code that only this tab can use (PKCE, RFC 7636). What the tab needs for that is kept until then,
// and forgotten before anything else is done with it.
const page = document.documentElement;
const { messages } = JSON.parse(page.dataset.beside);
const KEPT = "nattoku:login";
/** Longer than this nobody signs in. */
const OLD = 30 * 60_000;
const PATIENCE = 20_000;

const text = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => text(crypto.getRandomValues(new Uint8Array(32)));
const challengeOf = async (verifier) =>
  text(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));

let words = null;
const says = async () => {
  words ??= fetch(messages[page.lang], { credentials: "omit" }).then((response) => response.json());
  return words;
};

/** What the app shows where nobody has signed in: as the server would say it. */
const problem = async (what) => {
  const { [what]: title, "embed-login-again": detail } = await says();
  return JSON.stringify({ type: "/problems/token-not-accepted", title, detail, status: 401, language: page.lang });
};

/** Leads to the portal; the page ends with it. */
const leave = async ({ portal, login, launch }) => {
  const [state, verifier, nonce] = [random(), random(), random()];
  const redirect = `${location.origin}/${page.lang}/?portal=${portal}`;
  const kept = { portal, state, verifier, nonce, redirect, place: location.pathname, at: Date.now() };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
  const to = new URL(login.authorization);
  const asked = {
    response_type: "code",
    client_id: login.client,
    redirect_uri: redirect,
    scope: login.scope,
    state,
    nonce,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: "S256",
    ui_locales: page.lang,
    ...(login.fhir && { aud: login.fhir }),
    ...(launch && { launch }),
  };
  for (const [name, value] of Object.entries(asked)) to.searchParams.set(name, value);
  location.assign(to);
};

/** Tells where one is led, and asks whether one wants to. */
const agreed = async (login) => {
  const said = await says();
  const make = (name, classes, content) => {
    const element = document.createElement(name);
    element.className = classes;
    element.textContent = content;
    return element;
  };
  const dialog = make("dialog", "leave", "");
  const title = make("h2", "", said["embed-login-title"]);
  title.id = "leave-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const go = make("button", "button button--primary button--wide", said["embed-login-go"]);
  const stay = make("button", "button button--wide", said["embed-login-stay"]);
  const host = make("p", "leave__host", new URL(login.authorization).host);
  dialog.append(title, make("p", "", said["embed-login-why"]), host, go, stay);
  document.body.append(dialog);
  return new Promise((resolve) => {
    const answer = (button, value) => {
      button.type = "button";
      button.addEventListener("click", () => dialog.close(value));
    };
    answer(go, "go");
    answer(stay, "stay");
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "go");
    });
    dialog.showModal();
  });
};

const taken = () => {
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  return kept && JSON.parse(kept);
};

/** What one came back with is exchanged for a session, or for what stands in the way. */
const exchange = async ({ portal, login, came }, kept) => {
  const fits = kept?.portal === portal && kept.state === came.get("state") && Date.now() - kept.at < OLD;
  const from = came.get("iss");
  if (!fits || (from !== null && from !== login.issuer)) throw await problem("embed-login-lost");
  if (came.get("error") === "access_denied") throw await problem("embed-login-cancelled");
  if (!came.get("code")) throw await problem("embed-login-failed");
  const { verifier, nonce, redirect } = kept;
  const response = await fetch("/api/session/login", {
    method: "POST",
    credentials: "omit",
    headers: { "content-type": "application/json", "accept-language": page.lang },
    body: JSON.stringify({ portal, code: came.get("code"), verifier, nonce, redirect }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const answer = await response.text();
  if (response.ok) return answer;
  throw answer;
};

/** Who was sent here by a system that has a record open is led on at once, if it is the one that is known. */
const launched = async (request) => {
  const { login, came } = request;
  if (!login.fhir || came.get("iss") !== login.fhir) throw await problem("embed-login-lost");
  return leave({ ...request, launch: came.get("launch") }).then(ended);
};

/** The page ends now. */
const ended = () => new Promise(() => {});

/** A promise nobody may be waiting for yet. */
const quietly = (promise) => {
  promise.catch(() => {});
  return promise;
};

/** Answers the app whenever it asks who is there. `came`: what stood in the address. */
export const begin = (request) => {
  const { login, came } = request;
  let returned = null;
  let kept = null;
  if (came.has("code") || came.has("error")) {
    try {
      kept = taken();
    } catch {
      // A browser that keeps nothing has nothing to compare with.
    }
    if (kept && /^\/[a-z-]+(\/|$)/.test(kept.place)) {
      history.replaceState(null, "", `${kept.place}?portal=${request.portal}`);
    }
    returned = quietly(exchange(request, kept));
  } else if (came.has("launch")) {
    returned = quietly(launched(request));
  }
  const answer = async () => {
    const back = returned;
    returned = null;
    if (back) return back;
    if (!(await agreed(login))) throw await problem("embed-login-cancelled");
    try {
      return await leave(request).then(ended);
    } catch {
      throw await problem("embed-login-failed");
    }
  };
  document.addEventListener("nattoku:portal", ({ detail }) => (detail.answer = answer()));
};
