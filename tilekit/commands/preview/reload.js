// Ask once a second whether a file changed, and draw the page anew when one did.
const drawn = document.documentElement.dataset.state;

async function look() {
  try {
    const answer = await fetch("/state", { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== drawn) location.reload();
  } catch {
    // The command has ended; the page stays as it is.
  }
}

setInterval(look, 1000);
