// A part that asks again until it is over, and then has the page loaded again, asks nothing while that is under way: each
// further answer would begin the load anew, and a page that takes longer than a poll would never come.
let isLeaving = false;

document.body.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  isLeaving ||= detail.xhr.getResponseHeader("HX-Refresh") === "true";
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (isLeaving && event.detail.elt.matches("[hx-trigger^=every]")) event.preventDefault();
});
