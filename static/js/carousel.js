// The arrows of a carousel scroll its strip without scrolling the page. Without JavaScript they are links to the
// pictures.
document.addEventListener("click", (event) => {
  const arrow = event.target.closest("[data-carousel] a[href^='#']");
  if (!arrow) return;
  const slide = document.getElementById(arrow.hash.slice(1));
  if (!slide) return;
  event.preventDefault();
  const strip = slide.parentElement;
  const hasReducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
  strip.scrollTo({ left: slide.offsetLeft - strip.offsetLeft, behavior: hasReducedMotion ? "auto" : "smooth" });
  const sameDirection = arrow.matches("[rel=next]") ? "[rel=next]" : "[rel=prev]";
  slide.querySelector(`a${sameDirection}`)?.focus({ preventScroll: true });
});
