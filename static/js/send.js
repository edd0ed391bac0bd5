// A form is sent without leaving the page, so that a lost line loses nothing: the answer takes the page's place,
// or the form stays as it is and says what to do. Without this script the browser sends it as any form.
const SLOW = 400;
const PATIENCE = 60000;

function tell(form, words, kind = '') {
  const state = form.querySelector('[data-save-state]');
  if (!state) return;
  state.dataset.save = kind;
  state.textContent = words;
}

function show(html, address) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  const here = document.querySelector('main');
  const there = fresh.querySelector('main');
  if (!here || !there) { location.assign(address); return; }
  here.replaceWith(there);
  document.title = fresh.title;
  scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent('jenjang:shown'));
}

async function send(form, button) {
  const body = new FormData(form, button);
  tell(form, '');
  const slow = setTimeout(() => tell(form, form.dataset.saying, 'menyimpan'), SLOW);
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
    else show(html, answer.url);
  } catch {
    delete form.dataset.sent;
    tell(form, form.dataset.unsent, 'luring');
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
