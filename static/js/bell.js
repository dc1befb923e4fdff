// Loaded a minute after the page (page.js). Updates the number of unread notices at the bell once a minute while the
// page is visible, and ends the banner about maintenance. It stops when the reader is signed out.
const PERIOD_MS = 60_000;
const bell = document.getElementById("bell");
const status = bell.nextElementSibling;
let timer = setInterval(update, PERIOD_MS);
let updatedAt;

async function update() {
  if (!timer || document.visibilityState !== "visible") return;
  updatedAt = Date.now();
  const headers = { "HX-Request": "true", "X-Poll": "1" };
  const response = await fetch(`${bell.href}unread/`, { headers }).catch(() => null);
  if (response?.status === 200) show(await response.json());
  else if (response && response.status < 500) timer = clearInterval(timer);
}

function show({ count, label, maintenance }) {
  const notice = document.getElementById("maintenance");
  if (notice && !maintenance) endMaintenance(notice);
  if (label === bell.getAttribute("aria-label")) return;
  bell.setAttribute("aria-label", label);
  const badge = bell.querySelector(".count");
  badge.textContent = count;
  badge.hidden = !count;
  if (count) status.textContent = label;
}

// The banner keeps its place and height, so that nothing moves while somebody types.
function endMaintenance(notice) {
  const banner = notice.closest(".banner");
  banner.style.minBlockSize = `${banner.offsetHeight}px`;
  banner.querySelector(".i").style.visibility = "hidden";
  delete banner.dataset.style;
  notice.parentElement.textContent = notice.dataset.over;
}

document.addEventListener("visibilitychange", () => {
  if (Date.now() - updatedAt >= PERIOD_MS) update();
});
update();
