// Pictures side by side: the arrows move the strip alone; without this module they are plain links to the pictures.
document.addEventListener("click", (event) => {
  const arrow = event.target.closest("[data-carousel] a[href^='#']");
  if (!arrow) return;
  const slide = document.getElementById(arrow.hash.slice(1));
  if (!slide) return;
  event.preventDefault();
  const strip = slide.parentElement;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  strip.scrollTo({ left: slide.offsetLeft - strip.offsetLeft, behavior: isCalm ? "auto" : "smooth" });
  const forward = arrow.matches("[rel=next]") ? "[rel=next]" : "[rel=prev]";
  slide.querySelector(`a${forward}`)?.focus({ preventScroll: true });
});
