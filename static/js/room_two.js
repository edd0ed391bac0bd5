// Two versions of one thing: kept by slot until somebody chose, wherever in the room one is meanwhile. Both are shown
// whole with the words that differ marked, neither is chosen beforehand, and nothing is overwritten.
(() => {
  const { el, differing } = window.roomParts;

  class RoomTwo {
    constructor(say, changed) { Object.assign(this, { say, changed, kept: new Map() }); }

    has(slot) { return this.kept.has(slot); }

    first() { return this.kept.entries().next().value; }

    // `case`: {place, result, mine(), theirs(), choices: [[word, act], …]}
    set(slot, found) { this.kept.set(slot, found); this.changed(); }

    drop(slot) { if (this.kept.delete(slot)) this.changed(); }

    at(place) { return [...this.kept].filter(([, found]) => found.place() === place).map(([slot]) => slot); }

    panel(slot) {
      const { say } = this;
      const { result, mine, theirs, choices } = this.kept.get(slot);
      const [left, right] = differing(mine(), theirs());
      const pair = el('div', { class: 'pair' },
        el('div', {}, el('b', {}, say('mine')), el('p', {}, left.length ? left : '–')),
        el('div', {}, el('b', {}, say('theirs')), el('span', { class: 'meta' }, ` ${say('theirs_by', { name: result.by, at: result.at })}`), el('p', {}, right.length ? right : '–')));
      const foot = el('footer', {}, ...choices.map(([word, act]) => el('button', { class: 'btn btn-plain btn-sm', type: 'button', on: { click: act } }, say(word))), el('span', { class: 'meta' }, say('two')));
      const made = el('div', { class: 'two', role: 'group', 'aria-label': say('two_short'), tabIndex: -1 }, pair, foot);
      made.dataset.two = slot;
      return made;
    }

    // each panel of this place beside what it is about; where that is not drawn, at the top
    draw(place, body) {
      for (const each of body.querySelectorAll('.two')) each.remove();
      for (const slot of this.at(place)) {
        const there = body.querySelector(`[data-row="${CSS.escape(slot)}"]`) ?? body.querySelector(`[data-slot="${CSS.escape(slot)}"]`)?.closest('.slot');
        if (there?.tagName === 'TR') there.querySelector('td').append(this.panel(slot));
        else if (there) there.append(this.panel(slot));
        else body.prepend(this.panel(slot));
      }
    }
  }

  window.RoomTwo = RoomTwo;
})();
