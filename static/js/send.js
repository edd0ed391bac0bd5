// A form is sent without leaving the page, so that a lost line loses nothing: the answer takes the page's place,
// or the form stays as it is and says what to do. Without this script the browser sends it as any form.
const SLOW = 400;
const PATIENCE = 60000;

function tell(form, words, kind = '') {
  const state = form.querySelector('[data-save-state]');
  if (!state) return;
  state.dataset.kept = kind;
  state.textContent = words;
}

// what was typed while the answer was on its way stays: a form drawn anew for another unit must lose nothing
function carry(sent, here, there) {
  for (const control of here.querySelectorAll('form[data-once] :is(input:not([type=hidden], [type=file], [type=checkbox]), textarea)')) {
    if (!control.name || sent.get(control.name) === control.value) continue;
    const twin = there.querySelector(`[name="${CSS.escape(control.name)}"]`);
    if (twin) twin.value = control.value;
  }
}

function show(html, address, sent) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  const here = document.querySelector('main');
  const there = fresh.querySelector('main');
  if (!here || !there) { location.assign(address); return; }
  const active = document.activeElement?.id;
  if (sent) carry(sent, here, there);
  here.replaceWith(there);
  document.title = fresh.title;
  document.dispatchEvent(new CustomEvent(sent ? 'jenjang:redrawn' : 'jenjang:shown'));
  if (sent) document.getElementById(active)?.focus({ preventScroll: true });
  else scrollTo(0, 0);
}

async function send(form, button) {
  const body = new FormData(form, button);
  tell(form, '');
  const slow = setTimeout(() => tell(form, form.dataset.saying, 'saving'), SLOW);
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(form.action, {
      method: 'POST', body, signal: stop.signal, headers: { 'X-Jenjang-Form': '1' },
    });
    const onward = answer.headers.get('X-Jenjang-Location');
    const html = onward ? '' : await answer.text();
    document.dispatchEvent(new CustomEvent('jenjang:answered', { detail: { form, onward } }));
    if (onward) location.assign(onward);
    else show(html, answer.url, button?.dataset.reshape ? body : null);
  } catch {
    delete form.dataset.sent;
    tell(form, form.dataset.unsent, 'offline');
    document.dispatchEvent(new CustomEvent('jenjang:unsent', { detail: { form } }));
  } finally {
    clearTimeout(slow);
    clearTimeout(patience);
  }
}

document.addEventListener('submit', event => {
  const form = event.target;
  if (!form.matches('form[data-once]')) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = '1';
  if (!form.dataset.unsent) return;
  event.preventDefault();
  send(form, event.submitter);
});
addEventListener('pageshow', () => { for (const form of document.querySelectorAll('form[data-once]')) delete form.dataset.sent; });
