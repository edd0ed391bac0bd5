// What can be taken back in the room by Ctrl+Z or its button, newest last. What was done since one typed goes before the
// browser's own undoing of what is typed.
(() => {
  const { el } = window.roomParts;
  const MOST = 50;

  class RoomUndo {
    constructor(say) {
      Object.assign(this, { say, done: [], typed: 0, timer: 0 });
      document.addEventListener('input', () => { this.typed = performance.now(); });
    }

    // something was done: told for a while with a button that takes it back
    act(text, undo) {
      this.push(undo);
      const button = el('button', { class: 'btn btn-plain btn-sm', type: 'button', on: { click: () => this.takeBack() } }, this.say('undo'), ' ', el('kbd', {}, 'Ctrl+Z'));
      this.toast(el('span', {}, text), button);
    }

    push(undo) {
      this.done.push({ undo, at: performance.now() });
      if (this.done.length > MOST) this.done.shift();
    }

    // whether Ctrl+Z at this element is ours: something was done, and where one types since then nothing was typed
    takes(target) {
      const isTyping = target.matches?.('textarea, input');
      return this.done.length > 0 && !(isTyping && this.done.at(-1).at < this.typed);
    }

    takeBack() {
      const last = this.done.pop();
      if (!last) return;
      this.toast();
      last.undo();
    }

    toast(...parts) {
      const there = document.getElementById('toast');
      clearTimeout(this.timer);
      if (!parts.length && there.contains(document.activeElement)) document.getElementById('who')?.focus();
      there.hidden = !parts.length;
      there.replaceChildren(...parts);
      const leave = () => { if (there.matches(':hover, :focus-within')) this.timer = setTimeout(leave, 5000); else this.toast(); };
      if (parts.length) this.timer = setTimeout(leave, 15000);
    }
  }

  window.RoomUndo = RoomUndo;
})();
