// A part of a page that polls stops once an answer has asked for a reload: every further answer would start the reload
// again, so a page that takes longer to load than the time between two polls would never appear.
let isLeaving = false;

document.body.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  isLeaving ||= detail.xhr.getResponseHeader("HX-Refresh") === "true";
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (isLeaving && event.detail.elt.matches("[hx-trigger^=every]")) event.preventDefault();
});
