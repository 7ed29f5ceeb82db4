// Many buttons, one stop of the Tab key: the arrow keys move among them.

/** @param selector the buttons within the element, in reading order */
export function oneTabStop(element, selector) {
  const all = () => [...element.querySelectorAll(selector)];

  function update() {
    const buttons = all();
    const current = buttons.find((one) => one === document.activeElement) ?? buttons[0];
    buttons.forEach((one) => {
      one.tabIndex = one === current ? 0 : -1;
    });
  }

  /** How many stand in one row. */
  function perRow(buttons) {
    const top = buttons[0].getBoundingClientRect().top;
    const next = buttons.findIndex((one) => one.getBoundingClientRect().top > top + 4);
    return next < 0 ? buttons.length : next;
  }

  element.addEventListener('keydown', (event) => {
    const buttons = all();
    const at = buttons.indexOf(document.activeElement);
    if (at < 0) {
      return;
    }
    const step = {
      ArrowRight: 1, ArrowLeft: -1, ArrowDown: perRow(buttons), ArrowUp: -perRow(buttons),
      Home: -buttons.length, End: buttons.length,
    }[event.key];
    if (step) {
      event.preventDefault();
      const next = buttons[Math.min(buttons.length - 1, Math.max(0, at + step))];
      next.tabIndex = 0;
      next.focus();
      update();
    }
  });
  element.addEventListener('focusin', update);
  return { update };
}
