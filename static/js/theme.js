// Light, dark or as the system: kept in a cookie (the server draws the page with it) and told to other tabs.
// Also the look of one element alone: a switch with data-theme-for, as the tile preview has.
const root = document.documentElement;
const KEY = "theme";
const YEAR_SECONDS = 365 * 24 * 3600;

function wear(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-form] [name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

function keep(theme) {
  document.cookie = `${KEY}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  try { localStorage.setItem(KEY, theme); } catch { /* a private window keeps the cookie alone */ }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  wear(event.submitter.value);
  keep(event.submitter.value);
});

addEventListener("storage", (event) => {
  if (event.key === KEY && event.newValue) wear(event.newValue);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-for] button");
  if (!button) return;
  const group = button.closest("[data-theme-for]");
  for (const other of group.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  const stage = document.getElementById(group.dataset.themeFor);
  if (stage) stage.dataset.theme = button.value;
});
