// Where a room cannot be loaded, a page of ours stands in for the browser's error page. It is kept with what it is drawn
// with, and nothing else is: no room and nothing that anybody wrote.
const KEPT = `jenjang-room-${new URL(location.href).searchParams.get('v')}`;
const PAGE = new URL('offline/', location.href).href;

async function keep() {
  const page = await fetch(PAGE, { redirect: 'error' });
  if (!page.ok) throw new Error(String(page.status));
  const parts = [...(await page.clone().text()).matchAll(/(?:href|src)="([^"]+\?v=\w+)"/g)].map(each => each[1]);
  const cache = await caches.open(KEPT);
  await cache.addAll(parts);
  await cache.put(PAGE, page);
}

async function forgetOthers() {
  const names = (await caches.keys()).filter(name => name.startsWith('jenjang-room-') && name !== KEPT);
  await Promise.all(names.map(name => caches.delete(name)));
}

// 502 and 504 are a proxy's: the panel behind it is away
async function page(request) {
  const answer = await fetch(request).catch(error => error);
  const isThere = answer instanceof Response && ![502, 504].includes(answer.status);
  const found = isThere ? answer : (await caches.match(PAGE)) ?? answer;
  if (found instanceof Response) return found;
  throw found;
}

// the kept page asks for its parts as any page does; under one address they never change
async function part(request) { return (await caches.match(request)) ?? fetch(request); }

addEventListener('install', event => { skipWaiting(); event.waitUntil(keep()); });
addEventListener('activate', event => event.waitUntil(forgetOthers()));
addEventListener('fetch', event => {
  const { request } = event;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (/\/static\/[^?]*\?v=/.test(request.url)) event.respondWith(part(request));
});
