// Sending what was typed: soon after a pause, in order, again until it is through; nothing is counted as saved before
// the server said so. Two tries of one thing carry one token, so that it is written once.
(() => {
  const PAUSE = 800;
  const MOST = 20;
  const PATIENCE = 15000;
  const SHOWN = 400; // what takes no longer is not told of

  class RoomSync {
    constructor(data, csrf, told) {
      Object.assign(this, { data, csrf, told, waiting: new Map(), timer: 0, sending: false, failures: 0, last: 0 });
      this.chain = crypto.randomUUID().replaceAll('-', ''); // this page: what it saves follows what it saved before
      addEventListener('online', () => this.flush());
      addEventListener('pagehide', () => this.parting());
      document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.flush(); });
    }

    async restore() {
      try {
        for (const each of await window.roomStore.all(this.data.meeting, this.data.who)) {
          if (this.isOlder(each)) window.roomStore.drop(each.key, each.stamp).catch(() => {});
          else if (!this.waiting.has(each.said.slot)) this.waiting.set(each.said.slot, each);
        }
      } catch { this.told.unkept(); }
      if (this.waiting.size) this.soon(0);
      return [...this.waiting.values()].map(each => ({ ...each.said, stamp: each.stamp }));
    }

    // a closed tab may have sent at its end what it had no time left to keep: the server then has the newer text
    isOlder(entry) {
      const source = this.data.notes.find(each => each.slot === entry.said.slot)?.source;
      return source?.chain === `${this.data.who}:${entry.chain}` && source.stamp >= entry.stamp;
    }

    // what is on its way; what was refused waits for nobody but who wrote it
    get count() { return [...this.waiting.values()].filter(each => !each.stuck).length; }

    // what the page shows as typed is kept in the browser at once, and sent after a pause
    async put(said, urgent = false) {
      this.last = Math.max(Date.now(), this.last + 1);
      const token = crypto.randomUUID().replaceAll('-', '');
      const entry = {
        key: `${this.data.meeting}|${said.slot}`, meeting: this.data.meeting, who: this.data.who, stamp: this.last,
        said: { ...this.waiting.get(said.slot)?.said, ...said, token },
        chain: this.waiting.get(said.slot)?.chain ?? this.chain, // goes on with what a page before this one began
      };
      this.waiting.set(said.slot, entry);
      this.told.waits(said.slot);
      this.soon(urgent ? 0 : PAUSE);
      try { await window.roomStore.keep(entry); } catch { this.told.unkept(); }
    }

    soon(pause) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), pause);
    }

    async flush() {
      if (this.sending || !this.waiting.size) return;
      this.sending = true;
      this.refuseLong();
      const batch = [...this.waiting.values()].filter(each => !each.stuck).slice(0, MOST);
      if (!batch.length) { this.sending = false; return; }
      const shown = setTimeout(() => { if (!this.failures && navigator.onLine) this.told.sending(batch.map(each => each.said.slot)); }, SHOWN);
      const stop = new AbortController();
      let isSignedOut = false;
      const patience = setTimeout(() => stop.abort(), PATIENCE);
      try {
        const answer = await fetch(this.data.urls.save, {
          method: 'POST', signal: stop.signal, body: this.body(batch),
          headers: { 'Content-Type': 'application/json', 'X-CSRFToken': this.csrf },
        });
        if (answer.redirected || [400, 401, 403].includes(answer.status)) { isSignedOut = true; throw new Error('signed out'); }
        if (!answer.ok) throw new Error(String(answer.status));
        const results = await answer.json();
        this.failures = 0;
        this.told.online();
        for (const [at, each] of results.entries()) await this.settle(batch[at], each);
      } catch (error) {
        this.failures += 1;
        clearTimeout(shown);
        if (isSignedOut) this.told.signedOut();
        else this.told.offline();
        this.soon(Math.min(15000, 1000 * 2 ** Math.min(this.failures, 4)));
      } finally {
        clearTimeout(patience);
        clearTimeout(shown);
        this.sending = false;
      }
      if (!this.failures && [...this.waiting.values()].some(each => !each.stuck)) this.soon(PAUSE);
    }

    // what is too long is kept here whole and not sent: nothing is cut unseen
    refuseLong() {
      for (const entry of this.waiting.values()) {
        if (entry.stuck || (entry.said.text?.length ?? 0) <= this.data.longest_note) continue;
        entry.stuck = true;
        this.told.refused(entry.said.slot, { error: this.told.tooLong(entry.said.text.length) }, entry.said);
      }
    }

    // how long ago something was said counts for timers, whatever the clocks of browser and server show
    body(batch) { return JSON.stringify(batch.map(each => ({ ...each.said, chain: each.chain, stamp: each.stamp, ago: Date.now() - each.stamp }))); }

    async settle(entry, result) {
      const slot = entry.said.slot;
      const newer = this.waiting.get(slot);
      const isNewest = newer?.stamp === entry.stamp;
      if (result.newer && newer && !isNewest) { // typed on from an older text than the one that got through: ask as of two
        newer.chain = crypto.randomUUID().replaceAll('-', '');
        return;
      }
      if (result.saved) {
        if (isNewest) this.waiting.delete(slot);
        else if (newer) newer.said.seen = result.version;
        try {
          if (isNewest) await window.roomStore.drop(entry.key, entry.stamp);
          else if (newer) await window.roomStore.keep(newer);
        } catch { /* it is saved at the server; a second send finds its own work */ }
        this.told.saved(slot, result, isNewest, entry.said);
        return;
      }
      if (isNewest) entry.stuck = true;
      this.told.refused(slot, result, entry.said);
    }

    // resolves once this browser keeps it no more
    async forget(slot) {
      const entry = this.waiting.get(slot);
      this.waiting.delete(slot);
      this.told.forgotten(slot);
      if (entry) await window.roomStore.drop(entry.key, entry.stamp).catch(() => {});
    }

    // the page goes: what waits is sent once more without awaiting the answer; it is kept until that is known
    parting() {
      const batch = [...this.waiting.values()].filter(each => !each.stuck).slice(0, MOST);
      if (!batch.length) return;
      fetch(this.data.urls.save, {
        method: 'POST', keepalive: true, body: this.body(batch),
        headers: { 'Content-Type': 'application/json', 'X-CSRFToken': this.csrf },
      }).catch(() => {});
    }
  }

  window.RoomSync = RoomSync;
})();
