// The desk of the room: puts its parts together, draws where one is, asks what others wrote, and leaves the room. Every
// text is put in as text.
(() => {
  const script = document.getElementById('room-data');
  if (!script) return;
  const POLL = 5000;
  const data = JSON.parse(script.textContent);
  const { el } = window.roomParts;
  const say = (name, values) => window.roomParts.say(data.words, name, values);
  const icon = name => window.roomParts.icon(script.dataset.icons, name);
  const fresh = kind => `${kind}:${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`;
  const boxOf = slot => document.querySelector(`[data-slot="${CSS.escape(slot)}"]`);
  const focusSlot = slot => boxOf(slot)?.focus();

  // what the parts know of each other
  const room = { data, say, icon, fresh, boxOf, focusSlot, draw, go, visit, placeOf, current: () => current };
  room.status = new window.RoomStatus(room);
  room.refused = room.status.refused;
  Object.assign(room, {
    mark: (...told) => room.status.mark(...told), markOf: slot => room.status.markOf(slot), isMarked: slot => room.status.marks.has(slot),
    poll: () => { wantsWhole = true; return poll(); }, problem: slot => room.refused.get(slot) ?? '', act: (text, undo) => room.undo.act(text, undo),
  });
  room.undo = new window.RoomUndo(say);
  room.two = new window.RoomTwo(say, () => { agenda.draw(); status.sum(); });
  room.drafts = new window.RoomDrafts(data, () => status.sum());
  room.people = new window.RoomPeople(room);
  room.notes = new window.RoomNotes(room);
  room.agenda = new window.RoomAgenda(room);
  room.agreed = new window.RoomAgreed(room);
  room.carried = new window.RoomCarried(room);
  room.keys = new window.RoomKeys(room);
  const { status, two, drafts, people, notes, agenda, agreed, carried, keys } = room;

  const asked = () => { const who = location.hash.slice(1); return who === 'meeting' || people.talked().some(each => each.employee === who) ? who : ''; };
  let current = asked() || people.talked()[0]?.employee || 'meeting';
  let since = data.at;
  let marks = {}; // of the lists that this page has: the server sends them where they are other ones
  let wantsWhole = true; // whether they are wanted in any case: something here may differ from what was told
  let isPolling = false;
  let isPressing = false;
  let isUndrawn = false; // whether others wrote what is not drawn yet, because somebody was at the desk

  // ── what becomes of what is sent ─────────────────────────────────────────
  const sync = room.sync = new window.RoomSync(data, script.dataset.csrf, {
    waits: slot => status.waits(slot),
    sending: slots => slots.forEach(slot => status.mark(slot, 'saving', say('saving'))),
    saved(slot, result, isNewest, sent) {
      if (isNewest) { two.drop(slot); status.saved(slot); }
      if (slot.startsWith('agreed:')) agreed.saved(slot, result, isNewest, sent);
      else if (slot.startsWith('status:')) carried.saved(slot, result, isNewest);
      else notes.saved(slot, result, isNewest);
      status.sum();
    },
    refused(slot, result, said) {
      if (/^(timer|attend|status):/.test(slot)) {
        const isTold = slot.startsWith('status:') && carried.rows.has(slot.slice(7));
        sync.forget(slot);
        wantsWhole = true;
        if (isTold) carried.refused(slot, result);
        else status.banner(result.error ?? say('refused'));
        return;
      }
      if (result.conflict) {
        status.mark(slot, 'conflict', say('two_short'));
        document.getElementById('room-said').textContent = say('two_short');
        if (slot.startsWith('agreed:')) agreed.conflict(slot, result, said);
        else notes.conflict(slot, result, said);
        return;
      }
      status.refuse(slot, result.error);
      if (slot.startsWith('agreed:')) agreed.draw();
      if (result.closed) status.banner(say('closed'));
      agenda.draw();
      status.sum();
    },
    offline: () => status.offline(say('offline')),
    signedOut: () => status.offline(say('signed_out'), status.anew('sign_in')),
    online: () => status.online(),
    forgotten(slot) { status.forget(slot); notes.local.delete(slot); status.sum(); },
    tooLong: count => say('too_long', { count, most: data.longest_note }),
    unkept: () => status.banner(say('refused')),
  });

  // ── where one is ─────────────────────────────────────────────────────────
  // whose part of the room a thing is in; of nobody who is talked about, in that of the whole meeting
  function placeOf(slot, said) {
    const who = notes.get(slot)?.employee ?? said?.employee;
    return people.talked().some(each => each.employee === who) ? who : 'meeting';
  }

  function go(who, isKey = false) {
    sync.soon(0);
    current = who;
    history.replaceState(null, '', `#${who}`);
    draw();
    drawContext();
    if (!isKey || !toWrite()) document.getElementById('who')?.focus();
    pane('desk');
  }

  function visit(place) {
    if (place !== current) go(place);
    pane('desk');
  }

  // whoever came by key goes on writing: to the end of what is there
  function toWrite() {
    const box = data.takes_notes ? document.querySelector('#desk-body textarea') : null;
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
    return Boolean(box);
  }

  function pane(name) {
    document.getElementById('content').dataset.pane = name;
    for (const each of document.querySelectorAll('.panes [data-to]')) each.setAttribute('aria-pressed', String(each.dataset.to === name));
  }

  // ── drawing ──────────────────────────────────────────────────────────────
  function draw() {
    agenda.draw();
    drawDesk();
  }

  // the first part of a name that is no title
  const called = name => { const parts = name.split(' '); return parts.find(each => !each.endsWith('.')) ?? parts[0]; };
  const heading = (name, ...more) => el('div', { class: 'person' }, el('h2', { id: 'who', tabIndex: -1 }, name), ...more);

  function drawDesk() {
    isUndrawn = false;
    const body = document.getElementById('desk-body');
    const talked = people.talked();
    const at = talked.findIndex(each => each.employee === current);
    const parts = talked[at] ? ofPerson(talked[at], at, talked) : ofMeeting();
    body.replaceChildren(...[...parts, el('section', { id: 'agreed', class: 'agreed' }), ...agreed.quick(current), keys.phrases()].filter(Boolean));
    if (talked[at]) agenda.drawTimer();
    people.show();
    agreed.draw();
    people.showOthers();
  }

  function ofPerson(person, at, talked) {
    const who = person.employee;
    const next = talked[at + 1];
    return [
      heading(person.name, el('span', { class: 'meta' }, say('of', { number: at + 1, count: talked.length })), el('span', { id: 'timer', class: 'person-timer' }),
        next ? el('button', { class: 'btn btn-plain ms-auto', type: 'button', on: { click: () => go(next.employee) } }, say('next', { name: called(next.name) })) : ''),
      people.buttons(person),
      notes.area(`discussion:${who}`, say('discussion'), { kind: 'discussion', employee: who }),
      ...notes.of(who, 'aspiration').map((each, number) => notes.aspiration(each, number + 1, who)),
      data.takes_notes ? el('button', { class: 'btn btn-plain mt-2', type: 'button', on: { click: () => notes.addAspiration() } }, `+ ${say('add_aspiration')}`) : '',
      notes.area(`conclusion:${who}`, say('conclusion'), { kind: 'conclusion', employee: who }),
      data.sees_private ? notes.area(`private:${who}`, say('private'), { kind: 'private', employee: who }) : '',
    ];
  }

  function ofMeeting() {
    return [
      heading(say('meeting_notes')), people.list(),
      ...data.agenda.filter(each => each.key).map(each => notes.area(`point:${each.key}`, each.title, { kind: 'point' })),
      ...notes.offAgenda().map(each => notes.area(each.slot, say('off_agenda'), { kind: 'point' })),
      notes.area('conclusion:all', say('conclusion_all'), { kind: 'conclusion' }),
    ];
  }

  async function drawContext() {
    const there = document.getElementById('context');
    if (current === 'meeting') {
      there.replaceChildren(el('section', {}, el('h2', {}, say('carried'))), ...data.carried.map(each => carried.section(each)));
      if (!data.carried.length) there.firstChild.append(el('p', { class: 'muted' }, say('none_carried')));
      return;
    }
    const who = current;
    try {
      const answer = await fetch(`${data.urls.about}&employee=${who}`);
      const html = answer.ok ? await answer.text() : '';
      if (who !== current) return;
      there.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
      for (const row of there.querySelectorAll('[data-promised]')) row.append(carried.control(JSON.parse(row.dataset.promised)));
    } catch { if (who === current) there.replaceChildren(el('p', { class: 'muted' }, say('unread'))); }
  }

  // the desk is drawn anew while nobody is at it and no button is held down: neither a place nor a press is lost
  const isBusy = () => isPressing || Boolean(document.activeElement?.closest?.('#desk-body') && document.activeElement.id !== 'who');
  function drawLate() {
    if (!isUndrawn || isBusy()) return;
    const held = document.activeElement?.id === 'who';
    draw();
    if (held) document.getElementById('who').focus();
  }

  // ── what others wrote ────────────────────────────────────────────────────
  // a page that nobody sees asks once it is seen again
  async function poll() {
    if (isPolling || document.hidden) return;
    isPolling = true;
    try { await ask(); } finally { isPolling = false; }
  }

  async function ask() {
    const before = { presses: agenda.presses, sets: people.sets, saves: agreed.saves, isCalm: !people.isSetting };
    const asked = { since, place: current, slot: document.activeElement?.dataset.slot ?? '', ...(wantsWhole ? {} : marks) };
    wantsWhole = false;
    try {
      const answer = await fetch(`${data.urls.changes}&${new URLSearchParams(asked)}`);
      if (answer.ok && !answer.redirected) take(await answer.json(), before);
      else wantsWhole = true;
    } catch { wantsWhole = true; } // the line is away; sending says so
  }

  function take(found, before) {
    since = found.at;
    data.takes_notes = found.takes_notes;
    data.is_running = found.is_running;
    if (found.state !== data.state) moved(found);
    agenda.take(found.clock, agenda.presses === before.presses);
    people.others = found.here;
    isUndrawn = notes.take(found.notes) || isUndrawn;
    // what came while something was done here is taken as far as it goes, and asked for whole once more
    const [isCalm, isLatest] = [before.isCalm && people.sets === before.sets, agreed.saves === before.saves];
    if (found.people) people.take(found.people, isCalm);
    if (found.agreed && isLatest) agreed.take(found.agreed);
    if (!isCalm || !isLatest || !agreed.isCalm) wantsWhole = true;
    marks = { people_mark: found.people_mark, agreed_mark: found.agreed_mark };
    agenda.draw();
    agenda.drawTimer();
    people.show();
    drawLate();
  }

  // somebody took the meeting a step further: its steps are other ones now, and where notes end the boxes close
  function moved(found) {
    data.state = found.state;
    document.getElementById('state').textContent = found.state_label;
    for (const each of document.querySelectorAll('form[data-leaves]')) each.remove();
    status.banner(say(found.takes_notes ? 'moved' : 'closed'), status.anew('reload'));
    isUndrawn = true;
  }

  // ── leaving ──────────────────────────────────────────────────────────────
  // asks once more; of two versions one must be chosen before, and what waits goes first
  function asksBefore(form) {
    const sure = document.getElementById('sure');
    form.addEventListener('submit', event => {
      if (sure.returnValue === 'yes') return;
      event.preventDefault();
      if (two.kept.size) { status.jump(); return; }
      const button = event.submitter ?? form.querySelector('button');
      const left = [room.refused.size && say('leaves_unsaved', { count: room.refused.size }), drafts.count && say('leaves_drafts', { count: drafts.count }), agreed.unsettled && say('leaves_unsettled', { count: agreed.unsettled })];
      sure.querySelector('h2').textContent = `${button.textContent.trim()}?`;
      sure.querySelector('[data-about]').textContent = say(`sure_${button.value}`);
      sure.querySelector('[data-unsaved]').textContent = left.filter(Boolean).join(' ');
      sure.querySelector('[value=yes]').textContent = button.textContent.trim();
      sure.onclose = () => {
        if (sure.returnValue !== 'yes') return;
        if (!sync.count) { form.requestSubmit(button); return; }
        sure.returnValue = '';
        sync.flush();
        status.banner(say('waiting'));
      };
      sure.returnValue = '';
      sure.showModal();
    });
  }

  for (const form of document.querySelectorAll('form[data-leaves]')) asksBefore(form);
  addEventListener('hashchange', () => { if (asked()) visit(asked()); });
  for (const each of document.querySelectorAll('.panes [data-to]')) each.addEventListener('click', () => pane(each.dataset.to));
  addEventListener('beforeunload', event => { if (sync.count && sync.failures) event.preventDefault(); });
  document.addEventListener('focusout', () => setTimeout(drawLate));
  document.addEventListener('pointerdown', () => { isPressing = true; });
  for (const kind of ['pointerup', 'pointercancel']) document.addEventListener(kind, () => { isPressing = false; setTimeout(drawLate); });

  // ── beginning ────────────────────────────────────────────────────────────
  // what this browser still holds of an earlier page is as if typed here
  function restore(said) {
    if (said.slot.startsWith('attend:')) people.restore();
    else if (said.slot.startsWith('timer:')) agenda.clock.press(said.key, said.runs, said.stamp);
    else if (said.slot.startsWith('agreed:')) agreed.restore(said);
    else if (!said.slot.startsWith('status:')) notes.restore(said);
  }

  navigator.serviceWorker?.register(data.urls.worker).catch(() => {}); // without it the browser's own page says that the line is down
  draw();
  drawContext();
  if (!data.takes_notes) status.banner(say('closed'));
  sync.restore().then(kept => {
    kept.forEach(restore);
    status.sum(); // not before it is known what this browser still holds
    if (kept.length) { draw(); drawContext(); }
    agreed.reopen();
    if (data.is_running && matchMedia('(pointer: fine)').matches && document.activeElement === document.body) toWrite();
    return poll(); // what was saved while this page was on its way here
  });
  setInterval(poll, POLL);
  document.addEventListener('visibilitychange', poll);
  setInterval(() => agenda.tick(), 1000);
})();
