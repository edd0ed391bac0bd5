// How far everything in the room is saved: a mark beside each thing, the sum at the top, and the way to what somebody must
// choose or mend. Nothing is told as saved before the server said so.
(() => {
  const { el } = window.roomParts;
  const time = () => new Date().toLocaleTimeString('id-ID', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' }).replace(':', '.');

  class RoomStatus {
    // `marks` are {kind, text} by slot, whether they are drawn or not; `refused` is why something was, by slot
    constructor(room) { Object.assign(this, { room, marks: new Map(), refused: new Map(), isOffline: false }); }

    mark(slot, kind, text) {
      this.marks.set(slot, { kind, text });
      for (const there of document.querySelectorAll(`[data-mark="${CSS.escape(slot)}"]`)) {
        there.dataset.kept = kind;
        there.textContent = text;
      }
    }

    markOf(slot) {
      const made = el('span', { class: 'save', role: 'status' });
      const held = this.marks.get(slot);
      made.dataset.mark = slot;
      if (held) made.dataset.kept = held.kind;
      if (held) made.textContent = held.text;
      return made;
    }

    saved(slot) { this.mark(slot, 'saved', this.room.say('saved', { at: time() })); }

    waits(slot) {
      this.refused.delete(slot);
      this.mark(slot, this.isOffline ? 'offline' : 'waiting', this.room.say('waiting'));
      this.sum();
    }

    refuse(slot, error) {
      const { say } = this.room;
      this.refused.set(slot, `${say('refused')}: ${error ?? ''}`);
      this.mark(slot, 'refused', this.refused.get(slot));
    }

    forget(slot) {
      this.refused.delete(slot);
      this.marks.delete(slot);
    }

    // the line is away, or the session is over: what waits stays in this browser
    offline(...told) {
      const { say, sync } = this.room;
      this.isOffline = true;
      this.banner(...told);
      for (const [slot, each] of sync.waiting) if (!each.stuck) this.mark(slot, 'offline', say('waiting'));
      this.sum();
    }

    online() {
      if (this.isOffline && this.room.data.takes_notes) this.banner('');
      this.isOffline = false;
      this.sum();
    }

    banner(text, ...more) {
      const there = document.getElementById('offline');
      there.hidden = !text;
      there.replaceChildren(text, ...more.flatMap(each => [' ', each]));
    }

    // a link that reads the page anew; what was typed is kept
    anew(word) { return el('a', { href: location.href, on: { click: event => { event.preventDefault(); location.reload(); } } }, this.room.say(word)); }

    // what somebody must choose or mend goes before what is only on its way
    sum() {
      const { data, say, icon, sync, two, drafts } = this.room;
      const there = document.getElementById('save-all');
      const count = sync.count;
      const [kind, text] = two.kept.size ? ['conflict', say('two_short')] : this.refused.size ? ['conflict', say('refused_count', { count: this.refused.size })]
        : this.isOffline && count ? ['offline', say('offline_short', { count })] : count ? ['waiting', say('waiting')]
          : drafts.count && data.takes_notes ? ['draft', say('not_added', { count: drafts.count })] : ['saved', say('all_saved')];
      if (there.dataset.kept === kind && there.textContent === text) return;
      there.dataset.kept = kind;
      const leads = kind === 'conflict' || kind === 'draft';
      there.replaceChildren(leads ? el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: () => this.jump() } }, icon(two.kept.size ? 'versions' : 'alert-triangle'), text) : text);
    }

    // to the first thing that somebody must choose or mend, else to what was typed of a step and not added
    jump() {
      const { sync, two, placeOf, visit } = this.room;
      const slot = two.first()?.[0] ?? this.refused.keys().next().value;
      if (!slot) { this.toDraft(); return; }
      visit(two.has(slot) ? two.kept.get(slot).place() : placeOf(slot, sync.waiting.get(slot)?.said));
      const there = [`[data-two="${CSS.escape(slot)}"]`, `[data-row="${CSS.escape(slot)}"] button`, `[data-slot="${CSS.escape(slot)}"]`].map(each => document.querySelector(each)).find(Boolean);
      there?.scrollIntoView({ block: 'center' });
      there?.focus();
    }

    toDraft() {
      const { drafts, agreed, visit } = this.room;
      const [kind, ...rest] = (drafts.first() ?? '').split(':');
      if (!kind) return;
      visit(kind === 'quick' ? rest.join(':') : agreed.steps.get(rest.join(':'))?.employee || 'meeting');
      agreed.reopen();
      document.querySelector(kind === 'quick' ? '#quick' : '.edit-step input')?.focus();
    }
  }

  window.RoomStatus = RoomStatus;
})();
