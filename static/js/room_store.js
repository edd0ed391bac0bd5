// What was typed in the room and is not through yet, kept in this browser: one entry a thing and meeting.
const NAME = 'jenjang-room';
const WAITING = 'waiting';

function opened() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(WAITING, { keyPath: 'key' });
    asked.onsuccess = () => {
      asked.result.onclose = asked.result.onversionchange = () => { asked.result.close(); base = held = undefined; };
      done(asked.result);
    };
    asked.onerror = () => fail(asked.error);
  });
}

// held open: what is typed is on its way into the base before the key's event is over, and outlives a tab closed then
let held;
let base;
async function act(mode, work) {
  base ??= await (held ??= opened().catch(error => { held = undefined; throw error; }));
  return new Promise((done, fail) => {
    const trip = base.transaction(WAITING, mode, { durability: 'strict' });
    const asked = work(trip.objectStore(WAITING));
    trip.oncomplete = () => done(asked?.result);
    trip.onerror = trip.onabort = () => fail(trip.error);
  });
}

// entries carry who typed them: another account of this browser neither sees nor sends them
window.roomStore = {
  keep: entry => act('readwrite', store => { const asked = store.put(entry); store.transaction.commit(); return asked; }),
  drop: (key, stamp) => act('readwrite', store => {
    const asked = store.get(key);
    asked.onsuccess = () => { if (asked.result?.stamp === stamp) store.delete(key); };
  }),
  async count(meeting) { return (await act('readonly', store => store.getAll())).filter(each => each.meeting === meeting).length; },
  async all(meeting, who) {
    const found = await act('readonly', store => store.getAll());
    return found.filter(each => each.meeting === meeting && each.who === who).sort((a, b) => a.stamp - b.stamp);
  },
};
