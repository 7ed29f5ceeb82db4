// Runs before the page is drawn, so that it never flashes in the other colours.
(() => {
  const KEY = 'fetchery.theme';
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let chosen = null;
  try {
    chosen = localStorage.getItem(KEY);
  } catch {
    // A browser that stores nothing keeps it for the page.
  }
  const paper = matchMedia('print');
  const system = () => (dark.matches ? 'dark' : 'light');
  const apply = () => {
    document.documentElement.dataset.theme = paper.matches ? 'light' : chosen ?? system();
    document.documentElement.dataset.themeChosen = chosen ?? 'system';
    document.dispatchEvent(new Event('themechange'));
  };
  const choose = (theme) => {
    chosen = theme;
    try {
      if (theme === null) {
        localStorage.removeItem(KEY);
      } else {
        localStorage.setItem(KEY, theme);
      }
    } catch {
      // Kept for the page.
    }
    apply();
  };
  dark.addEventListener('change', apply);
  // Paper is white, whatever the screen is.
  paper.addEventListener('change', apply);
  addEventListener('storage', (event) => {
    if (event.key === KEY) {
      chosen = event.newValue;
      apply();
    }
  });
  document.addEventListener('themetoggle', () => {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    // Back at the system's own colours it follows the system again.
    choose(next === system() ? null : next);
  });
  document.addEventListener('themechoose', ({ detail }) => choose(detail === 'system' ? null : detail));
  apply();
})();
