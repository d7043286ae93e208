/**
 * The service worker: keeps the shell and the pages that work without a network, and sends what was written then.
 *
 * It keeps nothing else. Pages are asked for without cookies, so what is kept belongs to nobody.
 */
import { TAG, flush } from "../islands/_outbox";

interface Settings {
  version: string;
  language: string;
  assets: string[];
  fallback: string;
  pages: { url: string; instead: string }[];
}

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

declare const self: ServiceWorkerGlobalScope & { FOLKMOOT: Settings };

const OURS = "folkmoot-shell-";
const HOUR = 3_600_000;
const { version, language, assets, fallback, pages } = self.FOLKMOOT;
const CACHE = OURS + version;
const KEPT = new Set(assets);

/** Ask for a page as somebody whom nobody knows, in the reader's language. */
async function keepPage(cache: Cache, url: string): Promise<void> {
  const answer = await fetch(url, { credentials: "omit", cache: "no-store", headers: { "Accept-Language": language } });
  if (answer.ok && !answer.redirected) await cache.put(url, answer);
}

async function keepPages(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all([fallback, ...pages.map((one) => one.url)].map((url) => keepPage(cache, url)));
}

/** The kept pages name what can be reported, so they are asked for again when they are older than an hour. */
async function freshen(): Promise<void> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(fallback, { ignoreVary: true });
  const age = Date.now() - Date.parse(kept?.headers.get("Date") ?? "");
  if (!(age < HOUR)) await keepPages();
}

/** The page that stands in for an address without a network. */
async function standIn(path: string): Promise<Response> {
  const page = pages.find((one) => path === one.instead || path.startsWith(`${one.instead}/`));
  const cache = await caches.open(CACHE);
  const found = page && (await cache.match(page.url, { ignoreVary: true }));
  return found ?? (await cache.match(fallback, { ignoreVary: true })) ?? Response.error();
}

self.addEventListener("install", (event) => {
  const work = async (): Promise<void> => {
    const cache = await caches.open(CACHE);
    await Promise.all([cache.addAll(assets), keepPages()]);
    await self.skipWaiting();
  };
  event.waitUntil(work());
});

self.addEventListener("activate", (event) => {
  const work = async (): Promise<void> => {
    const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(work());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => standIn(url.pathname)));
    event.waitUntil(freshen().catch(() => undefined));
  } else if (KEPT.has(url.pathname)) {
    event.respondWith(
      caches.match(request, { cacheName: CACHE, ignoreVary: true }).then((kept) => kept ?? fetch(request)),
    );
  }
});

self.addEventListener("sync", (event) => {
  const { tag } = event as SyncEvent;
  if (tag !== TAG) return;
  const work = async (): Promise<void> => {
    try {
      await flush();
    } finally {
      // Open pages show what became of it.
      for (const one of await self.clients.matchAll({ type: "window" })) one.postMessage(TAG);
    }
  };
  (event as SyncEvent).waitUntil(work());
});
