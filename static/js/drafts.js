// Stores the unsent values of forms in sessionStorage, so that they survive sending another form or leaving the page.
//
// <form data-draft="comment:overview.title">      its values are stored as they change, until it is sent
// <a data-opens="comment:overview.title" hx-get>   loads that form; clicked on page load if there is a draft of it
const PREFIX = `draft:${location.pathname.split("/").slice(0, 3).join("/")}:`;
const CONTROLS = "textarea, input:not([type=hidden], [type=radio], [type=search], [type=file]), select";
const keyOf = (form) => PREFIX + form.dataset.draft;
// A list of checkboxes has several controls with one name.
const controlsOf = (form) =>
  [...form.querySelectorAll(CONTROLS)].filter((control) => control.name && !control.closest("[data-kind=choices]"));
const isCheckbox = (control) => control.type === "checkbox";
const controlValue = (control) => (isCheckbox(control) ? control.checked : control.value);
const defaultValue = (control) => {
  if (control.matches("select"))
    return ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value;
  return isCheckbox(control) ? control.defaultChecked : control.defaultValue;
};

function store(form) {
  const changed = controlsOf(form).filter((control) => controlValue(control) !== defaultValue(control));
  if (!changed.length) return sessionStorage.removeItem(keyOf(form));
  sessionStorage.setItem(
    keyOf(form),
    JSON.stringify(Object.fromEntries(changed.map((control) => [control.name, controlValue(control)]))),
  );
}

function restore(form) {
  const draft = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "{}");
  for (const control of controlsOf(form).filter((candidate) => candidate.name in draft)) {
    control[isCheckbox(control) ? "checked" : "value"] = draft[control.name];
    for (let details = control.closest("details"); details; details = details.parentElement.closest("details"))
      details.open = true;
  }
}

function restoreAll(part) {
  for (const form of part.querySelectorAll("form[data-draft]")) restore(form);
  if (part.matches("form[data-draft]")) restore(part);
}

// Only one comment form is open at a time: opening one closes the other, whose draft stays. So only the first draft is
// reopened. This must not move the focus.
function reopen() {
  const link = [...document.querySelectorAll("[data-opens]")].find((opener) =>
    sessionStorage.getItem(PREFIX + opener.dataset.opens),
  );
  if (!link || document.querySelector(`form[data-draft="${CSS.escape(link.dataset.opens)}"]`)) return;
  link.addEventListener(
    "htmx:beforeOnLoad",
    ({ detail }) => {
      detail.xhr.isReopened = true;
    },
    { once: true },
  );
  link.click();
}
// The request of the last link that was clicked. A slow response to an earlier one must not replace its form.
let opening;
document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.matches("[data-opens]")) opening = detail.xhr;
});
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.requestConfig.elt.matches("[data-opens]")) {
    if (detail.xhr === opening) document.querySelector("form#comment")?.remove();
    else detail.shouldSwap = false;
  }
  if (detail.xhr.isReopened) detail.serverResponse = detail.serverResponse.replace(/\sautofocus\b/, "");
});

const onChange = (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (form) store(form);
};
document.addEventListener("input", onChange);
document.addEventListener("change", onChange);
document.body.addEventListener("htmx:load", (event) => {
  restoreAll(event.target);
  onChange(event);
  if (event.target === document.body) reopen();
});
document.body.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id === "content") reopen(); // another section
});
document.addEventListener("submit", (event) => {
  if (event.target.dataset.draft) sessionStorage.removeItem(keyOf(event.target));
});
// A refused comment is as long as before, and its error can be far above the button that sent it.
document.body.addEventListener("htmx:load", ({ target }) => {
  const error = target.matches("form#comment") && target.querySelector(".findings > *");
  if (error)
    (target.querySelector("[aria-invalid=true]") ?? error.closest("details")?.querySelector("summary"))?.focus();
});
