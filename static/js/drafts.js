// Keeps what is half written in one form while another one of the page is sent, or the page is left in this tab.
//
// <form data-draft="comment:overview.title">      its texts and boxes are stored as they change, until it is sent
// <a data-opens="comment:overview.title" hx-get>   brings that form, pressed where a draft of it waits
const PREFIX = `draft:${location.pathname.split("/").slice(0, 3).join("/")}:`;
const CONTROLS = "textarea, input[type=checkbox], input[type=date], select";
const keyOf = (form) => PREFIX + form.dataset.draft;
const controlsOf = (form) => [...form.querySelectorAll(CONTROLS)].filter((control) => control.name);
const isBox = (control) => control.type === "checkbox";
const stateOf = (control) => (isBox(control) ? control.checked : control.value);
const firstOf = (control) => {
  if (control.matches("select")) return ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value;
  return isBox(control) ? control.defaultChecked : control.defaultValue;
};

function keep(form) {
  const changed = controlsOf(form).filter((control) => stateOf(control) !== firstOf(control));
  if (!changed.length) return sessionStorage.removeItem(keyOf(form));
  sessionStorage.setItem(keyOf(form), JSON.stringify(Object.fromEntries(changed.map((control) => [control.name, stateOf(control)]))));
}

function restore(form) {
  const draft = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "{}");
  for (const control of controlsOf(form).filter((each) => each.name in draft)) {
    control[isBox(control) ? "checked" : "value"] = draft[control.name];
    for (let box = control.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  }
}

function restoreIn(part) {
  for (const form of part.querySelectorAll("form[data-draft]")) restore(form);
  if (part.matches("form[data-draft]")) restore(part);
}

// One form for a comment is open at a time: the first draft that the page has a place for. The focus stays where it is.
function reopen() {
  const waits = [...document.querySelectorAll("[data-opens]")].find((link) => sessionStorage.getItem(PREFIX + link.dataset.opens));
  if (!waits || document.querySelector(`form[data-draft="${CSS.escape(waits.dataset.opens)}"]`)) return;
  waits.addEventListener("htmx:beforeOnLoad", ({ detail }) => { detail.xhr.isReopened = true; }, { once: true });
  waits.click();
}
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.isReopened) detail.serverResponse = detail.serverResponse.replace(" autofocus", "");
});

const kept = (event) => { const form = event.target.closest?.("form[data-draft]"); if (form) keep(form); };
document.addEventListener("input", kept);
document.addEventListener("change", kept);
document.body.addEventListener("htmx:load", (event) => {
  restoreIn(event.target);
  kept(event);
  if (event.target === document.body) reopen();
});
document.addEventListener("submit", (event) => { if (event.target.dataset.draft) sessionStorage.removeItem(keyOf(event.target)); });
