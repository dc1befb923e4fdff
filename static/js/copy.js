// A button that copies the text of another element, and says whether it could.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const says = button.parentElement.querySelector("[role=status]");
  const isCopied = await copied(source);
  says.textContent = ""; // so that the same words are announced again
  requestAnimationFrame(() => { says.textContent = isCopied ? button.dataset.copied : button.dataset.failed; });
});

async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    return true;
  } catch {
    return selectedAndCopied(source);
  }
}

// Over plain HTTP browsers offer no clipboard. What is selected can be copied by hand as well.
function selectedAndCopied(source) {
  getSelection().selectAllChildren(source);
  return document.execCommand("copy");
}

function show(root) {
  root.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
}

show(document);
document.body.addEventListener("htmx:load", ({ detail }) => show(detail.elt));
