// The scripts of the wizard's pages.
import "./wizard/links.js";
import "./wizard/next-problem.js";
import "./wizard/outline.js";
import "./wizard/place.js";
import "./wizard/swaps.js";
import "./wizard/details.js";
import "./wizard/drawings.js";
import "./wizard/metrics.js";
import "./wizard/autosave.js";
import "./wizard/uploads.js";
import "./carousel.js";
import "./counter.js";
import "./polling.js";
import "./page.js";
