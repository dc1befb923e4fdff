// Findings that came back with a save say whether the control beside them is still wrong.
function reflect() {
  for (const field of document.querySelectorAll(".field[data-field]")) {
    const wrong = field.querySelector(":scope > .field-foot > .findings > :is([data-sev=blocker], [data-sev=warning])");
    const controls = field.querySelectorAll(":is(input, select, textarea)[aria-describedby]");
    const control = [...controls].find((each) => each.closest("[data-field]") === field);
    if (wrong) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
  }
}
document.body.addEventListener("htmx:afterSettle", reflect);
