// The steps of a register lead between its states: what is typed as a state above is offered for them.
const list = document.createElement('datalist');
list.id = 'states-typed';
document.body.append(list);

function offer() {
  const typed = [...document.querySelectorAll('.form-row:not([hidden]) > div > [name^="states-"][name$="-label_id"]')];
  const names = new Set(typed.map(control => control.value.trim()).filter(Boolean));
  list.replaceChildren(...[...names].map(name => Object.assign(document.createElement('option'), { value: name })));
}

document.addEventListener('focusin', event => {
  if (!/^transitions-.+-(before|after)$/.test(event.target.name ?? '')) return;
  event.target.setAttribute('list', list.id);
  offer();
});
