// *Next problem* leads to the problem after the field that had the focus last, also if that field is not saved yet, and
// from the last problem to the first one.
let lastId = "";
document.addEventListener("focusin", ({ target }) => {
  if (!target.closest(".foot-bar")) lastId = target.closest("[data-field]")?.id ?? "";
});

function nextOf(urls) {
  const last = document.getElementById(lastId);
  if (!last) return urls.findLastIndex(({ href }) => href === location.href) + 1;
  const isAtOrBefore = (field) =>
    field.contains(last) || Boolean(field.compareDocumentPosition(last) & Node.DOCUMENT_POSITION_FOLLOWING);
  const fields = urls.map((url) => url.pathname === location.pathname && document.getElementById(url.hash.slice(1)));
  const passed = fields.findLastIndex((field) => field && isAtOrBefore(field));
  return passed < 0 ? fields.findIndex(Boolean) : passed + 1;
}

document.addEventListener(
  "click",
  ({ target }) => {
    const link = target.closest("[data-problems]");
    if (!link) return;
    const urls = link.dataset.problems.split(" ").map((path) => new URL(path, location.href));
    const next = urls[nextOf(urls)] ?? urls[0];
    link.href = next.href;
    lastId = next.hash.slice(1); // a checkbox that can't be ticked yet takes no focus
  },
  true, // before the table of metrics, which reads the address
);
