// The timers of the room: one item runs at a time, and one person beside it. They count by this browser's clock from
// what the server told last; what is pressed here holds at once, off line too, and is told with how long ago it was.
(() => {
  const isPerson = key => /^[0-9a-f]{24}$/.test(key);

  class RoomClock {
    constructor(told) { this.take(told); }

    take(told) { Object.assign(this, { spent: { ...told.spent }, running: new Set(told.running), at: Date.now() }); }

    runs(key) { return this.running.has(key); }

    seconds(key) { return Math.max(0, (this.spent[key] ?? 0) + (this.running.has(key) ? (Date.now() - this.at) / 1000 : 0)); }

    // `when` may lie before what was told: a press that was kept while the line was away
    press(key, runs, when = Date.now()) {
      for (const each of this.running) this.spent[each] = (this.spent[each] ?? 0) + (when - this.at) / 1000;
      this.at = when;
      for (const each of [...this.running]) if (each === key || (runs && isPerson(each) === isPerson(key))) this.running.delete(each);
      if (runs) this.running.add(key);
    }

    // the item that a key press means: what runs, else what was paused last or comes next
    current(agenda) {
      const keys = agenda.map(each => each.key).filter(Boolean);
      return keys.find(key => this.runs(key)) ?? keys.findLast(key => this.spent[key] > 0) ?? keys[0];
    }

    following(agenda) {
      const keys = agenda.map(each => each.key).filter(Boolean);
      const now = this.current(agenda);
      return this.runs(now) || this.spent[now] > 0 ? keys[keys.indexOf(now) + 1] : now;
    }
  }

  RoomClock.text = seconds => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
  window.RoomClock = RoomClock;
})();
