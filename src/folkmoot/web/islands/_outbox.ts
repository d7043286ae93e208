/**
 * What a person wrote without a network: kept in this browser (IndexedDB) and sent when there is one, exactly once.
 *
 * Every message has a number of its own, made here. The server answers the same number with what became of it the
 * first time, so a lost answer costs nothing but another try. Pages and the service worker share this file.
 */

export interface Kept {
  id: string;
  /** Where it goes. GET gives a token, POST takes it; both answer JSON. */
  to: string;
  title: string;
  written: string;
  state: "waiting" | "refused" | "sent";
  fields: [string, string][];
  files: { field: string; name: string; data: Blob }[];
  problems?: { field: string; description: string }[];
  result?: { service_request_id: string; url: string; receipt: string };
}

export const TAG = "folkmoot-outbox";
const STORE = "messages";

function database(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(TAG, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error ?? new Error("no storage"));
  });
}

async function act<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database();
  try {
    return await new Promise<T>((done, fail) => {
      const work = db.transaction(STORE, mode);
      const request = use(work.objectStore(STORE));
      // Only a finished transaction is on the disk.
      work.oncomplete = () => done(request.result);
      work.onerror = work.onabort = () => fail(work.error ?? new Error("not kept"));
    });
  } finally {
    db.close();
  }
}

/** Everything that is kept, newest first. */
export async function all(): Promise<Kept[]> {
  const found = await act<Kept[]>("readonly", (store) => store.getAll() as IDBRequest<Kept[]>);
  return found.sort((a, b) => b.written.localeCompare(a.written));
}

/** Keep a message, or what became of it. */
export async function keep(message: Kept): Promise<void> {
  await act("readwrite", (store) => store.put(message));
}

/** Throw a message away. */
export async function remove(id: string): Promise<void> {
  await act("readwrite", (store) => store.delete(id) as IDBRequest<undefined>);
}

/** Change a message that may have been thrown away meanwhile, in one transaction, so that it never comes back. */
async function change(id: string, changes: Partial<Kept>): Promise<void> {
  await act("readwrite", (store) => {
    const asked = store.get(id) as IDBRequest<Kept | undefined>;
    asked.onsuccess = () => {
      if (asked.result) store.put({ ...asked.result, ...changes });
    };
    return asked;
  });
}

/** Send what waits, one after the other; page and worker never at once. Rejects when something has to wait longer. */
export async function flush(): Promise<void> {
  if (navigator.locks) await navigator.locks.request(TAG, sendAll);
  else await sendAll();
}

async function sendAll(): Promise<void> {
  let later: unknown;
  for (const one of (await all()).reverse()) {
    if (one.state !== "waiting") continue;
    try {
      await send(one);
    } catch (error) {
      later = error;
    }
  }
  if (later) throw later;
}

async function send(message: Kept): Promise<void> {
  const asked = await fetch(message.to, { credentials: "same-origin", cache: "no-store" });
  const { token } = (await asked.json()) as { token: string };
  const body = new FormData();
  body.set("id", message.id);
  for (const [name, value] of message.fields) body.append(name, value);
  for (const file of message.files) body.append(file.field, file.data, file.name);
  const answer = await fetch(message.to, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { "X-CSRFToken": token, Accept: "application/json" },
  });
  if (answer.ok) {
    // What was private or large is not needed here any more.
    await change(message.id, { state: "sent", result: await answer.json(), fields: [], files: [], problems: [] });
  } else if (answer.status === 400) {
    const told = (await answer.json()) as { errors: Kept["problems"] };
    await change(message.id, { state: "refused", problems: told.errors ?? [] });
  } else {
    throw new Error(`${message.to}: ${answer.status}`);
  }
}
