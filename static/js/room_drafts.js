// What is typed of a step and not added yet, kept in this browser until it is: a new line by its place
// (`quick:<person>`), a change by its step (`edit:<slot>`). It is in no minutes, and the page says so.
(() => {
  class RoomDrafts {
    constructor(data, told) {
      this.key = `jenjang-room|${data.meeting}|${data.who}`;
      this.told = told;
      try { this.held = JSON.parse(localStorage.getItem(this.key)) ?? {}; } catch { this.held = {}; }
    }

    get count() { return Object.keys(this.held).length; }

    get(name) { return this.held[name]; }

    first() { return Object.keys(this.held)[0]; }

    // nothing forgets it
    keep(name, values) {
      if (values) this.held[name] = values;
      else if (name in this.held) delete this.held[name];
      else return;
      try {
        if (this.count) localStorage.setItem(this.key, JSON.stringify(this.held));
        else localStorage.removeItem(this.key);
      } catch { /* a full or closed store: it is kept while the page is open */ }
      this.told();
    }
  }

  window.RoomDrafts = RoomDrafts;
})();
