// Shows a toast for each "toast" event {text, style} and for failed htmx requests, and replaces
// each image that can't be loaded with a sentence.
const container = document.getElementById("toasts");
const SHOWN_MS = 8000;

function show(text, style) {
  const toast = document.createElement("div");
  toast.className = "toast";
  if (style) toast.dataset.style = style;
  const message = document.createElement("p");
  message.textContent = text;
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "btn", textContent: "×" });
  close.dataset.size = "s";
  close.dataset.icon = "";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", container.dataset.close);
  toast.append(message, close);
  container.append(toast);
  removeLater(toast);
}

// A toast stays while it is hovered or contains the focus.
function removeLater(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) removeLater(toast);
    else toast.remove();
  }, SHOWN_MS);
}

document.body.addEventListener("toast", (event) => show(event.detail.text, event.detail.style));
document.body.addEventListener("htmx:responseError", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Trigger")) show(container.dataset.failed, "bad");
});
document.body.addEventListener("htmx:sendError", () => show(container.dataset.offline, "warn"));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  const message = button?.closest(".banner, .toast");
  const parent = message?.contains(document.activeElement) && message.parentElement;
  message?.remove();
  if (!parent) return;
  parent.tabIndex = -1; // otherwise the next Tab would start at the top of the page
  parent.focus({ preventScroll: true });
});
const showButtons = (root) =>
  root.querySelectorAll("[data-dismiss][hidden]").forEach((button) => {
    button.hidden = false;
  });
showButtons(document);
document.body.addEventListener("htmx:load", (event) => showButtons(event.detail.elt));

function replacePicture(image) {
  const [sentence] = document.getElementById("failed-picture").content.cloneNode(true).children;
  if (image.className) sentence.classList.add(...image.classList);
  if (image.alt) {
    sentence.setAttribute("role", "img");
    sentence.setAttribute("aria-label", `${image.alt} (${sentence.textContent.trim()})`);
  }
  image.replaceWith(sentence);
}

const mayHaveFailed = (image) => image.complete && image.currentSrc && !image.naturalWidth;
document.addEventListener(
  "error",
  (event) => {
    if (event.target instanceof HTMLImageElement) replacePicture(event.target);
  },
  true,
);
for (const image of [...document.images].filter(mayHaveFailed)) image.decode().catch(() => replacePicture(image));
