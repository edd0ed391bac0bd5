// Forms: references found by typing, rows added and removed, dates picked, leaving asked about.
function wireLookups(within) {
  if (!window.TomSelect) return;
  const words = document.querySelector('#content').dataset;
  const isLetter = typed => [...typed.trim()].length === 1;
  for (const select of within.querySelectorAll('select[data-lookup]:not(.tomselected)')) {
    let answered = null;  // the question whose answer is listed
    let isLost = false;  // whether the last one came back without any
    const control = new window.TomSelect(select, {
      valueField: 'value', labelField: 'text', searchField: [], maxOptions: 30, preload: 'focus',
      allowEmptyOption: true, plugins: [],
      load: (typed, done) => {
        const list = found => {
          if (control.inputValue() !== typed) return done();  // asked before more was typed
          control.clearOptions(option => control.items.includes(String(option.value)));
          answered = typed;
          isLost = false;
          done(found);
        };
        fetch(`${select.dataset.lookup}&q=${encodeURIComponent(typed)}`)
          .then(answer => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status)))).then(list)
          .catch(() => { isLost = true; done(); });
      },
      score: typed => item => (typed && item.value === '' ? 0 : 1),  // the empty one is not what Enter takes
      render: {
        option: (item, escape) => `<div>${escape(item.text || '–')}${item.hint ? `<div class="meta">${escape(item.hint)}</div>` : ''}</div>`,
        no_results: () => {
          const told = isLost ? words.lost : isLetter(control.inputValue()) ? words.few : words.none;
          return `<div class="no-results">${told}</div>`;
        },
      },
    });
    // while the answer is on its way nothing is active, so that Enter takes nothing that was not asked for
    control.hook('after', 'refreshOptions', () => { if (control.inputValue() !== answered) control.clearActiveOption(); });
    control.hook('instead', 'onPaste', () => {});  // Tom Select refuses a paste where something is chosen already
    const described = select.getAttribute('aria-describedby');
    if (described) control.control_input.setAttribute('aria-describedby', described);
    if (select.getAttribute('aria-invalid')) control.control_input.setAttribute('aria-invalid', 'true');
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}-ts-control"], label[for="${CSS.escape(select.id)}"]`);
    if (label) select.setAttribute('aria-label', label.textContent.trim());
    if (!select.multiple) control.on('item_add', () => control.blur());
  }
}

function wireDays(within) {
  for (const input of within.querySelectorAll('input[data-day]:not([data-wired])')) {
    input.dataset.wired = '1';
    const native = Object.assign(document.createElement('input'), { type: 'date', className: 'day-native', tabIndex: -1 });
    native.setAttribute('aria-hidden', 'true');
    const button = input.parentElement.querySelector('[data-pick-day]');
    button.hidden = false;
    button.after(native);
    button.addEventListener('click', () => {
      const [day, month, year] = input.value.split('-');
      if (year) native.value = `${year}-${month}-${day}`;
      native.showPicker();
    });
    native.addEventListener('change', () => {
      if (native.value) input.value = native.value.split('-').reverse().join('-');
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }
}

for (const each of document.querySelectorAll('[data-scripted]')) each.hidden = false;
document.addEventListener('change', event => {
  const all = event.target.closest('[data-mark-all]');
  if (all) for (const box of document.querySelectorAll(`input[type="checkbox"][name="${all.dataset.markAll}"]`)) box.checked = all.checked;
});

document.addEventListener('click', event => {
  const add = event.target.closest('[data-add-row]');
  if (add) {
    const box = add.closest('[data-rows]');
    const index = box.querySelectorAll('.form-row').length;
    const holder = document.createElement('div');
    holder.innerHTML = box.querySelector('template').innerHTML.replaceAll('__index__', index);
    const row = holder.firstElementChild;
    box.querySelector('[data-list]').append(row);
    wireLookups(row);
    wireDays(row);
    row.querySelector('input:not([type=hidden]), select')?.focus();
  }
  const remove = event.target.closest('[data-remove-row]');
  if (remove) {
    const row = remove.closest('.form-row');
    row.querySelector('[name$="-DELETE"]').value = '1';
    row.hidden = true;
    row.closest('[data-rows]').querySelector('[data-add-row]').focus();
  }
});

// a tag that the unit offers is added to those typed, once
document.addEventListener('click', event => {
  const button = event.target.closest('[data-tag]');
  if (!button) return;
  const input = document.getElementById(button.closest('[data-tags]').dataset.tags);
  const words = input.value.split(',').map(word => word.trim()).filter(Boolean);
  if (!words.includes(button.dataset.tag)) words.push(button.dataset.tag);
  input.value = words.join(', ');
  input.dispatchEvent(new Event('input', { bubbles: true }));
});

// leaving a form that was changed asks first; what is sent, and what the server answered, may go
let changed = false;
for (const kind of ['input', 'change']) {
  document.addEventListener(kind, event => { if (event.target.closest('form[data-guard]')) changed = true; });
}
addEventListener('beforeunload', event => { if (changed) event.preventDefault(); });
document.addEventListener('submit', () => { changed = false; });
document.addEventListener('jenjang:unsent', () => { changed = true; });

// two versions: the button waits until every field has a choice
function countChoices() {
  const form = document.querySelector('form[data-choose]');
  if (!form) return;
  const names = new Set([...form.querySelectorAll('input[type=radio]')].map(radio => radio.name));
  const open = [...names].filter(name => !form.querySelector(`input[name="${CSS.escape(name)}"]:checked`));
  form.querySelector('[data-choose-submit]').disabled = open.length > 0;
}
document.addEventListener('change', countChoices);
document.addEventListener('click', event => {
  const all = event.target.closest('[data-choose-all]');
  if (!all) return;
  for (const radio of document.querySelectorAll(`form[data-choose] input[value="${all.dataset.chooseAll}"]`)) radio.checked = true;
  countChoices();
});

// fields that show only while another one is filled, or has one of some values
function showConditional() {
  for (const part of document.querySelectorAll('form [data-shown-if]')) {
    const form = part.closest('form, fieldset');
    const named = [...form.querySelectorAll(`[name="${CSS.escape(part.dataset.shownIf)}"]`)];
    const values = named.filter(each => each.type !== 'checkbox' || each.checked).map(each => each.value).filter(Boolean);
    const codes = part.dataset.shownFor.split(',').filter(Boolean);
    part.hidden = named.length > 0 && !(codes.length ? values.some(value => codes.includes(value)) : values.length);
  }
}
for (const kind of ['input', 'change']) document.addEventListener(kind, showConditional);

// another owner may lie in a unit with other fields: the form is asked for anew, with all that was typed
document.addEventListener('change', event => {
  const button = event.target.form?.querySelector('[data-reshape]');
  if (button && event.target.name === button.dataset.reshape) event.target.form.requestSubmit(button);
});

function wire() {
  showConditional();
  wireLookups(document);
  wireDays(document);
  countChoices();
}
wire();
document.querySelector('.errors')?.focus();
for (const kind of ['htmx:afterSwap', 'jenjang:redrawn']) document.addEventListener(kind, wire);
document.addEventListener('jenjang:shown', () => {
  wire();
  (document.querySelector('.errors') ?? document.querySelector('main h1'))?.focus();
});
