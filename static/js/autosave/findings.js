// The findings of fields for assistive technology: a control with a wrong value is invalid, and screen readers announce
// the findings of the focused field when a save changes them.
import { coalesce } from "../values.js";

const WRONG =
  ":scope > :is([data-conflict], [data-refused]), " + ":scope > .field-foot > .findings > [data-sev=blocker]";
const FINDING_TEXTS =
  ":scope > .field-foot > .findings > [data-sev] > p, " +
  ":scope > .field-foot > .findings > [data-sev] > details > summary";

// A control is invalid while its field shows a conflict, a refusal or a blocker.
export function updateInvalid() {
  for (const field of document.querySelectorAll(".field[data-field]")) {
    const controls = field.querySelectorAll(":is(input, select, textarea)[aria-describedby]");
    const control = [...controls].find((element) => element.closest("[data-field]") === field);
    if (field.querySelector(WRONG)) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
  }
}

const findingsText = (field) =>
  [...field.querySelectorAll(FINDING_TEXTS)].map((text) => text.textContent.replace(/\s+/g, " ").trim()).join(" ");
const announced = { id: "", text: "" };

function rememberFindings({ target }) {
  const field = target.closest(".field[data-field]");
  Object.assign(announced, { id: field?.id ?? "", text: field ? findingsText(field) : "" });
}

function announceFindings() {
  const [field, region] = [document.getElementById(announced.id), document.querySelector("[data-read-out]")];
  const text = field ? findingsText(field) : "";
  if (!region || !field?.contains(document.activeElement) || text === announced.text) return;
  announced.text = text;
  region.textContent = text || region.dataset.readOut;
}

document.addEventListener("focusin", rememberFindings);
rememberFindings({ target: document.activeElement }); // it may have the focus since before this script arrived
document.body.addEventListener(
  "htmx:afterSettle",
  coalesce(() => {
    updateInvalid();
    announceFindings();
  }),
);
