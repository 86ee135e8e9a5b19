// Loads the record: a program of its own, fetched only when somebody opens one of its pages inside the app. Where
// things are stands in attributes of the page's root, so that no script is ever written into the page.
const page = document.documentElement;

let shown = null;

const fetched = async (address) => {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
};

/** Its styles come with it; without them its pages can be read all the same. */
const dress = (styles) =>
  new Promise((resolve) => {
    const sheet = document.createElement("link");
    Object.assign(sheet, { rel: "stylesheet", href: styles, onload: resolve, onerror: resolve });
    document.head.append(sheet);
  });
let dressed = null;

const load = async (language) => {
  const { app, wasm, styles, catalogue } = JSON.parse(page.dataset.record);
  dressed ??= dress(styles);
  await dressed;
  const [module, words, list] = await Promise.all([
    import(new URL(app, document.baseURI)).then(async (module) => {
      await module.default({ module_or_path: fetch(wasm, { credentials: "omit" }) });
      return module;
    }),
    fetched(page.getAttribute(`data-record-messages-${language}`)).then((response) => response.text()),
    fetched(catalogue).then(async (response) => ({
      digest: (response.headers.get("etag") ?? "").replace(/^W\//, "").replaceAll('"', ""),
      text: await response.text(),
    })),
  ]);
  const place = document.createElement("div");
  module.mount(place, language, words, list.text, list.digest);
  return { language, place, module };
};

/** Shows a page of the record inside the app, for the person of a session where there is one. */
export const open = async ({ path, bearer, person, language, code, kiosk }) => {
  if (shown?.language !== language) shown = await load(language);
  if (!shown.place.isConnected) document.getElementById("record")?.replaceChildren(shown.place);
  shown.module.open(path, bearer, person, code, kiosk);
};
