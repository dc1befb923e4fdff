// Stops polling once a response has asked for a reload. Each further response would start the reload again, so a page
// that takes longer to load than the polling interval would never appear.
let isReloading = false;

document.body.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  isReloading ||= detail.xhr.getResponseHeader("HX-Refresh") === "true";
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (isReloading && event.detail.elt.matches("[hx-trigger^=every]")) event.preventDefault();
});
