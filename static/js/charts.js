// Charts drawn from the tables beside them, in the roles' colours; a bar leads where its row leads.
const role = name => {
  const probe = document.createElement('i');
  probe.className = `role-${name}`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
};

function rowsOf(canvas) {
  return [...document.querySelectorAll(`#${CSS.escape(canvas.getAttribute('aria-describedby'))} tbody tr`)].map(row => ({
    label: row.cells[0].textContent.trim(),
    url: row.querySelector('a')?.href,
    value: Number(row.querySelector('[data-value]').dataset.value),
    before: row.querySelector('[data-before]')?.dataset.before,
    broken: row.hasAttribute('data-broken'),
  }));
}

// a long name in lines, so that it stands whole beside its bar
function wrapped(text, most = 20) {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= most) lines.push('');
    lines.push(`${lines.pop()} ${word}`.trim());
  }
  return lines;
}

function draw(canvas) {
  window.Chart.getChart(canvas)?.destroy();
  const rows = rowsOf(canvas);
  const lying = canvas.dataset.chart === 'bars';
  const labels = rows.map(row => (lying ? wrapped(row.label) : row.label));
  if (lying) canvas.parentElement.classList.add(`rows-${Math.min(labels.flat().length, 18)}`);
  const [ink, line, mark, broken] = ['ink-2', 'line', 'mark', 'mark-wait'].map(role);
  const sets = [{ data: rows.map(row => row.value), backgroundColor: rows.map(row => (row.broken ? broken : mark)), maxBarThickness: 22, order: 2 }];
  if (rows.some(row => row.before !== undefined)) {
    sets.push({ type: 'line', stepped: 'middle', data: rows.map(row => Number(row.before)), borderColor: role('ink'), borderWidth: 1, pointRadius: 0, order: 1 });
  }
  const scale = { grid: { color: line }, ticks: { color: ink, precision: 0 }, border: { display: false }, beginAtZero: true };
  const names = { grid: { display: false }, ticks: { color: ink, autoSkip: false }, border: { color: line } };
  new window.Chart(canvas, {
    type: 'bar',
    data: { labels, datasets: sets },
    options: {
      indexAxis: lying ? 'y' : 'x',
      animation: false,
      maintainAspectRatio: false,
      font: { family: getComputedStyle(document.body).fontFamily },
      plugins: { legend: { display: false } },
      scales: lying ? { x: scale, y: names } : { y: scale, x: names },
      onHover: (event, hit) => { canvas.classList.toggle('leads', hit.length > 0 && Boolean(rows[hit[0].index].url)); },
      onClick: (event, hit) => { if (hit.length && rows[hit[0].index].url) location.assign(rows[hit[0].index].url); },
    },
  });
}

const drawAll = () => { for (const canvas of document.querySelectorAll('[data-chart]')) draw(canvas); };

async function load(place) {
  if (place.querySelector('[data-chart]')) { drawAll(); return; }
  const answer = await fetch(place.dataset.load, { headers: { 'X-Requested-With': 'fetch' } });
  if (!answer.ok || answer.redirected) return;
  place.innerHTML = await answer.text();
  drawAll();
}

const place = document.querySelector('[data-load]');
if (place) load(place).catch(() => place.querySelector('[data-skeleton]')?.remove());
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ['data-bs-theme'] });
