// Who takes part in the room: attendance, set by button or key and taken back; and who else takes notes, and where.
(() => {
  const { el } = window.roomParts;

  class RoomPeople {
    // `sets` counts what was set here: an answer that was on its way meanwhile tells of before
    constructor(room) { Object.assign(this, { room, all: room.data.people, others: [], sets: 0, isListed: undefined }); }

    talked() { return this.all.filter(each => each.is_discussed && each.employee); }

    named(employee) { return this.all.find(each => each.employee && each.employee === employee)?.name; }

    // ── attendance ─────────────────────────────────────────────────────────
    buttons(person) {
      const { data, say } = this.room;
      const group = el('div', { class: 'btn-group', role: 'group', 'aria-label': `${say('attendance')}: ${person.name}` });
      group.dataset.attends = person.id;
      for (const [number, [code, label]] of data.attendances.entries()) {
        group.append(el('button', { class: 'btn btn-seg', type: 'button', title: `Alt+${number + 1}`, 'aria-pressed': String(person.attendance === code), disabled: !data.takes_notes, on: { click: () => this.attend(person.id, code) } }, label));
      }
      return group;
    }

    attend(id, attendance) {
      const { data, say, act } = this.room;
      const person = this.all.find(each => each.id === id); // as it is now: a button was drawn before the last poll
      if (!person || person.attendance === attendance) return;
      const before = person.attendance;
      this.set(id, attendance);
      const label = data.attendances.find(([code]) => code === attendance)[1];
      act(say('attendance_set', { name: person.name, what: label }), () => this.set(id, before));
    }

    set(id, attendance) {
      const person = this.all.find(each => each.id === id);
      if (!person) return;
      person.attendance = attendance;
      this.sets += 1;
      this.room.sync.put({ slot: `attend:${id}`, attendance }, true);
      this.show();
    }

    allPresent() {
      const { data, say, act } = this.room;
      const first = data.attendances[0];
      const missing = this.all.filter(each => !each.attendance);
      for (const each of missing) this.set(each.id, first[0]);
      act(say('attendance_set', { name: missing.map(each => each.name).join(', '), what: first[1] }), () => { for (const each of missing) this.set(each.id, ''); });
    }

    show() {
      const { data, say } = this.room;
      for (const group of document.querySelectorAll('[data-attends]')) {
        const person = this.all.find(each => each.id === group.dataset.attends);
        for (const [number, each] of [...group.children].entries()) each.setAttribute('aria-pressed', String(data.attendances[number][0] === person?.attendance));
      }
      const sum = document.getElementById('attended');
      if (sum) sum.textContent = say('attended', { count: this.all.filter(each => each.attendance).length, all: this.all.length });
    }

    // of all who take part: those talked about, the others and the guests
    list() {
      const { data, say } = this.room;
      if (!this.all.length) return '';
      const missing = this.all.filter(each => !each.attendance);
      const all = data.takes_notes && missing.length > 1 ? el('button', { class: 'btn btn-plain btn-sm', type: 'button', on: { click: event => { this.allPresent(); event.target.remove(); document.getElementById('attended')?.closest('summary').focus(); } } }, say('all_present')) : '';
      const rows = this.all.map(each => el('li', {}, el('span', {}, each.name, each.is_discussed ? '' : el('span', { class: 'meta' }, ` ${say(each.employee ? 'takes_part' : 'guest')}`)), this.buttons(each)));
      return el('details', { class: 'attends', open: this.isListed ?? (this.all.length <= 12 || missing.length > 0), on: { toggle: event => { this.isListed = event.target.open; } } },
        el('summary', {}, el('b', {}, say('attendance')), ' ', el('span', { class: 'meta', id: 'attended' })), all, el('ul', {}, ...rows));
    }

    // ── what the server has ────────────────────────────────────────────────
    get isSetting() { return [...this.room.sync.waiting.keys()].some(slot => slot.startsWith('attend:')); }

    // where something was set here while the answer was on its way (not `isCalm`), what is shown stays until the next
    take(found, isCalm) { this.all = found.map(each => ({ ...each, ...(isCalm ? this.waiting(each.id) : this.shown(each.id)) })); }

    restore() { this.all = this.all.map(each => ({ ...each, ...this.waiting(each.id) })); }

    shown(id) {
      const person = this.all.find(each => each.id === id);
      return person ? { attendance: person.attendance } : {};
    }

    // what was set here and is not through yet goes before what is stored
    waiting(id) {
      const kept = this.room.sync.waiting.get(`attend:${id}`);
      return kept ? { attendance: kept.said.attendance } : {};
    }

    // ── who else is here ───────────────────────────────────────────────────
    // and at which part; nothing is said aloud of it, so that nobody is interrupted
    showOthers() {
      const { say, icon, boxOf } = this.room;
      const there = document.getElementById('here');
      const names = this.others.map(({ name, place }) => {
        const at = place === 'meeting' ? say('meeting_notes') : this.talked().find(each => each.employee === place)?.name;
        return at ? say('is_at', { name, place: at }) : name;
      });
      there.hidden = !names.length;
      there.title = names.length ? say('here', { names: names.join(', ') }) : '';
      there.replaceChildren(icon('users'), el('span', {}, names.join(', ')));
      for (const each of document.querySelectorAll('.part .other')) each.remove();
      for (const { name, slot } of this.others) {
        const box = slot ? boxOf(slot) : null;
        box?.closest('.slot').querySelector('.part label').after(el('span', { class: 'meta other' }, icon('pencil'), say('writes_here', { name })));
      }
      for (const row of document.querySelectorAll('#agenda button[data-key]')) {
        const at = this.others.filter(each => each.place === row.dataset.key).map(each => each.name);
        row.querySelector('.other')?.remove();
        if (at.length) row.firstChild.after(el('span', { class: 'other', title: say('writes_here', { name: at.join(', ') }) }, icon('user'), el('span', { class: 'visually-hidden' }, say('writes_here', { name: at.join(', ') }))));
      }
    }
  }

  window.RoomPeople = RoomPeople;
})();
