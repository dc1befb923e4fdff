// The theme: light, dark or that of the system. It is stored in a cookie, because the server renders pages with it, and
// in localStorage, whose storage event reaches other tabs. A switch with data-theme-for sets the theme of one element,
// such as the tile preview.
const root = document.documentElement;
const KEY = "theme";
const YEAR_SECONDS = 365 * 24 * 3600;

function applyTheme(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-form] [name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

function storeTheme(theme) {
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API, and it is asynchronous
  document.cookie = `${KEY}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    /* storage is disabled: the cookie is enough for this tab */
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  applyTheme(event.submitter.value);
  storeTheme(event.submitter.value);
});

addEventListener("storage", (event) => {
  if (event.key === KEY && event.newValue) applyTheme(event.newValue);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-for] button");
  if (!button) return;
  const group = button.closest("[data-theme-for]");
  for (const other of group.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  const target = document.getElementById(group.dataset.themeFor);
  if (target) target.dataset.theme = button.value;
});
