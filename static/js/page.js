// Menus, the sidebar, keys, and what every page shares. Events are delegated, so that swapped parts need no wiring.
const stored = name => { try { return localStorage.getItem(`jenjang:${name}`); } catch { return null; } };
const store = (name, value) => { try { localStorage.setItem(`jenjang:${name}`, value); } catch { /* works without */ } };

// the text before a button, onto the clipboard; where a browser lends none (no https) it is marked to be copied by hand
async function copy(button) {
  const text = button.previousElementSibling;
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
    button.lastChild.textContent = ` ${button.dataset.copied}`;
  } catch { text.focus(); }
}

document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest('[data-print]')) print();
  const copier = event.target.closest('[data-copy]');
  if (copier) copy(copier);
  if (event.target.closest('[data-show-keys]')) document.getElementById('keys').showModal();
  if (event.target.closest('[data-fold]')) {
    const folded = document.documentElement.toggleAttribute('data-folded');
    store('folded', folded ? '1' : '');
    event.target.closest('[data-fold]').setAttribute('aria-expanded', String(!folded));
  }
});

// single keys outside of fields; who speaks to the browser or trembles can switch them off (WCAG 2.1.4)
const KEYS = {
  '/': () => document.querySelector('main [type=search], [data-search]')?.focus(),
  n: () => document.querySelector('[data-new]')?.click(),
  e: () => document.querySelector('[data-edit]')?.click(),
  s: () => document.querySelector('[data-save]')?.click(),
  '?': () => document.getElementById('keys')?.showModal(),
};
// whether a key belongs to what has the focus; a dialog just closed may hold it for a moment more
const busy = (target, what) => target.closest(what) && !target.closest('dialog:not([open])');
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    const menu = document.querySelector('details.menu[open]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
  }
  if (event.key === 's' && (event.ctrlKey || event.metaKey) && document.querySelector('[data-save]')) {
    event.preventDefault();
    KEYS.s();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || stored('keys') === 'off') return;
  if (busy(event.target, 'input, textarea, select, [contenteditable], dialog')) return;
  if (!KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
const single = document.querySelector('[data-single-keys]');
if (single) {
  single.checked = stored('keys') !== 'off';
  single.addEventListener('change', () => store('keys', single.checked ? 'on' : 'off'));
}
document.querySelector('[data-fold]')?.setAttribute('aria-expanded', String(!document.documentElement.hasAttribute('data-folded')));

// what waits, beside its place in the menu: asked at most once a minute, never in a page's way
async function showWaiting(nav) {
  const asked = JSON.parse(sessionStorage.getItem('jenjang:waiting') ?? '{"at": 0}');
  const who = `${nav.dataset.who} ${document.documentElement.lang}`; // its labels are in one language
  if (Date.now() - asked.at > 60000 || asked.who !== who) {
    const answer = await fetch(nav.dataset.waiting, { headers: { Accept: 'application/json' } });
    if (!answer.ok || answer.redirected) return;
    Object.assign(asked, { at: Date.now(), who, counts: await answer.json() });
    sessionStorage.setItem('jenjang:waiting', JSON.stringify(asked));
  }
  for (const [screen, { count, label }] of Object.entries(asked.counts ?? {})) {
    const link = nav.querySelector(`[data-screen="${CSS.escape(screen)}"]`);
    if (!link || link.querySelector('.count')) continue;
    const badge = Object.assign(document.createElement('span'), { className: 'count due', textContent: count, title: label });
    const words = Object.assign(document.createElement('span'), { className: 'visually-hidden', textContent: ` ${label}` });
    badge.append(words);
    link.append(badge);
  }
}
const nav = document.querySelector('[data-waiting]');
if (nav) showWaiting(nav).catch(() => {});

// the neighbours of a record in the list it was opened from
const walk = document.querySelector('[data-walk]');
if (walk) {
  const { ids = [], screen } = JSON.parse(sessionStorage.getItem('jenjang:walk') ?? '{}');
  const here = ids.indexOf(new URLSearchParams(location.search).get('id'));
  if (screen === walk.dataset.walk && here >= 0) {
    const save = document.querySelector('[data-save-next]');
    if (save && ids[here + 1]) { save.value = ids[here + 1]; save.hidden = false; }
    for (const [step, name] of [[-1, 'previous'], [1, 'next']]) {
      const link = document.querySelector(`[data-neighbour="${name}"]`);
      if (!link || !ids[here + step]) continue;
      link.href = `?id=${ids[here + step]}`;
      link.hidden = false;
    }
  }
}

// a masked value, shown in place after the server has logged who asked
document.addEventListener('submit', async event => {
  const form = event.target.closest('[data-reveal]');
  if (!form) return;
  event.preventDefault();
  const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'text/plain' } });
  const target = document.getElementById(form.dataset.reveal);
  if (answer.ok && target) { target.textContent = await answer.text(); form.remove(); } else form.submit();
});

// what drafts.js keeps of forms goes once the server says it is saved, after three days, and at sign-out
const drafts = () => { try { return Object.keys(localStorage).filter(key => key.startsWith('jenjang:draft:')); } catch { return []; } };
const saved = document.querySelector('[data-saved]')?.dataset.saved;
for (const key of drafts()) {
  const { at = 0, token } = JSON.parse(localStorage.getItem(key) ?? '{}');
  if (Date.now() - at > 3 * 864e5 || (saved && token === saved)) localStorage.removeItem(key);
}
document.addEventListener('submit', event => {
  if (event.target.matches('form[data-sign-out]')) for (const key of drafts()) localStorage.removeItem(key);
}, true);

// on a small screen the table of a picture stands open in its place
const openSmall = () => {
  if (!matchMedia('(max-width: 767.98px)').matches) return;
  for (const each of document.querySelectorAll('details[data-open-small]')) each.open = true;
};
openSmall();
document.addEventListener('htmx:afterSwap', openSmall);

// on a small screen the row of parts scrolls: the one shown is brought into sight
for (const part of document.querySelectorAll('.views > [aria-current]')) {
  const row = part.parentElement;
  row.scrollLeft = part.offsetLeft - row.offsetLeft - (row.clientWidth - part.offsetWidth) / 2;
}
