// The theme and the folded menu before the first paint: what the account says, else what the device prefers.
(() => {
  const root = document.documentElement;
  try { root.toggleAttribute('data-folded', localStorage.getItem('jenjang:folded') === '1'); } catch { /* unfolded */ }
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const show = () => {
    const asked = root.dataset.theme;
    root.dataset.bsTheme = asked === 'auto' ? (dark.matches ? 'dark' : 'light') : asked;
    root.style.colorScheme = root.dataset.bsTheme;
  };
  dark.addEventListener('change', show);
  show();
  document.addEventListener('click', async event => {
    const button = event.target.closest('[data-theme-toggle]');
    if (!button) return;
    root.dataset.theme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
    show();
    const body = new URLSearchParams({ theme: root.dataset.theme, csrf_token: button.dataset.csrf });
    await fetch(button.dataset.url, { method: 'POST', body, headers: { 'X-Requested-With': 'fetch' } }).catch(() => {});
  });
})();
