// The keys of the room, and what they do where one writes: the line that becomes a step, standard phrases, saving now.
(() => {
  const { el } = window.roomParts;

  class RoomKeys {
    // `last` is the box where one wrote last
    constructor(room) {
      Object.assign(this, { room, last: null });
      document.addEventListener('focusin', event => { if (event.target.matches('#desk-body textarea')) this.last = event.target; });
      document.addEventListener('keydown', event => { if (this.press(event)) event.preventDefault(); });
    }

    // whether the key was one of ours
    press(event) {
      const { data, undo, notes, people, agenda, current, go } = this.room;
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === 'z') {
        if (!undo.takes(event.target)) return false;
        undo.takeBack();
        return true;
      }
      if (!event.altKey || event.ctrlKey || event.metaKey) return false;
      const talked = people.talked();
      const at = talked.findIndex(each => each.employee === current());
      const number = Number(event.key);
      if (key === 'arrowdown' && talked[at + 1]) go(talked[at + 1].employee, true);
      else if (key === 'arrowup' && at > 0) go(talked[at - 1].employee, true);
      else if (key === 'a') notes.addAspiration();
      else if (key === 'r') notes.adviceHere();
      else if (key === 't') this.stepFromLine();
      else if (key === 's') this.saveNow();
      else if (key === 'k') this.openPhrases();
      else if (key === 'w' && event.shiftKey) agenda.press(agenda.clock.following(data.agenda), true);
      else if (key === 'w') agenda.press(agenda.clock.current(data.agenda));
      else if (key === 'p' && talked[at]) agenda.press(current());
      else if (number >= 1 && number <= data.attendances.length && talked[at] && data.takes_notes) people.attend(talked[at].id, data.attendances[number - 1][0]);
      else return false;
      return true;
    }

    // the line of the note one writes in becomes the next step: Alt+T, then Enter
    stepFromLine() {
      const { notes, undo } = this.room;
      const line = document.getElementById('quick');
      const box = document.activeElement;
      if (!line) return;
      const told = () => line.dispatchEvent(new Event('input'));
      const answers = parent => { if (parent) line.dataset.parent = parent; else delete line.dataset.parent; };
      if (box?.matches?.('textarea')) {
        const before = { value: line.value, parent: line.dataset.parent };
        const start = box.value.lastIndexOf('\n', box.selectionStart - 1) + 1;
        const end = box.value.indexOf('\n', box.selectionStart);
        const taken = box.value.slice(start, end < 0 ? undefined : end);
        line.value = taken.trim();
        delete line.dataset.from; // of a line that was taken before
        if (/@\s*\S/.test(taken)) Object.assign(line.dataset, { from: box.dataset.slot, taken }); // shorthand: it says nothing beside the step
        const said = notes.get(box.dataset.slot); // what follows from advice answers what the advice is on
        const asked = said?.kind === 'advice' ? said.parent : box.dataset.slot;
        if (asked?.startsWith('aspiration:')) answers(asked);
        undo.push(() => { line.value = before.value; delete line.dataset.from; answers(before.parent); told(); box.focus(); });
      }
      told();
      line.focus();
    }

    // what is being written is added or saved now
    saveNow() {
      const form = document.activeElement?.closest?.('#desk-body form, #context form');
      if (form) form.requestSubmit();
      this.room.sync.soon(0);
    }

    // ── standard phrases ───────────────────────────────────────────────────
    phrases() {
      const { data, say } = this.room;
      if (!data.phrases.length || !data.takes_notes) return '';
      return el('details', { class: 'phrases', id: 'phrases', on: { keydown: event => this.throughPhrases(event) } }, el('summary', {}, say('phrases')),
        ...data.phrases.map(text => el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { mousedown: event => event.preventDefault(), click: () => this.insert(text) } }, text)));
    }

    // with the arrows; Enter puts one where one was writing, Esc leads back there
    openPhrases() {
      const { say, undo } = this.room;
      const there = document.getElementById('phrases');
      if (!there) { undo.toast(el('span', {}, say('no_phrases'))); return; }
      there.open = true;
      there.querySelector('button').focus();
    }

    throughPhrases(event) {
      const all = [...event.currentTarget.querySelectorAll('button')];
      const at = all.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (event.altKey || (!step && event.key !== 'Escape')) return;
      event.preventDefault();
      if (step) all[(at + step + all.length) % all.length].focus();
      else if (this.last?.isConnected) this.last.focus();
    }

    insert(text) {
      const box = [document.activeElement, this.last].find(each => each?.isConnected && each.matches('#desk-body textarea')) ?? document.querySelector('#desk-body textarea');
      if (!box) return;
      box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
      box.dispatchEvent(new Event('input'));
      box.focus();
    }
  }

  window.RoomKeys = RoomKeys;
})();
