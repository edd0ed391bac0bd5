// The agenda of the room: its items and people, where one is, how long each took, and where somebody must choose.
(() => {
  const { el } = window.roomParts;

  class RoomAgenda {
    // `late` are the items that were told to be over; `presses` counts what was pressed here
    constructor(room) { Object.assign(this, { room, clock: new window.RoomClock(room.data.clock), late: new Set(), presses: 0 }); }

    draw() {
      const { data, say, notes, people, current, go } = this.room;
      const list = document.getElementById('agenda');
      const held = list.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
      const item = (key, name, more, ...inside) => {
        const made = el('button', { type: 'button', 'aria-current': current() === key ? 'step' : 'false', on: { click: () => go(key) }, ...more }, el('span', {}, name), this.clash(key), ...inside);
        made.dataset.key = key;
        return el('li', {}, made);
      };
      const rows = people.talked().map(each => {
        const count = notes.of(each.employee, 'aspiration').length;
        const isDone = (notes.get(`discussion:${each.employee}`)?.text ?? '') !== '';
        return item(each.employee, each.name, { class: isDone ? 'done' : '' }, count ? el('span', { class: 'meta' }, String(count)) : '', this.spent(each.employee));
      });
      list.replaceChildren(item('meeting', say('meeting_notes'), { class: 'item' }), ...data.agenda.map(each => this.point(each)), el('li', {}, el('ol', { class: 'people' }, ...rows)));
      if (held) list.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
      people.showOthers();
      this.tick();
    }

    // where two versions wait for somebody, or something was refused
    clash(place) {
      const { say, icon, two, refused, sync, placeOf } = this.room;
      const word = two.at(place).length ? 'two_short' : [...refused.keys()].some(slot => placeOf(slot, sync.waiting.get(slot)?.said) === place) ? 'refused' : '';
      return word ? el('span', { class: 'clash', title: say(word) }, icon(word === 'refused' ? 'alert-triangle' : 'versions'), el('span', { class: 'visually-hidden' }, say(word))) : '';
    }

    point(each) {
      const { say, icon } = this.room;
      if (!each.key) return el('li', { class: 'point' }, el('span', {}, each.title), each.minutes ? el('span', { class: 'meta' }, say('minutes', { count: each.minutes })) : '');
      const spent = el('span', { class: 'meta spent' }, icon('alert-triangle'), el('span'));
      const row = el('li', { class: 'point' }, this.timer(each.key, each.title), el('span', {}, each.title), spent, each.minutes ? el('span', { class: 'left-bar', 'aria-hidden': 'true' }, el('i')) : '');
      row.dataset.point = each.key;
      return row;
    }

    // ── timers ─────────────────────────────────────────────────────────────
    press(key, runs = !this.clock.runs(key)) {
      const { data, sync, fresh } = this.room;
      if (!key || !data.is_running) return;
      this.presses += 1;
      this.clock.press(key, runs);
      sync.put({ slot: fresh('timer'), key, runs }, true);
      this.draw();
      this.drawTimer();
    }

    // what the server tells, unless something pressed here is not through, or was pressed while it was on its way
    take(told, isFresh) {
      const isPressed = [...this.room.sync.waiting.keys()].some(slot => slot.startsWith('timer:'));
      if (isFresh && !isPressed) this.clock.take(told);
    }

    timer(key, name) {
      const { data, say, icon } = this.room;
      const runs = this.clock.runs(key);
      const label = say(runs ? 'pause' : 'start', { name });
      const made = el('button', { class: 'btn btn-quiet btn-sm btn-square timer', type: 'button', title: label, 'aria-label': label, 'aria-pressed': String(runs), disabled: !data.is_running, on: { click: () => this.press(key) } }, icon(runs ? 'player-pause' : 'player-play'));
      made.dataset.key = `timer:${key}`;
      return made;
    }

    spent(key) {
      const made = el('span', { class: 'meta' });
      made.dataset.spent = key;
      return made;
    }

    // that of the person one is at
    drawTimer() {
      const who = this.room.current();
      const there = document.getElementById('timer');
      const held = there?.contains(document.activeElement);
      there?.replaceChildren(this.timer(who, this.room.people.talked().find(each => each.employee === who)?.name ?? ''), this.spent(who));
      if (held) there.querySelector('button').focus();
      this.tick();
    }

    // the time alone is put in anew each second; nobody's place in the page moves
    tick() {
      const { data, say } = this.room;
      for (const each of data.agenda) {
        const row = each.key && document.querySelector(`[data-point="${CSS.escape(each.key)}"]`);
        if (!row) continue;
        const seconds = this.clock.seconds(each.key);
        const over = each.minutes ? seconds - each.minutes * 60 : 0;
        const words = { spent: window.RoomClock.text(seconds), count: each.minutes, over: window.RoomClock.text(over) };
        const text = !each.minutes ? (seconds ? words.spent : '') : over >= 1 ? say('over', words) : seconds ? say('spent_of', words) : say('minutes', words);
        const there = row.querySelector('.spent > span');
        if (there.textContent !== text) there.textContent = text;
        row.classList.toggle('run', this.clock.runs(each.key));
        row.classList.toggle('over', over >= 1);
        row.querySelector('.left-bar i')?.style.setProperty('width', `${Math.min(100, seconds / (each.minutes * 0.6))}%`);
        if (over >= 1 && this.clock.runs(each.key) && !this.late.has(each.key)) { this.late.add(each.key); document.getElementById('room-said').textContent = say('is_over', { name: each.title }); }
      }
      for (const there of document.querySelectorAll('[data-spent]')) {
        const seconds = this.clock.seconds(there.dataset.spent);
        const text = seconds ? window.RoomClock.text(seconds) : '';
        if (there.textContent !== text) there.textContent = text;
      }
    }
  }

  window.RoomAgenda = RoomAgenda;
})();
