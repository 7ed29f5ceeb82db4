// Keys for a list of rows: j and k move, x ticks, Enter opens; p and r press what a row offers.

/** @param rows the rows shown, in order; `link` and `box` select within a row */
export function rowKeys(rows, link, box) {
  const current = () => document.activeElement?.closest('tr, [role=row]');

  function move(by) {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))];
    next?.querySelector(link)?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  }

  const press = (selector) => current()?.querySelector(selector)?.click();

  const ACTS = {
    j: () => move(1),
    k: () => move(-1),
    x: () => press(box),
    o: () => press(link),
    p: () => press('[data-act=pause]:not([hidden]), [data-act=resume]:not([hidden])'),
    r: () => press('[data-act=retry]:not([hidden])'),
    Delete: () => press('[data-act=remove]'),
  };
  /** Whether the key meant something here. */
  return (key) => {
    ACTS[key]?.();
    return key in ACTS;
  };
}
