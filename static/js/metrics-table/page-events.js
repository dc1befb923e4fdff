// What the rest of the page and the table have to know of each other.
const isPlainClick = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;

function linkToLine(event) {
  const link = event.target.closest("a[href*='#line-']");
  return link?.pathname === location.pathname ? Number(link.hash.slice("#line-".length)) : 0;
}

// Whether a request reads or changes the file, so that edits have to be saved before.
const needsSavedTable = ({ verb, elt }) => verb === "post" || elt.matches("[data-fix-preview]");

function onRequest(event, saving) {
  if (event.defaultPrevented || !saving.model.isUnsaved() || !needsSavedTable(event.detail)) return;
  event.preventDefault();
  saving.run().then(() => event.detail.issueRequest(true));
}

async function onLink(event, saving) {
  const link = event.target.closest("a[href]:not([download], [target], [hx-get])");
  if (!link || event.defaultPrevented || !isPlainClick(event) || !saving.model.isUnsaved()) return;
  if (link.pathname === location.pathname && link.hash) return;
  event.preventDefault();
  await saving.run();
  location.assign(link.href);
}

export function connectPage(table) {
  table.grid.table.addEventListener("focus", () => table.showNotes());
  const { saving } = table;
  document.addEventListener("click", (event) => {
    const line = linkToLine(event);
    if (!line) return onLink(event, saving);
    event.preventDefault();
    table.loading.then(() => table.openLine(line)); // the rows may not have arrived yet
    table.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8") return;
    event.preventDefault();
    table.openNextProblem();
  });
  document.body.addEventListener("htmx:confirm", (event) => onRequest(event, saving));
  // After each save of the page, the checks have run again.
  document.body.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (target.matches("[data-findings]")) table.loadMarks();
    const { verb, requestPath = "" } = { verb: detail.requestConfig?.verb, ...detail.pathInfo };
    if (verb === "post" && requestPath.includes("/fixes/")) table.isFixed = true;
  });
  document.body.addEventListener("saved", ({ detail }) => {
    if (detail?.fields?.includes("metadata_csv")) table.reload();
  });
}
