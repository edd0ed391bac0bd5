// The notes of the room: discussions, aspirations with the advice on each, conclusions, items. What is typed here goes
// before what is stored; two versions of one are kept until somebody chose.
(() => {
  const { el, together } = window.roomParts;
  const byOrder = (a, b) => (a.order ?? 0) - (b.order ?? 0);

  class RoomNotes {
    // `local` is what is typed and not through, by slot
    constructor(room) { Object.assign(this, { room, held: new Map(room.data.notes.map(each => [each.slot, each])), local: new Map() }); }

    get(slot) { return this.held.get(slot); }

    // one note's newest words
    words(slot) { return { ...this.held.get(slot), ...this.local.get(slot) }; }

    of(who, kind) { return [...this.held.values()].filter(each => each.kind === kind && each.employee === who && !each.removed).sort(byOrder); }

    adviceOn(slot) { return [...this.held.values()].filter(each => each.kind === 'advice' && each.parent === slot && !each.removed).sort(byOrder); }

    // what was written on items that were taken off the agenda afterwards
    offAgenda() {
      const keys = new Set(this.room.data.agenda.map(each => `point:${each.key}`));
      return [...this.held.values()].filter(each => each.kind === 'point' && !keys.has(each.slot) && (each.text || this.local.has(each.slot)));
    }

    // ── what becomes of it ─────────────────────────────────────────────────
    write(slot, values, urgent = false) {
      const { sync } = this.room;
      const stored = this.held.get(slot);
      const said = { ...this.local.get(slot), ...values, slot };
      if (!stored) this.held.set(slot, { ...said, version: 0 });
      else Object.assign(stored, values);
      this.local.set(slot, said);
      const waiting = sync.waiting.get(slot);
      said.seen = waiting ? waiting.said.seen : stored?.version ?? 0;
      sync.put({ ...said }, urgent);
    }

    // a line that became a step goes out of its note; returns what brings it back
    takeLine(slot, taken) {
      const set = change => {
        const { kind, employee, parent, text } = this.words(slot);
        const lines = (text ?? '').split('\n');
        change(lines);
        this.write(slot, { kind, employee, parent, text: lines.join('\n') }, true);
        const box = this.room.boxOf(slot);
        if (box) box.value = lines.join('\n');
      };
      const at = (this.words(slot).text ?? '').split('\n').lastIndexOf(taken);
      if (at < 0) return null;
      set(lines => lines.splice(at, 1));
      return () => set(lines => (lines.length === 1 && !lines[0] ? lines.splice(0, 1, taken) : lines.splice(at, 0, taken)));
    }

    saved(slot, result, isNewest) {
      const said = this.local.get(slot);
      const note = this.held.get(slot);
      if (isNewest) this.local.delete(slot);
      if (note) note.version = result.version;
      else if (said) this.held.set(slot, { ...said, version: result.version });
      if (result.newer && isNewest) this.adopt(slot, result);
    }

    // this page's own later text, sent as a tab was closed, stands already
    adopt(slot, result) {
      this.held.set(slot, { ...this.held.get(slot), ...result.newer, version: result.version });
      const box = this.room.boxOf(slot);
      if (box) box.value = result.newer.text ?? '';
    }

    // as if typed here: once it is saved, nothing else knows what it says
    restore(said) {
      this.local.set(said.slot, said);
      const { seen: _seen, token: _token, stamp: _stamp, ...values } = said;
      const note = this.held.get(said.slot);
      if (note) Object.assign(note, values);
      else this.held.set(said.slot, { ...said, version: 0 });
    }

    // what others wrote, into what is not being typed here; whether something of it is not drawn
    take(found) {
      const { sync, mark, boxOf } = this.room;
      let isUndrawn = false;
      for (const each of found) {
        if (sync.waiting.has(each.slot) || this.local.has(each.slot) || (this.held.get(each.slot)?.version ?? 0) >= each.version) continue; // an answer may come late
        this.held.set(each.slot, each);
        const box = boxOf(each.slot);
        if (box && !each.removed) { if (box.value !== each.text) box.value = each.text; mark(each.slot, 'saved', `${each.by}, ${each.at}`); }
        else isUndrawn = true;
      }
      return isUndrawn;
    }

    // text, and what else was written of it differently
    conflict(slot, result, said) {
      const { data, say, sync, two, mark, draw, placeOf, focusSlot, current } = this.room;
      const { token: _token, seen: _seen, slot: _slot, ...ours } = said;
      const theirs = { text: '', ...result.theirs };
      const mine = () => this.words(slot);
      const told = (each, other) => [each.text ?? '', ...[
        ['category', data.categories.find(([code]) => code === each.category)?.[1]], ['given_by', each.given_by]]
        .filter(([name]) => (each[name] ?? '') !== (other[name] ?? '')).map(([name, value]) => `${say(name)}: ${value || '–'}`), each.removed ? say('removed') : ''].filter(Boolean).join('\n');
      const choose = values => {
        const kept = { ...ours, ...values?.(mine()) };
        sync.forget(slot);
        this.held.set(slot, { ...this.held.get(slot), ...theirs, slot, version: result.version });
        two.drop(slot);
        if (values) this.write(slot, kept, true);
        else mark(slot, 'saved', say('saved', { at: result.at }));
        draw();
        focusSlot(slot);
      };
      const both = each => ({ text: together(theirs.text ?? '', each.text ?? '') });
      two.set(slot, {
        result, place: () => placeOf(slot, said), mine: () => told(mine(), theirs), theirs: () => told(theirs, mine()),
        choices: [['use_mine', () => choose(each => (each.text === undefined ? {} : { text: each.text }))], ['use_theirs', () => choose(null)],
          ...(theirs.text && mine().text && theirs.text !== mine().text ? [['use_both', () => choose(both)]] : [])],
      });
      two.draw(current(), document.getElementById('desk-body'));
    }

    // what was refused goes from this browser: the page is read anew
    async discard(slot) {
      await this.room.sync.forget(slot);
      location.reload();
    }

    // ── doing ──────────────────────────────────────────────────────────────
    begin(kind, values) {
      const { fresh, draw, focusSlot } = this.room;
      const slot = fresh(kind);
      this.held.set(slot, { slot, kind, ...values, text: '', order: Date.now() / 1e6, version: 0 });
      draw();
      focusSlot(slot);
    }

    addAspiration() {
      const who = this.room.current();
      if (who !== 'meeting' && this.room.data.takes_notes) this.begin('aspiration', { employee: who });
    }

    addAdvice(who, parent) { this.begin('advice', { employee: who, parent }); }

    // advice on the aspiration one writes in, else on the person's last
    adviceHere() {
      const who = this.room.current();
      if (who === 'meeting' || !this.room.data.takes_notes) return;
      const here = this.held.get(document.activeElement?.dataset?.slot ?? '');
      const parent = here?.kind === 'aspiration' ? here.slot : here?.kind === 'advice' ? here.parent : this.of(who, 'aspiration').at(-1)?.slot;
      if (parent) this.addAdvice(who, parent);
    }

    takeOut(slot, values) {
      const { say, act, draw, go, current, focusSlot } = this.room;
      if (!this.held.get(slot)?.version && !this.local.has(slot)) { this.held.delete(slot); draw(); return; }
      this.write(slot, { ...values, removed: true }, true);
      draw();
      act(say('removed'), () => {
        this.write(slot, { ...values, removed: false }, true);
        if (current() !== values.employee) go(values.employee);
        else draw();
        focusSlot(slot);
      });
    }

    // ── drawing ────────────────────────────────────────────────────────────
    area(slot, label, values) {
      const { data, say, sync, markOf, isMarked, problem } = this.room;
      const id = `n-${slot.replace(/[^a-zA-Z0-9]/g, '-')}`;
      const note = this.words(slot);
      const box = el('textarea', {
        class: 'form-control', id, rows: 2, value: note.text ?? '', readOnly: !data.takes_notes, 'aria-describedby': 'who',
        on: { input: event => this.write(slot, { ...values, text: event.target.value }), blur: () => sync.soon(0) },
      });
      box.dataset.slot = slot;
      const state = markOf(slot);
      if (note.version && !this.local.has(slot) && !isMarked(slot)) { state.dataset.kept = 'saved'; state.textContent = note.at ? say('saved', { at: note.at }) : ''; }
      const leave = problem(slot) ? el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: () => this.discard(slot) } }, say('discard')) : '';
      const head = el('div', { class: 'part' }, el('label', { htmlFor: id }, label), state, leave);
      return el('div', { class: 'slot' }, head, box);
    }

    aspiration(note, number, who) {
      const { data, say, draw } = this.room;
      const slot = note.slot;
      const values = { kind: 'aspiration', employee: who };
      const choose = el('select', { class: 'form-select', 'aria-label': `${say('category')}: ${number}`, disabled: !data.takes_notes,
        on: { change: event => this.write(slot, { ...values, category: event.target.value }, true) } },
      el('option', { value: '' }, say('category')), ...data.categories.map(([code, label]) => el('option', { value: code, selected: code === note.category }, label)));
      const head = el('header', {}, el('h3', {}, say('aspiration', { number })), choose,
        note.proposed ? el('span', { class: 'tag go' }, say('proposed')) : null,
        note.proposed ? el('button', { class: 'btn btn-plain btn-sm', type: 'button', on: { click: () => { this.write(slot, { ...values, proposed: false }, true); draw(); } } }, say('take_up')) : null,
        data.takes_notes ? el('button', { class: 'btn btn-quiet btn-sm ms-auto', type: 'button', on: { click: () => this.takeOut(slot, values) } }, say('remove')) : null);
      const inner = el('div', { class: 'inner' }, this.area(slot, say('aspiration', { number }), values),
        ...this.adviceOn(slot).map(each => this.advice(each, who, slot)),
        data.takes_notes ? el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: () => this.addAdvice(who, slot) } }, `+ ${say('add_advice')}`) : null);
      return el('section', { class: 'block asp' }, head, inner);
    }

    advice(note, who, parent) {
      const { data, say } = this.room;
      const values = { kind: 'advice', employee: who, parent };
      const by = el('input', { class: 'form-control by', value: note.given_by ?? '', placeholder: say('given_by'), 'aria-label': say('given_by'), maxLength: 120, readOnly: !data.takes_notes,
        on: { input: event => this.write(note.slot, { ...values, given_by: event.target.value }) } });
      const made = this.area(note.slot, say('advice'), values);
      made.querySelector('.part').append(data.takes_notes ? el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: () => this.takeOut(note.slot, values) } }, say('remove')) : '');
      made.append(by);
      return made;
    }
  }

  window.RoomNotes = RoomNotes;
})();
