// What is agreed: written in one line, read back while it is typed, changed in place, taken out and brought back.
(() => {
  const { el } = window.roomParts;
  const PAUSE = 250;
  const shown = iso => (iso ? iso.split('-').reverse().join('-') : '');

  class RoomAgreed {
    constructor(room) {
      Object.assign(this, { room, steps: new Map(room.data.agreed.map(each => [each.slot, each])), editing: null, saves: 0, reading: 0 });
    }

    // ── what is there ──────────────────────────────────────────────────────
    rows(who) { return [...this.steps.values()].filter(each => who === 'meeting' || each.employee === who); }

    // how many say not who does it, or until when
    get unsettled() { return [...this.steps.values()].filter(each => !each.pic || !each.day).length; }

    // whether nothing of it is on its way: then it is what the server has
    get isCalm() { return ![...this.room.sync.waiting.keys()].some(slot => slot.startsWith('agreed:')); }

    // what the server has now: changed, added or taken out by others
    take(found) {
      const { waiting } = this.room.sync;
      const there = new Set(found.map(each => each.slot));
      let isOther = false;
      for (const each of found) {
        const held = this.steps.get(each.slot);
        if (waiting.has(each.slot) || (held && held.version >= each.version)) continue;
        this.steps.set(each.slot, each);
        isOther = true;
      }
      for (const slot of [...this.steps.keys()]) if (!there.has(slot) && !waiting.has(slot)) { this.steps.delete(slot); isOther = true; }
      if (isOther && !document.getElementById('agreed')?.contains(document.activeElement)) this.draw();
    }

    // where a change of a step was begun and is not saved yet: of the next of them the row to change it in
    reopen() {
      const name = Object.keys(this.room.drafts.held).find(each => each.startsWith('edit:'));
      const step = name && this.steps.get(name.slice(5));
      if (name && !step) this.room.drafts.keep(name, null);
      else if (step && !this.editing) this.edit(step);
    }

    restore(said) {
      if (said.removed) { this.steps.delete(said.slot); return; }
      const held = this.steps.get(said.slot);
      const isLine = said.text === undefined;
      this.steps.set(said.slot, { version: 0, ...held, slot: said.slot, is_ours: true, text: said.text ?? said.line ?? '', line: isLine ? said.line : undefined, pic: said.who ?? held?.pic ?? '', pic_key: said.pic ?? '', day: said.due ?? '', due: shown(said.due), employee: said.employee ?? '', parent: said.parent ?? '' });
    }

    // ── doing ──────────────────────────────────────────────────────────────
    // `back` brings back what went out of a note for it
    add(line, who, parent, pic, back) {
      const { say, act, fresh } = this.room;
      const step = { slot: fresh('agreed'), version: 0, is_ours: true, text: line, line, pic: '', pic_key: pic ?? '', due: '', day: '', employee: who === 'meeting' ? '' : who, parent: parent ?? '' };
      this.steps.set(step.slot, step);
      this.put(step);
      act(say('step_added'), () => { this.remove(step.slot); back?.(); });
    }

    put(step, more = {}) {
      const waiting = this.room.sync.waiting.get(step.slot);
      const seen = waiting ? waiting.said.seen ?? 0 : step.version;
      const parts = step.line === undefined ? { line: undefined, text: step.text, who: step.pic, pic: step.pic_key, due: step.day }
        : { line: step.line, pic: step.pic_key, text: undefined, who: undefined, due: undefined };
      this.room.two.drop(step.slot);
      this.room.sync.put({ slot: step.slot, seen, removed: false, employee: step.employee, parent: step.parent, ...parts, ...more }, true);
      this.draw();
    }

    change(slot, values) {
      const before = { ...this.steps.get(slot) };
      const set = told => {
        if (!this.steps.has(slot)) return;
        const step = { ...this.steps.get(slot), ...told, unsure: undefined };
        this.steps.set(slot, step);
        this.put(step);
      };
      set(values);
      const { text, line, pic, pic_key, day, due } = before;
      this.room.act(this.room.say('step_changed'), () => set({ text, line, pic, pic_key, day, due }));
    }

    remove(slot) {
      const step = this.steps.get(slot);
      if (!step) return;
      const { say, act, sync, two } = this.room;
      const back = () => { this.steps.set(slot, step); this.put(step, { seen: 0 }); };
      this.steps.delete(slot);
      if (this.editing?.slot === slot) this.editing = null;
      this.room.drafts.keep(`edit:${slot}`, null);
      if (!step.version && this.room.problem(slot)) { this.discard(slot, step); return; }
      two.drop(slot);
      sync.put({ slot, seen: sync.waiting.get(slot)?.said.seen ?? step.version, removed: true }, true);
      this.draw();
      act(say('removed'), back);
    }

    // what was refused goes from this browser; what stands at the server is shown again
    discard(slot) {
      this.room.sync.forget(slot);
      this.room.two.drop(slot);
      const held = this.room.data.agreed.find(each => each.slot === slot);
      if (held) this.steps.set(slot, { ...held, version: 0 });
      else this.steps.delete(slot);
      if (this.editing?.slot === slot) this.editing = null;
      this.room.drafts.keep(`edit:${slot}`, null);
      this.draw();
      this.room.poll();
    }

    saved(slot, result, isNewest, said) {
      this.saves += 1;
      const step = this.steps.get(slot);
      if (!isNewest) { if (step) step.version = result.version; return; }
      if (result.agreed) this.steps.set(slot, { ...result.agreed, unsure: result.unsure ? { ...result.unsure, line: said.text === undefined ? said.line : undefined } : undefined });
      else this.steps.delete(slot);
      this.draw();
    }

    conflict(slot, result, said) {
      const { two, sync } = this.room;
      const theirs = { ...result.theirs };
      const whole = each => [each.text, each.pic || '–', each.due || '–'].join('\n');
      const mine = { ...theirs, ...this.steps.get(slot), slot };
      two.set(slot, {
        result, place: () => theirs.employee || 'meeting', mine: () => (said.removed ? this.room.say('removed') : whole(this.steps.get(slot) ?? mine)), theirs: () => whole(theirs),
        choices: [
          ['use_mine', () => { if (said.removed) { two.drop(slot); sync.put({ slot, seen: result.version, removed: true }, true); } else this.put({ ...mine, ...this.steps.get(slot) }, { seen: result.version }); }],
          ['use_theirs', () => { sync.forget(slot); this.steps.set(slot, theirs); two.drop(slot); this.draw(); }],
        ],
      });
      this.draw();
    }

    choose(step, key) {
      const { line, who } = step.unsure;
      const told = line === undefined ? { ...step, pic: who, pic_key: key } : { ...step, line, pic_key: key };
      this.steps.set(step.slot, { ...step, unsure: undefined });
      this.put({ ...told, unsure: undefined });
    }

    // ── drawing ────────────────────────────────────────────────────────────
    draw() {
      const there = document.getElementById('agreed');
      if (!there) return;
      const { say } = this.room;
      const current = this.room.current();
      const held = there.contains(document.activeElement) ? document.activeElement.dataset.key : '';
      const rows = this.rows(current);
      const isWhole = current === 'meeting'; // of all people at once: whom each is about is told
      const heads = ['what', ...(isWhole ? ['about_whom'] : []), 'person_in_charge', 'due'].map(name => el('th', { scope: 'col' }, say(name)));
      const table = rows.length ? el('table', { class: 'deal' }, el('caption', { class: 'visually-hidden' }, say('agreed')),
        el('thead', {}, el('tr', {}, ...heads, el('th', { scope: 'col' }, el('span', { class: 'visually-hidden' }, say('state'))))),
        el('tbody', {}, ...rows.map(each => (this.editing?.slot === each.slot ? this.editing.row : this.row(each))))) : '';
      there.replaceChildren(el('h3', {}, say('agreed')), table);
      const { two } = this.room;
      const body = document.getElementById('desk-body');
      two.draw(current, body);
      if (this.editing?.focus) this.editing.focus.focus();
      else if (held) there.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
      this.keepInView();
    }

    row(step) {
      const { say, icon, data, markOf, problem } = this.room;
      const button = (name, word, act) => {
        const label = `${say(word)}: ${step.text}`;
        const made = el('button', { class: 'btn btn-quiet btn-sm btn-square', type: 'button', title: say(word), 'aria-label': label, on: { click: act } }, icon(name));
        made.dataset.key = `${word}:${step.slot}`;
        return made;
      };
      const acts = data.takes_notes && step.is_ours ? [button('pencil', 'edit', () => this.edit(step)), button('trash', 'remove', () => this.remove(step.slot))] : [];
      const wrong = problem(step.slot);
      const refused = wrong ? el('div', { class: 'note late mt-1', role: 'alert' }, el('span', {}, wrong),
        el('button', { class: 'btn btn-plain btn-sm', type: 'button', on: { click: () => this.edit(step) } }, say('edit')),
        el('button', { class: 'btn btn-plain btn-sm', type: 'button', on: { click: () => this.discard(step.slot) } }, say('discard'))) : '';
      const about = this.room.current() === 'meeting' ? [el('td', {}, this.room.people.named(step.employee) ?? '–')] : [];
      const made = el('tr', {}, el('td', {}, step.text, refused, this.unsure(step)), ...about, el('td', {}, step.pic || '–', this.isNoEmployee(step) ? el('span', { class: 'meta' }, ` (${say('not_known')})`) : ''), el('td', { class: 'nowrap' }, step.due || '–'), el('td', { class: 'acts' }, wrong ? '' : markOf(step.slot), ...acts));
      made.dataset.row = step.slot;
      return made;
    }

    isNoEmployee(step) { return step.version && step.pic && !step.pic_key && !this.room.people.all.some(each => each.name === step.pic); }

    unsure(step) {
      if (!step.unsure || !this.room.data.takes_notes) return '';
      return el('div', { class: 'parsed' }, ...this.asked(step.unsure, key => this.choose(step, key), day => this.change(step.slot, { text: step.text.replace(` @${step.unsure.wrong}`, ''), line: undefined, day, due: shown(day) })));
    }

    // who is meant, and which day: what a line did not tell
    asked(found, choose, date) {
      const { say } = this.room;
      const made = [];
      if (found.choices.length) {
        made.push(el('span', { class: 'st wait' }, say('several', { who: found.who })));
        for (const each of found.choices) made.push(el('button', { class: 'btn btn-plain btn-sm', type: 'button', on: { click: () => choose(each.key) } }, each.name, each.about ? el('span', { class: 'meta' }, ` ${each.about}`) : ''));
        if (found.more) made.push(el('span', { class: 'meta' }, say('and_more', { count: found.more })));
        made.push(el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: () => choose('-') } }, say('none_of_them')));
      }
      if (found.wrong) made.push(el('label', { class: 'st wait' }, say('no_day', { day: found.wrong }), el('input', { class: 'form-control', type: 'date', 'aria-label': say('due'), on: { change: event => event.target.value && date(event.target.value) } })));
      return made;
    }

    edit(step) {
      const { say, data, drafts } = this.room;
      const isLine = step.line !== undefined;
      const name = `edit:${step.slot}`;
      const kept = drafts.get(name);
      const text = el('input', { class: 'form-control what', value: kept?.text ?? (isLine ? step.line : step.text), maxLength: data.longest, required: true, 'aria-label': say('what') });
      const who = el('input', { class: 'form-control', value: kept?.who ?? step.pic, maxLength: 120, 'aria-label': say('person_in_charge'), placeholder: say('person_in_charge'), list: 'who-names', autocomplete: 'off' });
      const day = el('input', { class: 'form-control', type: 'date', value: kept?.day ?? step.day, 'aria-label': say('due') });
      const names = el('datalist', { id: 'who-names' }, ...this.room.people.all.map(each => el('option', { value: each.name })));
      const typed = () => drafts.keep(name, { text: text.value, who: who.value, day: day.value });
      const leave = () => { this.editing = null; drafts.keep(name, null); this.draw(); document.querySelector(`[data-key="edit:${CSS.escape(step.slot)}"]`)?.focus(); };
      const submit = event => {
        event.preventDefault();
        if (!text.value.trim()) return;
        const now = this.steps.get(step.slot) ?? step;
        this.editing = null;
        drafts.keep(name, null);
        if (isLine && now.line !== undefined) this.change(step.slot, { text: text.value, line: text.value });
        else {
          const isSame = who.value.trim() === now.pic;
          const chosen = this.room.people.all.find(each => each.name === who.value.trim());
          this.change(step.slot, { text: text.value.trim(), line: undefined, pic: who.value.trim(), pic_key: isSame ? now.pic_key : chosen?.employee ?? '', day: isLine ? now.day : day.value, due: shown(isLine ? now.day : day.value) });
        }
        document.querySelector(`[data-key="edit:${CSS.escape(step.slot)}"]`)?.focus();
      };
      const form = el('form', { class: 'edit-step', on: { submit, input: typed, change: typed, keydown: event => { if (event.key === 'Escape') { event.stopPropagation(); leave(); } } } },
        text, ...(isLine ? [] : [who, day, names]), el('button', { class: 'btn btn-plain btn-sm', type: 'submit' }, say('save')), el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: leave } }, say('cancel')));
      const row = el('tr', {}, el('td', { colSpan: 5 }, form));
      row.dataset.row = step.slot;
      this.editing = { slot: step.slot, row, focus: text };
      this.draw();
      this.editing.focus = null;
    }

    // ── the quick line ─────────────────────────────────────────────────────
    quick(who) {
      const { say, data } = this.room;
      if (!data.takes_notes) return [];
      const name = `quick:${who}`;
      const kept = this.room.drafts.get(name);
      const line = el('input', { class: 'form-control', id: 'quick', value: kept?.line ?? '', placeholder: say('quick'), 'aria-label': say('quick_label'), 'aria-describedby': 'parsed', maxLength: data.longest, autocomplete: 'off', on: { input: () => this.typed(line, name) } });
      if (kept?.parent) line.dataset.parent = kept.parent;
      if (kept?.pic) Object.assign(line.dataset, { pic: kept.pic, of: kept.of ?? '' });
      const submit = event => {
        event.preventDefault();
        if (!line.value.trim()) return;
        const { from, taken } = line.dataset;
        const back = from ? this.room.notes.takeLine(from, taken) : null;
        this.add(line.value.trim(), who, line.dataset.parent, line.dataset.pic, back);
        line.value = '';
        delete line.dataset.from;
        delete line.dataset.parent;
        this.typed(line, name);
      };
      if (kept) setTimeout(() => this.soon(line));
      return [el('form', { class: 'quick', on: { submit } }, line, el('button', { class: 'btn btn-plain', type: 'submit' }, say('add'))), el('div', { class: 'parsed', id: 'parsed', role: 'status' })];
    }

    typed(line, name) {
      const stem = (line.dataset.taken ?? '').split('@')[0].trim() || line.dataset.taken;
      if (!line.value.trim() || !line.value.includes(stem)) delete line.dataset.from; // another step: the note keeps its line
      if (!line.value.trim() || !line.value.includes(line.dataset.of ?? '')) { delete line.dataset.pic; delete line.dataset.of; }
      this.room.drafts.keep(name, line.value.trim() ? { line: line.value, parent: line.dataset.parent, pic: line.dataset.pic, of: line.dataset.of } : null);
      this.soon(line);
    }

    soon(line) {
      clearTimeout(this.timer);
      this.reading += 1;
      if (/[@:]/.test(line.value)) this.timer = setTimeout(() => this.readBack(line), PAUSE);
      else document.getElementById('parsed')?.replaceChildren();
    }

    async readBack(line) {
      const turn = this.reading;
      let found;
      try {
        const answer = await fetch(`${this.room.data.urls.read}&line=${encodeURIComponent(line.value)}&pic=${encodeURIComponent(line.dataset.pic ?? '')}`);
        if (!answer.ok || answer.redirected) return;
        found = await answer.json();
      } catch { found = null; } // off line it is read once it is sent
      if (turn === this.reading) this.showBack(line, found);
    }

    showBack(line, found) {
      const there = document.getElementById('parsed');
      const { say } = this.room;
      if (!there) return;
      const tag = (word, value, ...more) => el('span', { class: 'tag' }, `${say(word)} `, el('b', {}, value), ...more);
      // who is chosen, for the name that stands in the line
      const again = key => { Object.assign(line.dataset, { pic: key, of: found.who || line.dataset.of || '' }); line.dispatchEvent(new Event('input')); line.focus(); };
      const not = found?.pic && line.dataset.pic !== '-' ? el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: () => again('-') } }, say('not_meant'))
        : line.dataset.pic === '-' ? el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: () => again('') } }, say('undo')) : '';
      const tags = !found ? [] : [
        found.pic ? tag('pic', found.pic, found.is_known ? '' : ` (${say('not_known')})`) : '', not,
        found.due ? tag('due', found.due) : '', found.days === null ? '' : found.days < 0 ? el('span', { class: 'st wait' }, say('days_ago', { count: -found.days })) : say('in_days', { count: found.days })];
      if (found && !found.pic && !found.choices.length) tags.push(el('span', { class: 'meta' }, say('no_pic')));
      const asked = found ? this.asked(found, again, day => {
        const at = line.value.lastIndexOf(found.wrong);
        line.value = line.value.slice(0, at) + day.split('-').reverse().join('/');
        line.dispatchEvent(new Event('input'));
        line.focus();
      }) : [];
      const told = tags.filter(Boolean);
      there.replaceChildren(...(told.length ? [say('read'), ...told] : []), ...asked);
      this.keepInView();
    }

    // what is typed, and below it what it is read as, stay above the bar of keys while rows come in
    keepInView() {
      const line = document.getElementById('quick');
      if (!line || document.activeElement !== line) return;
      document.getElementById('parsed').scrollIntoView({ block: 'nearest' });
      line.scrollIntoView({ block: 'nearest' });
    }
  }

  window.RoomAgreed = RoomAgreed;
})();
