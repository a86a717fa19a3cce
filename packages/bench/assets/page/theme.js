const themes = ['system', 'light', 'dark'];
const root = document.documentElement;

function remembered() {
  try {
    return localStorage.getItem('roro-theme');
  } catch {
    return null; // A page opened from a file may have no storage.
  }
}

function remember(theme) {
  try {
    localStorage.setItem('roro-theme', theme);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** Follows the system and the button. @param {() => void} onChange called when colours change, not at first */
export function startTheme(onChange) {
  const button = document.getElementById('theme');
  const set = (theme) => {
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  };
  const chosen = remembered();
  set(themes.includes(chosen) ? chosen : 'system');
  button.hidden = false;
  button.addEventListener('click', () => {
    const theme = themes[(themes.indexOf(root.dataset.theme ?? 'system') + 1) % themes.length];
    remember(theme);
    set(theme);
    onChange();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange);
}

/** Paper is light. @param {() => void} draw called with light colours before a print, with the page's after it */
export function lightOnPaper(draw) {
  let before;
  addEventListener('beforeprint', () => {
    before = root.dataset.theme;
    root.dataset.theme = 'light';
    draw();
  });
  addEventListener('afterprint', () => {
    if (before === undefined) delete root.dataset.theme;
    else root.dataset.theme = before;
    draw();
  });
}
