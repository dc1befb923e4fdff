// Buttons that copy the text of another element and announce whether it worked.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const status = button.parentElement.querySelector("[role=status]");
  const isCopied = await copyText(source);
  status.textContent = ""; // otherwise screen readers would not announce the same text again
  requestAnimationFrame(() => {
    status.textContent = isCopied ? button.dataset.copied : button.dataset.failed;
  });
});

async function copyText(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    return true;
  } catch {
    return selectAndCopy(source);
  }
}

// Browsers provide no clipboard over plain HTTP. If copying fails, the text stays selected, so that people can copy it.
function selectAndCopy(source) {
  getSelection().selectAllChildren(source);
  return document.execCommand("copy");
}

function showButtons(root) {
  root.querySelectorAll("[data-copy][hidden]").forEach((button) => {
    button.hidden = false;
  });
}

showButtons(document);
document.body.addEventListener("htmx:load", ({ detail }) => showButtons(detail.elt));
