// What was typed on the form, kept in this tab until something else is typed.

const KEY = 'fetchery.draft';
const MOST = 500_000;

export function readDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

export function writeDraft(draft) {
  try {
    const text = JSON.stringify(draft);
    if (text.length <= MOST) {
      sessionStorage.setItem(KEY, text);
    }
  } catch {
    // A browser that stores nothing keeps it while the page is open.
  }
}
