// Menus, keys, and what every page shares. Events are delegated, so that swapped parts need no wiring.
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest('[data-print]')) print();
});

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    const menu = document.querySelector('details.menu[open]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select, [contenteditable]')) return;
  if (event.key === '/') { event.preventDefault(); document.querySelector('[data-search]')?.focus(); }
  if (event.key === 'n') document.querySelector('[data-new]')?.click();
  if (event.key === 'e') document.querySelector('[data-edit]')?.click();
});

// a masked value, shown in place after the server has logged who asked
document.addEventListener('submit', async event => {
  const form = event.target.closest('[data-reveal]');
  if (!form) return;
  event.preventDefault();
  const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'text/plain' } });
  const target = document.getElementById(form.dataset.reveal);
  if (answer.ok && target) { target.textContent = await answer.text(); form.remove(); } else form.submit();
});
