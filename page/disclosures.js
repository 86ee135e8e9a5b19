// Loads the disclosures: a program of its own, fetched only when somebody opens them. Inside the app it is
// asked to by an event; on a page of their own it starts by itself. Where things are stands in attributes of
// the page's root, so that no script is ever written into the page.
const page = document.documentElement;

// The place they were put into, kept while the app shows another screen: what was typed and found stays.
let shown = null;

const fetched = async (address) => {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
};

/** Inside the app their styles come with them; without them they can be read all the same. */
const dress = (styles) =>
  new Promise((resolve) => {
    const sheet = document.createElement("link");
    Object.assign(sheet, { rel: "stylesheet", href: styles, onload: resolve, onerror: resolve });
    document.head.append(sheet);
  });
let dressed = null;

const load = async (language, embedded) => {
  const { app, wasm, styles, index, pages, hospital } = JSON.parse(page.dataset.lists);
  if (embedded) await (dressed ??= dress(styles));
  const [module, words] = await Promise.all([
    import(new URL(app, document.baseURI)).then(async (module) => {
      await module.default({ module_or_path: fetch(wasm, { credentials: "omit" }) });
      return module;
    }),
    fetched(page.getAttribute(`data-lists-messages-${language}`)).then((response) => response.text()),
  ]);
  const place = document.createElement("div");
  const site = {
    index: new URL(index, document.baseURI).pathname,
    pages: new URL(pages.replace("{language}", language), document.baseURI).pathname,
    hospital,
    embedded,
  };
  return { language, place, module, mount: () => module.mount(place, language, words, JSON.stringify(site)) };
};

const put = (place) => document.getElementById("disclosures")?.replaceChildren(place);

/** Shows a page of the disclosures inside the app, for the person of a session where there is one. */
export const open = async ({ path, bearer, person, language }) => {
  if (shown?.language !== language) {
    shown = await load(language, true);
    shown.mount();
  }
  if (!shown.place.isConnected) put(shown.place);
  shown.module.open(path, bearer, person);
};

const alone = async () => {
  // A shared tablet that could not forget shows nothing, and neither does a frame that could not be guarded.
  const beside = location.search.match(/^\?(kiosk|portal)/)?.[1];
  if (page.dataset.beside && beside) await import(JSON.parse(page.dataset.beside)[beside]);
  const loaded = await load(page.lang, false);
  put(loaded.place);
  loaded.mount();
};

const failed = () => {
  if (page.dataset.app !== "ready") page.dataset.app = "failed";
};

if ("alone" in page.dataset) alone().catch(failed);
