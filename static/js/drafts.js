// What is typed into a form is kept in this browser until the server has it: offered back after a lost line, a crash
// or an expired session, to the same account alone. page.js forgets it: once saved, after three days, at sign-out.
const PREFIX = 'jenjang:draft:';
const QUIET = 250;
const guarded = () => document.querySelector('form[data-guard][data-draft]');
const keyOf = form => `${PREFIX}${form.dataset.draft}`;
const kept = field => field.name && !['hidden', 'password', 'file', 'submit'].includes(field.type) && !field.closest('template');
let timer;
let asItCame = '';

function valuesOf(form) {
  const found = {};
  for (const field of form.elements) {
    if (!kept(field)) continue;
    const values = (found[field.name] ??= []);
    if (field.type === 'checkbox' || field.type === 'radio') { if (field.checked) values.push([field.value]); }
    else if (field.tagName === 'SELECT') for (const option of field.selectedOptions) { if (option.value) values.push([option.value, option.textContent]); }
    else values.push([field.value]);
  }
  for (const gone of form.querySelectorAll('[name$="-DELETE"]')) if (gone.value === '1') found[gone.name] = [['1']];
  return found;
}

function load(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function keep() {
  clearTimeout(timer);
  const form = guarded();
  if (!form) return;
  const values = valuesOf(form);
  if (JSON.stringify(values) === asItCame) return;
  const draft = { at: Date.now(), token: form.querySelector('[name=form_token]')?.value, values };
  try { localStorage.setItem(keyOf(form), JSON.stringify(draft)); } catch { /* a full or closed store: typing goes on */ }
}

function rowsFor(form, names) {
  for (const name of names) {
    const [, list, index] = /^(.+)-(\d+)-/.exec(name) ?? [];
    const box = list && form.querySelector(`[data-rows]#${CSS.escape(list)}`);
    while (box && box.querySelectorAll('[data-list] > .form-row').length <= Number(index)) box.querySelector('[data-add-row]').click();
  }
}

function put(field, values) {
  const told = values.map(([value]) => value);
  if (field.type === 'checkbox' || field.type === 'radio') field.checked = told.includes(field.value);
  else if (field.tomselect) {
    for (const [value, text] of values) field.tomselect.addOption({ value, text: text ?? value });
    field.tomselect.setValue(told, true);
  } else if (field.tagName === 'SELECT') {
    for (const option of field.options) option.selected = told.includes(option.value);
  } else field.value = told[0] ?? '';
}

function restore(form, draft) {
  rowsFor(form, Object.keys(draft.values));
  for (const field of form.elements) {
    const values = draft.values[field.name];
    if (field.name.endsWith('-DELETE')) {
      if (values) { field.value = '1'; field.closest('.form-row').hidden = true; }
    } else if (values && kept(field)) {
      const same = form.querySelectorAll(`[name="${CSS.escape(field.name)}"]`);
      const own = same.length > 1 && field.type === 'text' ? [values[[...same].indexOf(field)] ?? ['']] : values;
      put(field, own);
    }
  }
  form.dispatchEvent(new Event('input', { bubbles: true }));
}

function offer(form) {
  const draft = load(keyOf(form));
  const note = document.querySelector('[data-draft-offer]');
  if (!draft || !note) return;
  if (JSON.stringify(draft.values) === asItCame) { localStorage.removeItem(keyOf(form)); return; }
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
  note.querySelector('[data-draft-at]').textContent = at.format(draft.at);
  note.hidden = false;
  note.querySelector('[data-draft-restore]').addEventListener('click', () => {
    restore(form, draft);
    note.hidden = true;
    form.querySelector('input:not([type=hidden]), select, textarea')?.focus();
  });
  note.querySelector('[data-draft-drop]').addEventListener('click', () => {
    localStorage.removeItem(keyOf(form));
    note.hidden = true;
  });
}

// A refused form comes back with what was typed: that is the draft already, so it is neither offered nor dropped.
function begin(fresh) {
  const form = guarded();
  if (!form) return;
  asItCame = JSON.stringify(valuesOf(form));
  if (fresh && !document.querySelector('.errors')) offer(form);
}

document.addEventListener('input', event => {
  if (!event.target.closest('form[data-draft]')) return;
  clearTimeout(timer);
  timer = setTimeout(keep, QUIET);
});
document.addEventListener('change', event => { if (event.target.closest('form[data-draft]')) keep(); });
document.addEventListener('submit', event => {
  if (event.target.matches('form[data-draft]')) keep();
}, true);
addEventListener('pagehide', keep);
document.addEventListener('visibilitychange', () => { if (document.hidden) keep(); });
document.addEventListener('jenjang:shown', () => begin(false));
begin(true);
