// The scripts of every page.
import "./on-use.js";
import "./theme.js";
import "./menus.js";
import "./messages.js";
import "./shortcuts.js";
import "./error-summary.js";
import "./tabs.js";

if (window.bell) setTimeout(() => import(window.bell.dataset.script), 60_000);
