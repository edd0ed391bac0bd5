// What the parts of the room are drawn with; every text is put in as text. And which words of two texts differ.
(() => {
  function el(tag, more = {}, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(more)) {
      if (name === 'on') for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
      else if (name === 'class') made.className = value;
      else if (name in made && name !== 'list' && name !== 'form') made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...inside.flat().filter(each => each !== null && each !== undefined && each !== ''));
    return made;
  }

  function icon(sprite, name) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    made.setAttribute('class', 'icon icon-sm');
    made.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', `${sprite}#i-${name}`);
    made.append(use);
    return made;
  }

  const say = (words, name, values = {}) => words[name].replace(/%\((\w+)\)s/g, (_, key) => values[key] ?? '');

  // both texts with the words that the other has not in <mark>: the longest common run of words stays plain
  function differing(mine, theirs) {
    const [a, b] = [mine, theirs].map(text => text.match(/\s+|[^\s]+/g) ?? []);
    const [m, n] = [a.length, b.length];
    const rows = Array.from({ length: m + 1 }, () => new Uint16Array(n + 1));
    for (let i = m - 1; i >= 0; i -= 1) for (let j = n - 1; j >= 0; j -= 1) rows[i][j] = a[i] === b[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
    const [left, right] = [[], []];
    let [i, j] = [0, 0];
    while (i < m || j < n) {
      if (i < m && j < n && a[i] === b[j]) { left.push([a[i], false]); right.push([b[j], false]); i += 1; j += 1; }
      else if (j >= n || (i < m && rows[i + 1][j] >= rows[i][j + 1])) { left.push([a[i], true]); i += 1; }
      else { right.push([b[j], true]); j += 1; }
    }
    return [left, right].map(side => side.map(([word, differs]) => (differs && word.trim() ? el('mark', {}, word) : word)));
  }

  // both texts, the lines and sentences that they begin with in common once; a point behind a number or a short word,
  // such as `1.`, `10.30` or `dr.`, ends no sentence
  function together(first, second) {
    let same = 0;
    while (same < first.length && first[same] === second[same]) same += 1;
    if (same === first.length || same === second.length) return first.length > second.length ? first : second;
    const [head] = first.slice(0, same).match(/^[\s\S]*(?:\n|[a-z]{4,}[.!?]\s+)/) ?? [''];
    const rest = [first, second].map(each => each.slice(head.length)).filter(Boolean);
    return head + rest.join(head && !head.endsWith('\n') ? ' ' : '\n');
  }

  window.roomParts = { el, icon, say, differing, together };
})();
