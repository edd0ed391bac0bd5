// What was agreed before and is open still: how far it is, set in place, with a reason where one is asked for.
(() => {
  const { el } = window.roomParts;

  class RoomCarried {
    constructor(room) { Object.assign(this, { room, rows: new Map() }); }

    // the row of this page, told anew unless something of it is on its way
    of(told) {
      const held = this.rows.get(told.id);
      const slot = `status:${told.id}`;
      const row = held && (this.room.sync.waiting.has(slot) || held.version >= told.version) ? held : Object.assign(held ?? {}, told);
      const kept = this.room.sync.waiting.get(slot)?.said;
      if (kept) Object.assign(row, { code: kept.status, reason: kept.reason });
      this.rows.set(told.id, row);
      return row;
    }

    control(told) {
      const row = this.of(told);
      const { say, data, markOf } = this.room;
      const asks = code => data.statuses.find(each => each[0] === code)?.[2];
      const id = `status-${row.id}`;
      const reason = el('input', { class: 'form-control', value: row.reason ?? '', maxLength: 500, placeholder: say('reason'), 'aria-label': `${say('reason')}: ${row.text}` });
      const why = el('form', { class: 'why', hidden: true, on: { submit: event => { event.preventDefault(); if (reason.value.trim()) this.set(row, choose.value, reason.value.trim()); else reason.focus(); } } }, reason, el('button', { class: 'btn btn-plain btn-sm', type: 'submit' }, say('save')));
      const choose = el('select', { class: 'form-select', id, 'aria-label': say('status_of', { text: row.text }),
        on: { change: () => { why.hidden = !asks(choose.value); if (why.hidden) this.set(row, choose.value, ''); else reason.focus(); } } },
      ...data.statuses.map(([code, label]) => el('option', { value: code, selected: code === row.code }, label)));
      const state = markOf(`status:${row.id}`);
      const made = el('div', { class: 'set' }, choose, state, why, row.error ? el('p', { class: 'text-late', role: 'alert' }, row.error) : '');
      made.dataset.carried = row.id;
      return made;
    }

    set(row, code, reason) {
      const before = { code: row.code, reason: row.reason ?? '' };
      const { say, data, act } = this.room;
      this.put(row, code, reason);
      const label = data.statuses.find(each => each[0] === code)[1];
      act(say('status_set', { text: row.text, status: label }), () => this.put(row, before.code, before.reason));
    }

    put(row, code, reason) {
      const slot = `status:${row.id}`;
      const waiting = this.room.sync.waiting.get(slot);
      Object.assign(row, { code, reason, error: '' });
      this.room.sync.put({ slot, status: code, reason, seen: waiting ? waiting.said.seen : row.version }, true);
      this.show(row);
    }

    show(row) {
      for (const each of document.querySelectorAll(`[data-carried="${CSS.escape(row.id)}"]`)) {
        const held = each.contains(document.activeElement);
        const made = this.control(row);
        each.replaceWith(made);
        if (held) made.querySelector('select').focus();
      }
    }

    saved(slot, result, isNewest) {
      const row = this.rows.get(slot.slice(7));
      if (!row) return;
      row.version = result.version;
      if (isNewest) Object.assign(row, result.carried, { error: '' });
      if (isNewest) this.show(row);
    }

    refused(slot, result) {
      const row = this.rows.get(slot.slice(7));
      if (!row) return false;
      Object.assign(row, result.carried, { error: result.error });
      this.show(row);
      return true;
    }

    section(told) {
      const { say } = this.room;
      const row = this.of(told);
      const about = [row.about, row.pic, row.due, row.asked && !row.reply && say('asked')].filter(Boolean).join(' · ');
      return el('section', {}, el('a', { class: 'link-text', href: row.url, target: '_blank', rel: 'noopener' }, row.text),
        el('p', { class: `meta${row.is_late ? ' text-late' : ''}` }, about),
        row.reply ? el('p', { class: 'meta told' }, say('reply', { text: row.reply })) : '', this.control(row));
    }
  }

  window.RoomCarried = RoomCarried;
})();
