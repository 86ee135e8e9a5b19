// Starts the app after the first screen has been painted. What the page needs to know stands in attributes of
// its root, so that no script is ever written into the page. A tap that comes before the app is ready is
// kept, and done once it is.
const page = document.documentElement;
const { app, wasm, catalogue } = page.dataset.start ? JSON.parse(page.dataset.start) : {};
const messages = page.getAttribute(`data-messages-${page.lang}`);

let kept = null;
const keep = (event) => {
  const link = event.target.closest?.("#app a[href^='/']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  kept?.removeAttribute("data-kept-tap");
  kept = link;
  link.setAttribute("data-kept-tap", "");
};
document.addEventListener("click", keep);

const painted = () =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));

const fetched = async (address) => {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
};

const program = async (app, wasm) => {
  const module = await import(app);
  await module.default({ module_or_path: fetch(wasm, { credentials: "omit" }) });
  return module;
};

const start = async () => {
  await painted();
  const [module, words, list] = await Promise.all([
    program(app, wasm),
    fetched(messages).then((response) => response.text()),
    fetched(catalogue).then(async (response) => ({
      digest: (response.headers.get("etag") ?? "").replace(/^W\//, "").replaceAll('"', ""),
      text: await response.text(),
    })),
  ]);
  module.start(page.lang, words, list.text, list.digest);
  document.removeEventListener("click", keep);
  if (kept) {
    kept.removeAttribute("data-kept-tap");
    requestAnimationFrame(() => kept.click());
  }
};

// A session ends on the server even while the page is being left; whether the answer arrives does not matter.
document.addEventListener("nattoku:end-session", ({ detail }) => {
  const headers = { authorization: `Bearer ${detail}` };
  fetch("/api/session", { method: "DELETE", credentials: "omit", keepalive: true, headers }).catch(() => {});
});

// The disclosures and the record are fetched when they are first opened. Without them the rest of the app goes on.
const opens = (event, script, place) =>
  document.addEventListener(event, async ({ detail }) => {
    try {
      const program = await import(page.dataset[script]);
      await program.open(detail);
    } catch {
      document.getElementById(place)?.setAttribute("data-failed", "");
    }
  });
opens("nattoku:open", "listsStart", "disclosures");
opens("nattoku:record", "recordStart", "record");

// What verifies receipts, and what keeps answers on the device, is fetched when it is first asked. A fetch that
// failed is tried again with the next question, under an address that the browser has not given up on; one that
// hangs is no answer.
const answers = (event, load) => {
  let loaded = null;
  let failures = 0;
  document.addEventListener(event, ({ detail }) => {
    loaded ??= load(failures ? `#${failures}` : "").catch((error) => {
      loaded = null;
      failures += 1;
      throw error;
    });
    const late = new Promise((_, reject) => setTimeout(reject, 20_000));
    detail.answer = Promise.race([loaded.then((module) => module[detail.ask](...detail.with)), late]);
  });
};
answers("nattoku:prove", (again) => {
  const { app, wasm } = JSON.parse(page.dataset.proof);
  return program(app + again, wasm);
});
answers("nattoku:outbox", (again) => import(page.dataset.outbox + again));

const failed = () => {
  if (page.dataset.app !== "ready") page.dataset.app = "failed";
  document.removeEventListener("click", keep);
  kept?.removeAttribute("data-kept-tap");
};

document.getElementById("fallback-again")?.addEventListener("click", (event) => {
  event.preventDefault();
  location.reload();
});

// A shared tablet that could not forget shows nothing, and neither does a frame that could not be guarded.
const beside = location.search.match(/^\?(kiosk|portal)/)?.[1];
Promise.resolve(beside && import(JSON.parse(page.dataset.beside)[beside])).then(start).catch(failed);
