// In place of a room that could not be loaded: says how much waits in this browser, and opens the room once it can.
(() => {
  const EVERY = 3000;
  const PATIENCE = 10000;
  const meeting = new URLSearchParams(location.search).get('id') ?? '';
  const there = document.getElementById('waiting');

  window.roomStore.count(meeting).then(count => {
    there.textContent = there.dataset.text.replace('%(count)s', count);
    there.hidden = !count;
  }).catch(() => {});

  // any answer of the panel will do: a room, or the page to sign in
  let isAsking = false;
  async function retry() {
    if (isAsking) return;
    isAsking = true;
    const answer = await fetch(location.href, { method: 'HEAD', redirect: 'manual', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    isAsking = false;
    if (answer && answer.status < 500) location.reload();
  }

  document.getElementById('again').addEventListener('click', () => location.reload());
  addEventListener('online', retry);
  setInterval(retry, EVERY);
})();
