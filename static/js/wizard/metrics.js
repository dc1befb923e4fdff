// Loads the metrics table when its place comes near the window or somebody goes to one of its lines, and at once if it
// has edits that are not saved yet.
import { load } from "../on-use.js";

const MARGIN = "400px";
const section = () => document.querySelector("#metrics[data-script]");

const isNeeded = ({ dataset }) =>
  sessionStorage.getItem(`metrics:${dataset.rowsUrl}`) !== null ||
  /[?&]line=\d|#line-\d/.test(location.search + location.hash);

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) load([target.dataset.script]);
  },
  { rootMargin: MARGIN },
);

function watch() {
  const table = section();
  if (!table) return;
  if (isNeeded(table)) load([table.dataset.script]);
  else observer.observe(table);
}
watch();
document.body.addEventListener("htmx:afterSettle", watch);

function open(event, repeat) {
  const table = event.isTrusted && section();
  const loading = table && load([table.dataset.script]);
  if (!loading) return;
  event.preventDefault();
  loading.then(repeat);
}
document.addEventListener("keydown", (event) => {
  if (event.key === "F8") open(event, () => event.target.dispatchEvent(new KeyboardEvent("keydown", event)));
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='#line-']");
  if (link?.pathname === location.pathname) open(event, () => link.click());
});
