// The jobs that are ticked, and what can be done to all of them.

import { button, focusedIn, h, keepFocus, setText, show } from './dom.js';
import { plural } from './format.js';
import { commandAll, possible } from './commands.js';

const ACTS = [
  ['pause', 'Pause', 'paused'], ['resume', 'Resume', 'resume'], ['retry', 'Retry', 'retry'],
  ['cancel', 'Cancel', 'cancelled'], ['delete', 'Delete', 'remove'],
];

/**
 * @param jobs by id, those that are known
 * @param redraw told when the ticks have changed
 */
export function jobsSelection(jobs, redraw) {
  const ids = new Set();
  let last = null;
  const total = h('b', { role: 'status' });
  const made = new Map(ACTS.map(([act, label, drawing]) =>
    [act, button(label, drawing, () => run(act), { kind: act === 'delete' ? 'danger' : 'quiet' })]));
  made.forEach((act, name) => {
    act.dataset.all = name;
  });
  const element = h('div', { class: 'selection', role: 'toolbar', 'aria-label': 'Selected jobs', hidden: true },
    total, ...made.values(), h('span', { class: 'grow' }), button('Clear selection', 'close', clear));

  const chosen = () => [...ids].map((id) => jobs.get(id)).filter(Boolean);
  const able = (act) => chosen().filter((job) => act === 'delete' || possible(job)[act]);

  async function run(act) {
    if (await commandAll(able(act), act)) {
      clear();
    }
  }

  function clear() {
    ids.clear();
    redraw();
  }

  return {
    element,
    has: (id) => ids.has(id),
    size: () => ids.size,
    clear,
    /**
     * With Shift everything between the last one and this, in the order shown. What its box shows may be
     * of the frame before.
     */
    toggle(id, withShift, shown) {
      const on = !ids.has(id);
      const [from, to] = [shown.indexOf(last), shown.indexOf(id)];
      const range = withShift && from >= 0 ? shown.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
      range.forEach((one) => (on ? ids.add(one) : ids.delete(one)));
      last = id;
      redraw();
    },
    all(shown, on) {
      shown.forEach((id) => (on ? ids.add(id) : ids.delete(id)));
      redraw();
    },
    draw() {
      [...ids].forEach((id) => jobs.has(id) || ids.delete(id));
      const focused = focusedIn(element);
      show(element, ids.size > 0);
      setText(total, `${plural(ids.size, 'job')} selected`);
      made.forEach((act, name) => show(act, able(name).length > 0));
      keepFocus(focused);
    },
  };
}
