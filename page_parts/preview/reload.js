// Asks once a second whether a file has changed, and then reloads the page.
const renderedState = document.documentElement.dataset.state;

async function poll() {
  try {
    const response = await fetch("/state", { cache: "no-store" });
    if (response.ok && (await response.text()) !== renderedState) location.reload();
  } catch {
    // The command has ended: the page stays open.
  }
}

setInterval(poll, 1000);
