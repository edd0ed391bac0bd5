// The desk of the room: draws the people, their notes and what was agreed; every text is put in as text.
(() => {
  const script = document.getElementById('room-data');
  if (!script) return;
  const data = JSON.parse(script.textContent);
  const words = data.words;
  const notes = new Map(data.notes.map(each => [each.slot, each]));
  const talked = () => data.people.filter(each => each.is_discussed && each.employee);
  const clock = new window.RoomClock(data.clock);
  const late = new Set(); // items that were told to be over
  let presses = 0;
  let isListed; // whether the list of who is there is open, where somebody said so
  let attended = 0; // how often an attendance was set here
  let isPolling = false;
  let isPressing = false;
  let isUndrawn = false; // whether others wrote what is not drawn yet, because one was typing
  let others = []; // who else takes notes here: {name, place, slot}
  const local = new Map(); // what is typed and not through, by slot
  let current = location.hash.slice(1) || talked()[0]?.employee || 'meeting';
  let since = data.at;
  const done = [];
  let lastBox = null; // where one wrote last
  let typed = 0; // when something was typed last: after that Ctrl+Z is the browser's own

  const { el } = window.roomParts;
  const say = (name, values) => window.roomParts.say(words, name, values);
  const icon = name => window.roomParts.icon(script.dataset.icons, name);
  const time = () => new Date().toLocaleTimeString('id-ID', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' }).replace(':', '.');
  const marks = new Map(); // how far each thing is: {kind, text} by slot, whether it is drawn or not
  const refused = new Map(); // why something was refused, by slot
  let isOffline = false;

  const sync = new window.RoomSync(data, script.dataset.csrf, {
    waits(slot) { refused.delete(slot); mark(slot, isOffline ? 'offline' : 'waiting', say('waiting')); whole(); },
    sending: slots => slots.forEach(slot => mark(slot, 'saving', say('saving'))),
    saved(slot, result, isNewest, sent) {
      const said = local.get(slot);
      const note = notes.get(slot);
      if (isNewest) { local.delete(slot); two.drop(slot); mark(slot, 'saved', say('saved', { at: time() })); }
      if (slot.startsWith('agreed:')) agreed.saved(slot, result, isNewest, sent);
      else if (slot.startsWith('status:')) carried.saved(slot, result, isNewest);
      else if (note) note.version = result.version;
      else if (said) notes.set(slot, { ...said, version: result.version });
      if (result.newer && isNewest) adopt(slot, result);
      whole();
    },
    refused(slot, result, said) {
      if (/^(timer|attend|status):/.test(slot)) {
        const isTold = slot.startsWith('status:') && carried.rows.has(slot.slice(7));
        sync.forget(slot);
        if (isTold) carried.refused(slot, result);
        else banner(result.error ?? say('refused'));
        return;
      }
      if (result.conflict) {
        mark(slot, 'conflict', say('two_short'));
        document.getElementById('room-said').textContent = say('two_short');
        if (slot.startsWith('agreed:')) agreed.conflict(slot, result, said);
        else conflict(slot, result, said);
        return;
      }
      refused.set(slot, `${say('refused')}: ${result.error ?? ''}`);
      mark(slot, 'refused', refused.get(slot));
      if (slot.startsWith('agreed:')) agreed.draw();
      if (result.closed) banner(say('closed'));
      drawAgenda();
      whole();
    },
    offline() {
      isOffline = true;
      banner(say('offline'));
      for (const [slot, each] of sync.waiting) if (!each.stuck) mark(slot, 'offline', say('waiting'));
      whole();
    },
    signedOut() {
      banner(say('signed_out'), el('a', { href: location.href, on: { click: event => { event.preventDefault(); location.reload(); } } }, say('sign_in')));
      for (const [slot, each] of sync.waiting) if (!each.stuck) mark(slot, 'offline', say('waiting'));
      isOffline = true;
      whole();
    },
    online() { if (isOffline && data.takes_notes) banner(''); isOffline = false; whole(); },
    forgotten(slot) { refused.delete(slot); marks.delete(slot); local.delete(slot); whole(); },
    tooLong: count => say('too_long', { count, most: data.longest_note }),
    unkept() { banner(say('refused')); },
  });
  const two = new window.RoomTwo(say, () => { drawAgenda(); whole(); });
  const drafts = new window.RoomDrafts(data, () => whole());
  const shared = {
    drafts, data, say, icon, sync, act, markOf, two, poll, fresh: kind => fresh(kind), current: () => current, problem: slot => refused.get(slot) ?? '',
  };
  const agreed = new window.RoomAgreed(shared);
  const carried = new window.RoomCarried(shared);

  // this page's own later text, sent as a tab was closed, stands already
  function adopt(slot, result) {
    notes.set(slot, { ...notes.get(slot), ...result.newer, version: result.version });
    const box = document.querySelector(`[data-slot="${CSS.escape(slot)}"]`);
    if (box) box.value = result.newer.text ?? '';
  }

  function banner(text, ...more) {
    const there = document.getElementById('offline');
    there.hidden = !text;
    there.replaceChildren(text, ...more.flatMap(each => [' ', each]));
  }

  // the page's sum: what somebody must choose or mend goes before what is only on its way
  function whole() {
    const there = document.getElementById('save-all');
    const count = sync.count;
    const [kind, text] = two.kept.size ? ['conflict', say('two_short')] : refused.size ? ['conflict', say('refused_count', { count: refused.size })]
      : isOffline && count ? ['offline', say('offline_short', { count })] : count ? ['waiting', say('waiting')]
        : drafts.count && data.takes_notes ? ['draft', say('not_added', { count: drafts.count })] : ['saved', say('all_saved')];
    if (there.dataset.kept === kind && there.textContent === text) return;
    there.dataset.kept = kind;
    there.replaceChildren(kind === 'conflict' || kind === 'draft' ? el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: jump } }, icon(two.kept.size ? 'versions' : 'alert-triangle'), text) : text);
  }

  // to the first thing that somebody must choose or mend
  function jump() {
    const slot = two.first()?.[0] ?? refused.keys().next().value;
    if (!slot) { toDraft(); return; }
    const place = two.has(slot) ? two.kept.get(slot).place() : placeOf(slot, sync.waiting.get(slot)?.said);
    if (place !== current) go(place);
    pane('desk');
    const there = [`[data-two="${CSS.escape(slot)}"]`, `[data-row="${CSS.escape(slot)}"] button`, `[data-slot="${CSS.escape(slot)}"]`].map(each => document.querySelector(each)).find(Boolean);
    there?.scrollIntoView({ block: 'center' });
    there?.focus();
  }

  // to what was typed of a step and not added
  function toDraft() {
    const [kind, ...rest] = (drafts.first() ?? '').split(':');
    const place = kind === 'quick' ? rest.join(':') : agreed.steps.get(rest.join(':'))?.employee || 'meeting';
    if (!kind) return;
    if (place !== current) go(place);
    pane('desk');
    agreed.reopen();
    document.querySelector(kind === 'quick' ? '#quick' : '.edit-step input')?.focus();
  }

  // whose part of the room a thing is in; of nobody who is talked about, in that of the whole meeting
  function placeOf(slot, said) {
    const who = notes.get(slot)?.employee ?? said?.employee;
    return talked().some(each => each.employee === who) ? who : 'meeting';
  }

  function mark(slot, kind, text) {
    marks.set(slot, { kind, text });
    for (const there of document.querySelectorAll(`[data-mark="${CSS.escape(slot)}"]`)) {
      there.dataset.kept = kind;
      there.textContent = text;
    }
  }

  function markOf(slot) {
    const made = el('span', { class: 'save', role: 'status' });
    const held = marks.get(slot);
    made.dataset.mark = slot;
    if (held) made.dataset.kept = held.kind;
    if (held) made.textContent = held.text;
    return made;
  }

  // one note's newest words: what is typed here goes before what is stored
  const words_of = slot => ({ ...notes.get(slot), ...local.get(slot) });

  function write(slot, values, urgent = false) {
    const stored = notes.get(slot);
    const said = { ...local.get(slot), ...values, slot };
    if (!stored) notes.set(slot, { ...said, version: 0 });
    else Object.assign(stored, values);
    local.set(slot, said);
    const waiting = sync.waiting.get(slot);
    said.seen = waiting ? waiting.said.seen : stored?.version ?? 0;
    sync.put({ ...said }, urgent);
  }

  function area(slot, label, values) {
    const id = `n-${slot.replace(/[^a-zA-Z0-9]/g, '-')}`;
    const note = words_of(slot);
    const box = el('textarea', {
      class: 'form-control', id, rows: 2, value: note.text ?? '', readOnly: !data.takes_notes, 'aria-describedby': 'who',
      on: { input: event => write(slot, { ...values, text: event.target.value }), blur: () => sync.soon(0) },
    });
    box.dataset.slot = slot;
    const state = markOf(slot);
    if (note.version && !local.has(slot) && !marks.has(slot)) { state.dataset.kept = 'saved'; state.textContent = note.at ? say('saved', { at: note.at }) : ''; }
    const leave = refused.has(slot) ? el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: () => discard(slot) } }, say('discard')) : '';
    const head = el('div', { class: 'part' }, el('label', { htmlFor: id }, label), state, leave);
    return el('div', { class: 'slot' }, head, box);
  }

  function aspiration(note, number, who) {
    const slot = note.slot;
    const choose = el('select', { class: 'form-select', 'aria-label': `${say('category')}: ${number}`, disabled: !data.takes_notes,
      on: { change: event => write(slot, { kind: 'aspiration', employee: who, category: event.target.value }, true) } },
    el('option', { value: '' }, say('category')), ...data.categories.map(([code, label]) => el('option', { value: code, selected: code === note.category }, label)));
    const head = el('header', {}, el('h3', {}, say('aspiration', { number })), choose,
      note.proposed ? el('span', { class: 'tag go' }, say('proposed')) : null,
      note.proposed ? el('button', { class: 'btn btn-plain btn-sm', type: 'button', on: { click: () => { write(slot, { kind: 'aspiration', employee: who, proposed: false }, true); draw(); } } }, say('take_up')) : null,
      data.takes_notes ? el('button', { class: 'btn btn-quiet btn-sm ms-auto', type: 'button', on: { click: () => takeOut(slot, { kind: 'aspiration', employee: who }) } }, say('remove')) : null);
    const advice = [...notes.values()].filter(each => each.kind === 'advice' && each.parent === slot && !each.removed).sort(byOrder);
    const inner = el('div', { class: 'inner' }, area(slot, say('aspiration', { number }), { kind: 'aspiration', employee: who }),
      ...advice.map(each => adviceOf(each, who, slot)),
      data.takes_notes ? el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: () => addAdvice(who, slot) } }, `+ ${say('add_advice')}`) : null);
    return el('section', { class: 'block asp' }, head, inner);
  }

  function adviceOf(note, who, parent) {
    const values = { kind: 'advice', employee: who, parent };
    const by = el('input', { class: 'form-control by', value: note.given_by ?? '', placeholder: say('given_by'), 'aria-label': say('given_by'), maxLength: 120, readOnly: !data.takes_notes,
      on: { input: event => write(note.slot, { ...values, given_by: event.target.value }) } });
    const made = area(note.slot, say('advice'), values);
    made.querySelector('.part').append(data.takes_notes ? el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { click: () => takeOut(note.slot, values) } }, say('remove')) : '');
    made.append(by);
    return made;
  }

  const byOrder = (a, b) => (a.order ?? 0) - (b.order ?? 0);
  const fresh = kind => `${kind}:${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`;

  function addAspiration() {
    if (current === 'meeting' || !data.takes_notes) return;
    const slot = fresh('aspiration');
    notes.set(slot, { slot, kind: 'aspiration', employee: current, text: '', order: Date.now() / 1e6, version: 0 });
    draw();
    focusSlot(slot);
  }

  function addAdvice(who, parent) {
    const slot = fresh('advice');
    notes.set(slot, { slot, kind: 'advice', employee: who, parent, text: '', order: Date.now() / 1e6, version: 0 });
    draw();
    focusSlot(slot);
  }

  // advice on the aspiration one writes in, else on the person's last
  function adviceHere() {
    if (current === 'meeting' || !data.takes_notes) return;
    const here = notes.get(document.activeElement?.dataset?.slot ?? '');
    const mine = [...notes.values()].filter(each => each.kind === 'aspiration' && each.employee === current && !each.removed).sort(byOrder);
    const parent = here?.kind === 'aspiration' ? here.slot : here?.kind === 'advice' ? here.parent : mine.at(-1)?.slot;
    if (parent) addAdvice(current, parent);
  }

  function focusSlot(slot) { document.querySelector(`[data-slot="${CSS.escape(slot)}"]`)?.focus(); }

  function takeOut(slot, values) {
    if (!notes.get(slot)?.version && !local.has(slot)) { notes.delete(slot); draw(); return; }
    write(slot, { ...values, removed: true }, true);
    draw();
    act(say('removed'), () => {
      write(slot, { ...values, removed: false }, true);
      if (current !== values.employee) go(values.employee);
      else draw();
      focusSlot(slot);
    });
  }

  // what can be taken back by Ctrl+Z, newest last: what was done since one typed goes before the browser's own undoing
  function act(text, undo) {
    done.push({ undo, at: performance.now() });
    if (done.length > 50) done.shift();
    const button = el('button', { class: 'btn btn-plain btn-sm', type: 'button', on: { click: takeBack } }, say('undo'), ' ', el('kbd', {}, 'Ctrl+Z'));
    toast(el('span', {}, text), button);
  }

  function takeBack() {
    const last = done.pop();
    if (!last) return;
    toast();
    last.undo();
  }

  function toast(...parts) {
    const there = document.getElementById('toast');
    clearTimeout(toast.timer);
    if (!parts.length && there.contains(document.activeElement)) document.getElementById('who')?.focus();
    there.hidden = !parts.length;
    there.replaceChildren(...parts);
    const leave = () => { if (there.matches(':hover, :focus-within')) toast.timer = setTimeout(leave, 5000); else toast(); };
    if (parts.length) toast.timer = setTimeout(leave, 15000);
  }

  // two versions of one note: text, and what else was written of it differently
  function conflict(slot, result, said) {
    const { token: _token, seen: _seen, slot: _slot, ...ours } = said;
    const theirs = { text: '', ...result.theirs };
    const mine = () => words_of(slot);
    const told = (each, other) => [each.text ?? '', ...[
      ['category', data.categories.find(([code]) => code === each.category)?.[1]], ['given_by', each.given_by]]
      .filter(([name]) => (each[name] ?? '') !== (other[name] ?? '')).map(([name, value]) => `${say(name)}: ${value || '–'}`), each.removed ? say('removed') : ''].filter(Boolean).join('\n');
    const choose = values => {
      const kept = { ...ours, ...values?.(mine()) };
      sync.forget(slot);
      notes.set(slot, { ...notes.get(slot), ...theirs, slot, version: result.version });
      two.drop(slot);
      if (values) write(slot, kept, true);
      else mark(slot, 'saved', say('saved', { at: result.at }));
      draw();
      focusSlot(slot);
    };
    const both = each => ({ text: [theirs.text, each.text].filter(Boolean).join('\n') });
    two.set(slot, {
      result, place: () => placeOf(slot, said), mine: () => told(mine(), theirs), theirs: () => told(theirs, mine()),
      choices: [['use_mine', () => choose(each => (each.text === undefined ? {} : { text: each.text }))], ['use_theirs', () => choose(null)],
        ...(theirs.text && mine().text && theirs.text !== mine().text ? [['use_both', () => choose(both)]] : [])],
    });
    two.draw(current, document.getElementById('desk-body'));
  }

  // what was refused goes from this browser: the page is read anew
  async function discard(slot) {
    await sync.forget(slot);
    location.reload();
  }

  function attendance(person) {
    const group = el('div', { class: 'btn-group', role: 'group', 'aria-label': `${say('attendance')}: ${person.name}` });
    group.dataset.attends = person.id;
    for (const [number, [code, label]] of data.attendances.entries()) {
      group.append(el('button', { class: 'btn btn-seg', type: 'button', title: `Alt+${number + 1}`, 'aria-pressed': String(person.attendance === code), disabled: !data.takes_notes, on: { click: () => attend(person.id, code) } }, label));
    }
    return group;
  }

  function attend(id, attendance) {
    const person = data.people.find(each => each.id === id); // as it is now: a button was drawn before the last poll
    if (!person || person.attendance === attendance) return;
    const before = person.attendance;
    setAttendance(id, attendance);
    const label = data.attendances.find(([code]) => code === attendance)[1];
    act(say('attendance_set', { name: person.name, what: label }), () => setAttendance(id, before));
  }

  function setAttendance(id, attendance) {
    const person = data.people.find(each => each.id === id);
    if (!person) return;
    person.attendance = attendance;
    attended += 1;
    sync.put({ slot: `attend:${id}`, attendance }, true);
    showAttendance();
  }

  function showAttendance() {
    for (const group of document.querySelectorAll('[data-attends]')) {
      const person = data.people.find(each => each.id === group.dataset.attends);
      for (const [number, each] of [...group.children].entries()) each.setAttribute('aria-pressed', String(data.attendances[number][0] === person?.attendance));
    }
    const sum = document.getElementById('attended');
    if (sum) sum.textContent = say('attended', { count: data.people.filter(each => each.attendance).length, all: data.people.length });
  }

  // who is there, of all who take part: those talked about, the others and the guests
  function whoIsThere() {
    if (!data.people.length) return '';
    const missing = data.people.filter(each => !each.attendance);
    const all = data.takes_notes && missing.length > 1 ? el('button', { class: 'btn btn-plain btn-sm', type: 'button', on: { click: event => { allPresent(); event.target.remove(); document.getElementById('attended')?.closest('summary').focus(); } } }, say('all_present')) : '';
    const rows = data.people.map(each => el('li', {}, el('span', {}, each.name, each.is_discussed ? '' : el('span', { class: 'meta' }, ` ${say(each.employee ? 'takes_part' : 'guest')}`)), attendance(each)));
    const made = el('details', { class: 'attends', open: isListed ?? (data.people.length <= 12 || missing.length > 0), on: { toggle: event => { isListed = event.target.open; } } },
      el('summary', {}, el('b', {}, say('attendance')), ' ', el('span', { class: 'meta', id: 'attended' })), all, el('ul', {}, ...rows));
    return made;
  }

  function allPresent() {
    const first = data.attendances[0];
    const missing = data.people.filter(each => !each.attendance);
    for (const each of missing) setAttendance(each.id, first[0]);
    act(say('attendance_set', { name: missing.map(each => each.name).join(', '), what: first[1] }), () => { for (const each of missing) setAttendance(each.id, ''); });
  }

  // the first part of a name that is no title
  const called = name => { const parts = name.split(' '); return parts.find(each => !each.endsWith('.')) ?? parts[0]; };

  function drawDesk() {
    isUndrawn = false;
    const body = document.getElementById('desk-body');
    const people = talked();
    const at = people.findIndex(each => each.employee === current);
    const person = people[at];
    const parts = [];
    if (person) {
      const next = people[at + 1];
      parts.push(el('div', { class: 'person' }, el('h2', { id: 'who', tabIndex: -1 }, person.name), el('span', { class: 'meta' }, say('of', { number: at + 1, count: people.length })),
        el('span', { id: 'timer', class: 'person-timer' }),
        next ? el('button', { class: 'btn btn-plain ms-auto', type: 'button', on: { click: () => go(next.employee) } }, say('next', { name: called(next.name) })) : ''));
      parts.push(attendance(person));
      parts.push(area(`discussion:${current}`, say('discussion'), { kind: 'discussion', employee: current }));
      const mine = [...notes.values()].filter(each => each.kind === 'aspiration' && each.employee === current && !each.removed).sort(byOrder);
      parts.push(...mine.map((each, number) => aspiration(each, number + 1, current)));
      if (data.takes_notes) parts.push(el('button', { class: 'btn btn-plain mt-2', type: 'button', on: { click: addAspiration } }, `+ ${say('add_aspiration')}`));
      parts.push(area(`conclusion:${current}`, say('conclusion'), { kind: 'conclusion', employee: current }));
      if (data.sees_private) parts.push(area(`private:${current}`, say('private'), { kind: 'private', employee: current }));
    } else {
      parts.push(el('div', { class: 'person' }, el('h2', { id: 'who', tabIndex: -1 }, say('meeting_notes'))));
      parts.push(whoIsThere());
      parts.push(...data.agenda.filter(each => each.key).map(each => area(`point:${each.key}`, each.title, { kind: 'point' })));
      const offAgenda = [...notes.values()].filter(each => each.kind === 'point' && (each.text || local.has(each.slot)) && !data.agenda.some(point => `point:${point.key}` === each.slot));
      parts.push(...offAgenda.map(each => area(each.slot, say('off_agenda'), { kind: 'point' })));
      parts.push(area('conclusion:all', say('conclusion'), { kind: 'conclusion' }));
    }
    parts.push(el('section', { id: 'agreed', class: 'agreed' }), ...agreed.quick(current));
    if (data.phrases.length && data.takes_notes) parts.push(el('details', { class: 'phrases', id: 'phrases', on: { keydown: throughPhrases } }, el('summary', {}, say('phrases')), ...data.phrases.map(text => el('button', { class: 'btn btn-quiet btn-sm', type: 'button', on: { mousedown: event => event.preventDefault(), click: () => insert(text) } }, text))));
    body.replaceChildren(...parts.filter(Boolean));
    if (person) drawTimer();
    showAttendance();
    agreed.draw();
    showOthers();
  }

  function insert(text) {
    const box = [document.activeElement, lastBox].find(each => each?.isConnected && each.matches('#desk-body textarea')) ?? document.querySelector('#desk-body textarea');
    if (!box) return;
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    box.dispatchEvent(new Event('input'));
    box.focus();
  }

  // Alt+K: the standard phrases, with the arrows; Enter puts one where one was writing, Esc leads back there
  function openPhrases() {
    const there = document.getElementById('phrases');
    if (!there) { toast(el('span', {}, say('no_phrases'))); return; }
    there.open = true;
    there.querySelector('button').focus();
  }

  function throughPhrases(event) {
    const all = [...event.currentTarget.querySelectorAll('button')];
    const at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.altKey || (!step && event.key !== 'Escape')) return;
    event.preventDefault();
    if (step) all[(at + step + all.length) % all.length].focus();
    else if (lastBox?.isConnected) lastBox.focus();
  }

  // Alt+S: what is being written is added or saved now
  function saveNow() {
    const form = document.activeElement?.closest?.('#desk-body form, #context form');
    if (form) form.requestSubmit();
    sync.soon(0);
  }

  function press(key, runs = !clock.runs(key)) {
    if (!key || !data.is_running) return;
    const slot = fresh('timer');
    presses += 1;
    clock.press(key, runs);
    sync.put({ slot, key, runs }, true);
    drawAgenda();
    drawTimer();
  }

  function timer(key, name) {
    const runs = clock.runs(key);
    const label = say(runs ? 'pause' : 'start', { name });
    const made = el('button', { class: 'btn btn-quiet btn-sm btn-square timer', type: 'button', title: label, 'aria-label': label, 'aria-pressed': String(runs), disabled: !data.is_running, on: { click: () => press(key) } }, icon(runs ? 'player-pause' : 'player-play'));
    made.dataset.key = `timer:${key}`;
    return made;
  }

  function point(each) {
    if (!each.key) return el('li', { class: 'point' }, el('span', {}, each.title), each.minutes ? el('span', { class: 'meta' }, say('minutes', { count: each.minutes })) : '');
    const spent = el('span', { class: 'meta spent' }, icon('alert-triangle'), el('span'));
    const row = el('li', { class: 'point' }, timer(each.key, each.title), el('span', {}, each.title), spent, each.minutes ? el('span', { class: 'left-bar', 'aria-hidden': 'true' }, el('i')) : '');
    row.dataset.point = each.key;
    return row;
  }

  // the time alone is put in anew each second; nobody's place in the page moves
  function tick() {
    for (const each of data.agenda) {
      const row = each.key && document.querySelector(`[data-point="${CSS.escape(each.key)}"]`);
      if (!row) continue;
      const seconds = clock.seconds(each.key);
      const over = each.minutes ? seconds - each.minutes * 60 : 0;
      const words = { spent: window.RoomClock.text(seconds), count: each.minutes, over: window.RoomClock.text(over) };
      const text = !each.minutes ? (seconds ? words.spent : '') : over >= 1 ? say('over', words) : seconds ? say('spent_of', words) : say('minutes', words);
      const there = row.querySelector('.spent > span');
      if (there.textContent !== text) there.textContent = text;
      row.classList.toggle('run', clock.runs(each.key));
      row.classList.toggle('over', over >= 1);
      row.querySelector('.left-bar i')?.style.setProperty('width', `${Math.min(100, seconds / (each.minutes * 0.6))}%`);
      if (over >= 1 && clock.runs(each.key) && !late.has(each.key)) { late.add(each.key); document.getElementById('room-said').textContent = say('is_over', { name: each.title }); }
    }
    for (const there of document.querySelectorAll('[data-spent]')) {
      const seconds = clock.seconds(there.dataset.spent);
      const text = seconds ? window.RoomClock.text(seconds) : '';
      if (there.textContent !== text) there.textContent = text;
    }
  }

  function spentOf(key) {
    const made = el('span', { class: 'meta' });
    made.dataset.spent = key;
    return made;
  }

  function drawTimer() {
    const there = document.getElementById('timer');
    const held = there?.contains(document.activeElement);
    there?.replaceChildren(timer(current, talked().find(each => each.employee === current)?.name ?? ''), spentOf(current));
    if (held) there.querySelector('button').focus();
    tick();
  }

  // where two versions wait for somebody, or something was refused
  function clash(place) {
    const word = two.at(place).length ? 'two_short' : [...refused.keys()].some(slot => placeOf(slot, sync.waiting.get(slot)?.said) === place) ? 'refused' : '';
    return word ? el('span', { class: 'clash', title: say(word) }, icon(word === 'refused' ? 'alert-triangle' : 'versions'), el('span', { class: 'visually-hidden' }, say(word))) : '';
  }

  function drawAgenda() {
    const list = document.getElementById('agenda');
    const held = list.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const whole = el('li', {}, el('button', { class: 'item', type: 'button', 'aria-current': current === 'meeting' ? 'step' : 'false', on: { click: () => go('meeting') } }, el('span', {}, say('meeting_notes')), clash('meeting')));
    const points = data.agenda.map(point);
    const people = el('ol', { class: 'people' }, ...talked().map(each => {
      const count = [...notes.values()].filter(note => note.employee === each.employee && note.kind === 'aspiration' && !note.removed).length;
      const isDone = (notes.get(`discussion:${each.employee}`)?.text ?? '') !== '';
      return el('li', {}, el('button', { type: 'button', class: isDone ? 'done' : '', 'aria-current': each.employee === current ? 'step' : 'false', on: { click: () => go(each.employee) } }, el('span', {}, each.name), clash(each.employee), count ? el('span', { class: 'meta' }, String(count)) : '', spentOf(each.employee)));
    }));
    for (const [at, each] of [...people.querySelectorAll('button')].entries()) each.dataset.key = talked()[at].employee;
    whole.firstChild.dataset.key = 'meeting';
    list.replaceChildren(whole, ...points, el('li', {}, people));
    if (held) list.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    showOthers();
    tick();
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
    } catch { if (who === current) there.replaceChildren(); }
  }

  function draw() {
    drawAgenda();
    drawDesk();
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

  // who else is here, and at which part; nothing is said aloud of it, so that nobody is interrupted
  function showOthers() {
    const there = document.getElementById('here');
    const names = others.map(({ name, place }) => {
      const at = place === 'meeting' ? say('meeting_notes') : talked().find(each => each.employee === place)?.name;
      return at ? say('is_at', { name, place: at }) : name;
    });
    there.hidden = !names.length;
    there.title = names.length ? say('here', { names: names.join(', ') }) : '';
    there.replaceChildren(icon('users'), el('span', {}, names.join(', ')));
    for (const each of document.querySelectorAll('.part .other')) each.remove();
    for (const { name, slot } of others) {
      const box = slot ? document.querySelector(`[data-slot="${CSS.escape(slot)}"]`) : null;
      box?.closest('.slot').querySelector('.part label').after(el('span', { class: 'meta other' }, icon('pencil'), say('writes_here', { name })));
    }
    for (const row of document.querySelectorAll('#agenda button[data-key]')) {
      const at = others.filter(each => each.place === row.dataset.key).map(each => each.name);
      row.querySelector('.other')?.remove();
      if (at.length) row.firstChild.after(el('span', { class: 'other', title: say('writes_here', { name: at.join(', ') }) }, icon('user'), el('span', { class: 'visually-hidden' }, say('writes_here', { name: at.join(', ') }))));
    }
  }

  // an answer that was on its way while an attendance was set here tells the one before: what is shown stays until the next
  const isSetting = () => [...sync.waiting.keys()].some(slot => slot.startsWith('attend:'));
  function here(id) {
    const shown = data.people.find(each => each.id === id);
    return shown ? { attendance: shown.attendance } : {};
  }

  // an attendance that was set here and is not through yet goes before the stored one
  function attends(id) {
    const kept = sync.waiting.get(`attend:${id}`);
    return kept ? { attendance: kept.said.attendance } : {};
  }

  // what others wrote: into what is not being typed here; a page that nobody sees asks once it is seen again
  async function poll() {
    if (isPolling || document.hidden) return;
    isPolling = true;
    try { await ask(); } finally { isPolling = false; }
  }

  async function ask() {
    const before = presses;
    const was = attended;
    const saves = agreed.saves;
    const isCalm = !isSetting();
    const slot = document.activeElement?.dataset.slot ?? '';
    let found;
    try {
      const answer = await fetch(`${data.urls.changes}&since=${encodeURIComponent(since)}&place=${encodeURIComponent(current)}&slot=${encodeURIComponent(slot)}`);
      if (!answer.ok || answer.redirected) return;
      found = await answer.json();
    } catch { return; } // the line is away; sending says so
    take(found, presses === before, isCalm && attended === was, agreed.saves === saves);
  }

  // somebody took the meeting a step further: its steps are other ones now, and where notes end the boxes close
  function moved(found) {
    data.state = found.state;
    document.getElementById('state').textContent = found.state_label;
    for (const each of document.querySelectorAll('form[data-leaves]')) each.remove();
    banner(say(found.takes_notes ? 'moved' : 'closed'), el('a', { href: location.href, on: { click: event => { event.preventDefault(); location.reload(); } } }, say('reload')));
    isUndrawn = true;
  }

  // the desk is drawn anew while nobody is at it and no button is held down: neither a place nor a press is lost
  const isBusy = () => isPressing || Boolean(document.activeElement?.closest?.('#desk-body') && document.activeElement.id !== 'who');
  function drawLate() {
    if (!isUndrawn || isBusy()) return;
    const held = document.activeElement?.id === 'who';
    draw();
    if (held) document.getElementById('who').focus();
  }

  function take(found, isFresh, isCalm, isNothingSaved) {
    since = found.at;
    data.takes_notes = found.takes_notes;
    data.is_running = found.is_running;
    if (found.state !== data.state) moved(found);
    if (isFresh && ![...sync.waiting.keys()].some(slot => slot.startsWith('timer:'))) clock.take(found.clock);
    others = found.here;
    for (const each of found.notes) {
      const held = notes.get(each.slot);
      if (sync.waiting.has(each.slot) || local.has(each.slot) || (held?.version ?? 0) >= each.version) continue; // an answer may come late
      notes.set(each.slot, each);
      const box = document.querySelector(`[data-slot="${CSS.escape(each.slot)}"]`);
      if (box && !each.removed) { if (box.value !== each.text) box.value = each.text; mark(each.slot, 'saved', `${each.by}, ${each.at}`); }
      else isUndrawn = true;
    }
    if (isNothingSaved) agreed.take(found.agreed);
    data.people = found.people.map(each => ({ ...each, ...(isCalm ? attends(each.id) : here(each.id)) }));
    drawAgenda();
    drawTimer();
    showAttendance();
    drawLate();
  }

  document.addEventListener('focusin', event => { if (event.target.matches('#desk-body textarea')) lastBox = event.target; });
  document.addEventListener('focusout', () => setTimeout(drawLate));
  document.addEventListener('pointerdown', () => { isPressing = true; });
  for (const kind of ['pointerup', 'pointercancel']) document.addEventListener(kind, () => { isPressing = false; setTimeout(drawLate); });
  document.addEventListener('input', () => { typed = performance.now(); });
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'z') {
      const isTyping = event.target.matches?.('textarea, input');
      if (!done.length || (isTyping && done.at(-1).at < typed)) return;
      event.preventDefault();
      takeBack();
      return;
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const people = talked();
    const at = people.findIndex(each => each.employee === current);
    const number = Number(event.key);
    if (event.key === 'ArrowDown' && people[at + 1]) go(people[at + 1].employee, true);
    else if (event.key === 'ArrowUp' && at > 0) go(people[at - 1].employee, true);
    else if (event.key.toLowerCase() === 'a') addAspiration();
    else if (event.key.toLowerCase() === 'r') adviceHere();
    else if (event.key.toLowerCase() === 't') stepFromLine();
    else if (event.key.toLowerCase() === 's') saveNow();
    else if (event.key.toLowerCase() === 'k') openPhrases();
    else if (event.key.toLowerCase() === 'w' && event.shiftKey) press(clock.following(data.agenda), true);
    else if (event.key.toLowerCase() === 'w') press(clock.current(data.agenda));
    else if (event.key.toLowerCase() === 'p' && people[at]) press(current);
    else if (number >= 1 && number <= data.attendances.length && people[at] && data.takes_notes) attend(people[at].id, data.attendances[number - 1][0]);
    else return;
    event.preventDefault();
  });

  // the line of the note one writes in becomes the next step: Alt+T, then Enter
  function stepFromLine() {
    const line = document.getElementById('quick');
    const box = document.activeElement;
    if (!line) return;
    if (box?.matches?.('textarea')) {
      const before = { value: line.value, parent: line.dataset.parent ?? '' };
      const start = box.value.lastIndexOf('\n', box.selectionStart - 1) + 1;
      const end = box.value.indexOf('\n', box.selectionStart);
      line.value = box.value.slice(start, end < 0 ? undefined : end).trim();
      const said = notes.get(box.dataset.slot);  // what follows from advice answers what the advice is on
      const asked = said?.kind === 'advice' ? said.parent : box.dataset.slot;
      if (asked?.startsWith('aspiration:')) line.dataset.parent = asked;
      done.push({ at: performance.now(), undo: () => {
        line.value = before.value;
        if (before.parent) line.dataset.parent = before.parent; else delete line.dataset.parent;
        line.dispatchEvent(new Event('input'));
        box.focus();
      } });
    }
    line.dispatchEvent(new Event('input'));
    line.focus();
  }

  for (const each of document.querySelectorAll('.panes [data-to]')) each.addEventListener('click', () => pane(each.dataset.to));
  // ending asks once more; of two versions one must be chosen before, and what waits goes first
  const sure = document.getElementById('sure');
  for (const form of document.querySelectorAll('form[data-leaves]')) {
    form.addEventListener('submit', event => {
      if (sure.returnValue === 'yes') return;
      event.preventDefault();
      if (two.kept.size) { jump(); return; }
      const button = event.submitter ?? form.querySelector('button');
      sure.querySelector('h2').textContent = `${button.textContent.trim()}?`;
      sure.querySelector('[data-unsaved]').textContent = [refused.size && say('leaves_unsaved', { count: refused.size }), drafts.count && say('leaves_drafts', { count: drafts.count })].filter(Boolean).join(' ');
      sure.querySelector('[data-about]').textContent = say(`sure_${button.value}`);
      sure.querySelector('[value=yes]').textContent = button.textContent.trim();
      sure.onclose = () => {
        if (sure.returnValue !== 'yes') return;
        if (!sync.count) { form.requestSubmit(button); return; }
        sure.returnValue = '';
        sync.flush();
        banner(say('waiting'));
      };
      sure.returnValue = '';
      sure.showModal();
    });
  }
  addEventListener('beforeunload', event => { if (sync.count && sync.failures) event.preventDefault(); });

  draw();
  drawContext();
  if (!data.takes_notes) banner(say('closed'));
  sync.restore().then(kept => {
    for (const said of kept) {
      if (said.slot.startsWith('attend:')) { data.people = data.people.map(each => ({ ...each, ...attends(each.id) })); continue; }
      if (said.slot.startsWith('timer:')) { clock.press(said.key, said.runs, said.stamp); continue; }
      if (said.slot.startsWith('agreed:')) { agreed.restore(said); continue; }
      if (said.slot.startsWith('status:')) continue;
      local.set(said.slot, said);
      const { seen: _seen, token: _token, stamp: _stamp, ...values } = said;
      const note = notes.get(said.slot);
      if (note) Object.assign(note, values); // as if typed here: once saved, nothing else knows what it says
      else notes.set(said.slot, { ...said, version: 0 });
    }
    whole(); // not before it is known what this browser still holds
    if (kept.length) { draw(); drawContext(); }
    agreed.reopen();
    if (data.is_running && matchMedia('(pointer: fine)').matches && document.activeElement === document.body) toWrite();
    return poll(); // what was saved while this page was on its way here
  });
  setInterval(poll, 5000);
  document.addEventListener('visibilitychange', poll);
  setInterval(tick, 1000);
})();
