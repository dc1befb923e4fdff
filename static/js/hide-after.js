// Removes parts of the page after some time, and when the reader leaves the page: <div data-hide-after="60"> (seconds).
const PARTS = "[data-hide-after]";

function start(root) {
  for (const part of root.parentElement.querySelectorAll(PARTS))
    setTimeout(() => part.remove(), Number(part.dataset.hideAfter) * 1000);
}

addEventListener("pagehide", () => {
  for (const part of document.querySelectorAll(PARTS)) part.remove();
});
document.body.addEventListener("htmx:load", ({ detail }) => start(detail.elt));
