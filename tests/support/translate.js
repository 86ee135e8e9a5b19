// A browser's own translation, as Chrome does it: every text node gives way to a `font` element with other words.
// What a program still holds of the old node changes nothing any more.

/** Translates the page from now on. A translated text reads `«text»`. */
export const translated = (page) =>
  page.addInitScript(() => {
    const skip = new Set(["SCRIPT", "STYLE", "FONT", "TEXTAREA"]);
    const translate = (root) => {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const found = [];
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (text.data.trim() && !skip.has(text.parentElement?.tagName)) found.push(text);
      }
      for (const text of found) {
        const font = document.createElement("font");
        font.textContent = `«${text.data}»`;
        text.replaceWith(font);
      }
    };
    new MutationObserver(() => document.body && translate(document.body)).observe(document, {
      childList: true,
      subtree: true,
    });
  });
