// The scripts of every page.
import "./on-use.js";
import "./theme.js";
import "./menus.js";
import "./messages.js";
import "./shortcuts.js";
import "./error-summary.js";
import "./tabs.js";
import "./bell.js";
