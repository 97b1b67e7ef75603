// Keeps the counter's shell: its style, its script, and a page that says that there is no connection. What is served of
// money is never kept. KEPT is written before this by whoever serves it.
/* global KEPT */
"use strict";

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(KEPT.version).then((cache) => cache.addAll(KEPT.files)));
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("till-") && name !== KEPT.version;
  const swept = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(Promise.all([swept, clients.claim()]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    // Shops may have names that begin like ours.
    if (pathname !== "/till" && !pathname.startsWith("/till/")) return;
    event.respondWith(fetch(request).catch(() => caches.match(KEPT.offline)));
  } else if (KEPT.files.includes(pathname + search)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
