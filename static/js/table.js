// A list: picking rows, the bar of what is picked, opening a row, moving with j and k.
const picked = () => [...document.querySelectorAll('#listing [data-pick]:checked')];

function showPicked() {
  const bar = document.querySelector('[data-selection]');
  if (!bar) return;
  const rows = picked();
  bar.hidden = rows.length === 0;
  bar.querySelector('[data-count]').textContent = rows.length;
  for (const box of document.querySelectorAll('#listing [data-pick]')) box.closest('tr').classList.toggle('selected', box.checked);
}

document.addEventListener('change', event => {
  if (event.target.matches('[data-pick-all]')) {
    for (const box of document.querySelectorAll('#listing [data-pick]')) box.checked = event.target.checked;
  }
  if (event.target.matches('[data-pick], [data-pick-all]')) showPicked();
});

document.addEventListener('click', event => {
  if (event.target.closest('[data-unpick]')) {
    for (const box of document.querySelectorAll('#listing :is([data-pick], [data-pick-all])')) box.checked = false;
    showPicked();
  }
  const row = event.target.closest('#listing tbody tr');
  if (event.target.closest('#listing tbody a')) remember();
  if (row && !event.target.closest('a, button, input, label, [popover]') && !String(getSelection())) row.querySelector('a.main-link')?.click();
});

document.addEventListener('keydown', event => {
  if (!['j', 'k', 'x', 'Enter'].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (busy(event.target, 'input, textarea, select, a, button, summary, dialog')) return;
  const rows = [...document.querySelectorAll('#listing tbody tr')];
  const now = rows.findIndex(row => row.classList.contains('cursor'));
  if (event.key === 'x') rows[now]?.querySelector('[data-pick]')?.click();
  if (event.key === 'Enter') rows[now]?.querySelector('a.main-link')?.click();
  if (event.key !== 'j' && event.key !== 'k') return;
  const next = rows[Math.min(Math.max(now + (event.key === 'j' ? 1 : -1), 0), rows.length - 1)];
  rows[now]?.classList.remove('cursor');
  next?.classList.add('cursor');
  next?.scrollIntoView({ block: 'nearest' });
});

document.addEventListener('htmx:afterSwap', showPicked);

// the records of this page in their order, for "next" on the pages they open
function remember() {
  const ids = [...document.querySelectorAll('#listing tbody tr[data-id]')].map(row => row.dataset.id);
  sessionStorage.setItem('jenjang:walk', JSON.stringify({ screen: document.querySelector('#listing').dataset.screen, ids }));
}

// the order of the columns: the buttons, or Alt with an arrow key
function move(item, step) {
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (other) other[step < 0 ? 'before' : 'after'](item);
}
document.addEventListener('click', event => {
  const button = event.target.closest('[data-move]');
  if (!button) return;
  move(button.closest('li'), Number(button.dataset.move));
  button.focus();
});
document.addEventListener('keydown', event => {
  const item = event.target.closest?.('[data-order] li');
  if (!item || !event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
  event.preventDefault();
  move(item, event.key === 'ArrowUp' ? -1 : 1);
  event.target.focus();
});

// what was typed into the search while the page was still loading: nobody listened yet
addEventListener('load', () => {
  const box = document.querySelector('main [type=search][hx-get]');
  if (box && box.value !== box.defaultValue) box.dispatchEvent(new Event('search'));
});
