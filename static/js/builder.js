// The form builder: each change is sent at once and the bench redrawn, with the focus and what is being typed kept.
const bench = () => document.getElementById('bench');
let queue = Promise.resolve();

function say(words, kind) {
  const state = document.querySelector('#bar [data-save-state]');
  if (state) { state.textContent = words; state.dataset.kept = kind; }
}

// what was typed since a form was sent is put into the new one
function carry(sent, old, fresh) {
  for (const control of old.querySelectorAll('input:not([type=hidden]):not([type=file]), select, textarea')) {
    if (!control.id || control.type === 'checkbox') continue;
    const twin = fresh.querySelector(`#${CSS.escape(control.id)}`);
    if (twin && sent && sent.has(control.name) && sent.get(control.name) !== control.value) twin.value = control.value;
  }
}

function redraw(html, sent, focus) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const there = page.getElementById('bench');
  if (!there) return false;
  const active = document.activeElement;
  const id = focus ?? active?.id;
  const range = active && 'selectionStart' in active && active.type !== 'checkbox' ? [active.selectionStart, active.selectionEnd] : null;
  carry(sent, bench(), there);
  bench().replaceWith(there);
  const bar = page.getElementById('bar');
  if (bar) document.getElementById('bar').replaceWith(bar);
  const target = id ? document.getElementById(id) : null;
  target?.focus({ preventScroll: true });
  if (!focus && range && target && 'setSelectionRange' in target && target.type === 'text') target.setSelectionRange(...range);
  document.dispatchEvent(new CustomEvent('jenjang:redrawn'));
  return true;
}

async function ask(address, options, sent, focus) {
  say(bench().dataset.saying, 'saving');
  try {
    const answer = await fetch(address, { ...options, headers: { 'X-Jenjang-Part': '1' } });
    const html = await answer.text();
    if (!redraw(html, sent, focus)) location.assign(answer.url);
  } catch {
    say(bench().dataset.unsent, 'offline');
  }
}

function send(form, button, focus) {
  const body = new FormData(form, button);
  const address = form.getAttribute('action') || location.pathname + location.search;
  queue = queue.then(() => ask(address, { method: 'POST', body }, body, focus));
}

document.addEventListener('submit', event => {
  const form = event.target;
  if (!form.matches('form[data-part]')) return;
  event.preventDefault();
  const again = { 'new-label': 'new-label', 'new-section': 'new-section' }[form.querySelector('input:not([type=hidden])')?.id];
  const told = event.submitter?.dataset.focus ?? form.dataset.focus ?? again;
  send(form, event.submitter, event.submitter?.name === 'open' ? 'label_id' : told);
});

document.addEventListener('click', event => {
  const link = event.target.closest('a[data-part]');
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  history.replaceState(null, '', link.href);
  queue = queue.then(() => ask(link.href, {}, null, link.id));
});

document.addEventListener('change', event => {
  const form = event.target.closest('form[data-autosave]');
  if (form) send(form, null);
  if (event.target.matches('[data-submits]')) send(event.target.form, null);
});

// a removed or added row of choices is a change too
document.addEventListener('click', event => {
  const row = event.target.closest('form[data-autosave] [data-remove-row]');
  if (row) setTimeout(() => send(row.closest('form'), null), 0);
});

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && event.target.closest('.editor')) {
    event.target.blur(); // what was typed is sent first: else it is as the form goes, which opens it again
    document.querySelector('.editor [data-close]')?.click();
  }
  const grip = event.target.closest?.('[data-grip]');
  if (!grip || !event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
  event.preventDefault();
  move(grip.closest('li').dataset.key, { step: event.key === 'ArrowUp' ? '-1' : '1' });
});

function move(key, to) {
  const body = new FormData();
  const hidden = document.querySelector('form.adding');
  for (const name of ['csrf_token', 'unit', 'type', 'rehearsed', 'look']) {
    const value = hidden.querySelector(`[name="${name}"]`)?.value;
    if (value) body.set(name, value);
  }
  body.set('do', 'move');
  body.set('key', key);
  for (const [name, value] of Object.entries(to)) body.set(name, value);
  queue = queue.then(() => ask(location.pathname + location.search, { method: 'POST', body }, null, `grip-${key}`));
}

// dragging: a field dropped on another stands before it, on an empty part of a list after all
let dragged = null;
document.addEventListener('dragstart', event => {
  dragged = event.target.closest?.('.fields-list li[draggable]');
  if (dragged) event.dataTransfer.effectAllowed = 'move';
});
document.addEventListener('dragover', event => {
  const list = dragged && event.target.closest?.('.part[data-section]');
  if (!list) return;
  event.preventDefault();
  for (const row of document.querySelectorAll('.drop')) row.classList.remove('drop');
  (event.target.closest('li') ?? list.firstElementChild).classList.add('drop');
});
document.addEventListener('drop', event => {
  const list = dragged && event.target.closest?.('.part[data-section]');
  if (!list) return;
  event.preventDefault();
  const before = event.target.closest('li')?.dataset.key ?? '';
  if (before !== dragged.dataset.key) move(dragged.dataset.key, { before, section: list.dataset.section });
  dragged = null;
});
document.addEventListener('dragend', () => { dragged = null; });
