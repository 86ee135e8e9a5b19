// The device's outbox: what a person has not sent yet, or what the hospital has not received yet, kept on this
// device until it has (docs/adr/0008). Sealed with a key that no script can read out, bound to the person and the
// time, and gone after 72 hours. Fetched when somebody signs in; never on a shared tablet.
const KEPT_FOR = 72 * 60 * 60 * 1000;
// A storage that does not answer is one that does not keep: the person is told so, and need not wait.
const PATIENCE = 5_000;

// Two tabs of one person never write over each other.
const tab = crypto.randomUUID();
const found = new Map();

let database = null;
const open = () => {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("nattoku", 1);
    request.onupgradeneeded = () => ["keys", "outbox"].forEach((name) => request.result.createObjectStore(name));
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const opened = request.result;
      opened.onclose = () => (database = null);
      opened.onversionchange = () => {
        opened.close();
        database = null;
      };
      resolve(opened);
    };
  }).catch((error) => {
    database = null;
    throw error;
  });
  return database;
};

/** Does something in one transaction, and gives the results of its requests once it stands on the disk. */
const inside = async (store, work) => {
  const transaction = (await open()).transaction(store, "readwrite", { durability: "strict" });
  const stands = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const requests = work(transaction.objectStore(store));
  await stands;
  return requests.map((request) => request.result);
};

const SEAL = "seal";

/** The key of this device: made once, and never to be had outside the browser. */
const key = async () => {
  const [kept] = await inside("keys", (keys) => [keys.get(SEAL)]);
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Another tab may have been faster: its key stays.
  await inside("keys", (keys) => {
    const before = keys.get(SEAL);
    before.onsuccess = () => {
      try {
        before.result ?? keys.put(made, SEAL);
      } catch {
        // In a private window there may be no place for keys.
        before.transaction.abort();
      }
    };
    return [];
  });
  return (await inside("keys", (keys) => [keys.get(SEAL)]))[0];
};

const bytes = (text) => new TextEncoder().encode(text);
const method = (iv, ...bound) => ({ name: "AES-GCM", iv, additionalData: bytes(JSON.stringify(bound)) });

let last = Promise.resolve();
const inTurn = (work) => {
  const late = (resolve, reject) => setTimeout(() => reject(new Error("the storage does not answer")), PATIENCE);
  last = last.catch(() => {}).then(() => Promise.race([work(), new Promise(late)]));
  return last;
};

/**
 * Keeps a text for a person in place of what was kept before; none: there is nothing left to keep. `unsent` says
 * that a decision is in it which the hospital has not received.
 */
export const keep = (subject, text, unsent) =>
  inTurn(async () => {
    // What could not be read must not be written over: a decision may be in it.
    if (!found.has(subject)) throw new Error("what was kept before has not been read");
    const at = Date.now();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = text && (await crypto.subtle.encrypt(method(iv, subject, at, unsent), await key(), bytes(text)));
    await inside("outbox", (outbox) => {
      found.get(subject).forEach((earlier) => outbox.delete(earlier));
      if (sealed) outbox.put({ at, unsent, iv, sealed }, [subject, tab]);
      return [];
    });
    found.set(subject, [[subject, tab]]);
  });

/** What is kept for a person: a decision not yet received before anything else, and the newest first. */
export const find = (subject) =>
  inTurn(async () => {
    const [names, entries] = await inside("outbox", (outbox) => [outbox.getAllKeys(), outbox.getAll()]);
    const all = names.map((name, place) => ({ name, ...entries[place] }));
    const gone = all.filter(({ at }) => !(Math.abs(Date.now() - at) <= KEPT_FOR));
    const theirs = all.filter((entry) => entry.name[0] === subject && !gone.includes(entry));
    theirs.sort((one, other) => other.unsent - one.unsent || other.at - one.at);
    const opening = await key();
    let text = null;
    let taken = null;
    for (const entry of theirs) {
      const { name, at, unsent, iv, sealed } = entry;
      try {
        text = new TextDecoder().decode(await crypto.subtle.decrypt(method(iv, subject, at, unsent), opening, sealed));
        taken = name;
        break;
      } catch {
        // Nobody can open it any more.
        gone.push(entry);
      }
    }
    await inside("outbox", (outbox) => gone.map(({ name }) => outbox.delete(name)));
    found.set(subject, taken ? [taken, [subject, tab]] : [[subject, tab]]);
    return text;
  });
