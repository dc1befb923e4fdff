// The scripts of every page.
import "./on-use.js";
import "./theme.js";
import "./menus.js";
import "./messages.js";
import "./shortcuts.js";
import "./error-summary.js";
import "./tabs.js";

const bell = document.getElementById("bell");
if (bell) setTimeout(() => import(bell.dataset.script), 60_000);
