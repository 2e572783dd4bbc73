// The service worker. KEPT (version, files) is written in front of this by the server: shiqiao/surfaces/field/precache.py.
// The page comes from the network while there is one, within some seconds; scripts and styles from the list, which is
// renewed as a whole when any of them changes. Data and acts never pass through here: they are the pages' own affair.
const SHELL = "/field/", CACHE = `shiqiao-field-${KEPT.version}`, PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([SHELL, ...KEPT.files].map((address) => new Request(address, { cache: "reload" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("shiqiao-field-") && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

async function page(request) {
  const cache = await caches.open(CACHE), kept = await cache.match(SHELL);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await cache.put(SHELL, answer.clone());
    return answer.ok || !kept ? answer : kept.clone();
  });
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([fresh.catch(() => kept), late]);
}

self.addEventListener("fetch", (event) => {
  const request = event.request, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && address.pathname === SHELL) event.respondWith(page(request));
  else if (KEPT.files.includes(address.pathname)) {
    event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(address.pathname)) || fetch(request)));
  }
});
