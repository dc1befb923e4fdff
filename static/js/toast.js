// Toasts: what just happened, from the event "toast" {text, tone}. Also the answer to a request of htmx that failed.
const shelf = document.getElementById("toasts");
const SHOWN_MS = 8000;

function show(text, tone) {
  const toast = document.createElement("div");
  toast.className = "toast";
  if (tone) toast.dataset.tone = tone;
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "btn", textContent: "×" });
  close.dataset.size = "s";
  close.dataset.icon = "";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", shelf.dataset.close);
  toast.append(words, close);
  shelf.append(toast);
  leaveLater(toast);
}

// Who reads it or stands on it keeps it.
function leaveLater(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leaveLater(toast);
    else toast.remove();
  }, SHOWN_MS);
}

document.body.addEventListener("toast", (event) => show(event.detail.text, event.detail.tone));
document.body.addEventListener("htmx:responseError", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Trigger")) show(shelf.dataset.failed, "bad");
});
document.body.addEventListener("htmx:sendError", () => show(shelf.dataset.offline, "warn"));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  const shown = button?.closest(".banner, .toast");
  const around = shown?.contains(document.activeElement) && shown.parentElement;
  shown?.remove();
  if (!around) return;
  around.tabIndex = -1; // or the next Tab would begin at the top of the page
  around.focus({ preventScroll: true });
});
const reveal = (part) => part.querySelectorAll("[data-dismiss][hidden]").forEach((button) => { button.hidden = false; });
reveal(document);
document.body.addEventListener("htmx:load", (event) => reveal(event.detail.elt));
