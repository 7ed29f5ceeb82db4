// Runs before the page is drawn, so that it never flashes in the other colours.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => {
    try {
      return localStorage.getItem('fetchery.theme');
    } catch {
      return null;
    }
  };
  const apply = () => {
    document.documentElement.dataset.theme = chosen() ?? (dark.matches ? 'dark' : 'light');
    document.dispatchEvent(new Event('themechange'));
  };
  dark.addEventListener('change', apply);
  document.addEventListener('themetoggle', () => {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem('fetchery.theme', next);
    } catch {
      document.documentElement.dataset.theme = next;
    }
    apply();
  });
  apply();
})();
