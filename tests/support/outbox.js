// What the browser keeps of a person: every storage there is, read as somebody who finds the device would.

/** Everything that a page's storages hold, in words; and whether any key in them can be read out. */
export async function kept(page) {
  return page.evaluate(async () => {
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const found = { web: [], entries: [], keys: [] };
    for (const storage of [localStorage, sessionStorage]) found.web.push(...Object.entries({ ...storage }));
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store);
        for (const value of await done(all.getAll())) {
          if (value instanceof CryptoKey) found.keys.push({ ...value.algorithm, extractable: value.extractable });
          else found.entries.push({ ...value, text: new TextDecoder().decode(value.sealed) });
        }
      }
      database.close();
    }
    return found;
  });
}

/** Makes what is kept older, as time does. */
export async function age(page, hours) {
  await page.evaluate(async (hours) => {
    const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await done(indexedDB.open("nattoku"));
    const store = database.transaction("outbox", "readwrite").objectStore("outbox");
    const [names, values] = [await done(store.getAllKeys()), await done(store.getAll())];
    for (const [place, name] of names.entries()) {
      await done(store.put({ ...values[place], at: values[place].at - hours * 3_600_000 }, name));
    }
    database.close();
  }, hours);
}
