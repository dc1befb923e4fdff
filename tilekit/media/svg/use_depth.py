"""Counts how often an image repeats its parts through `use`: a few bytes can cause billions of shapes."""

from tilekit.media.svg.tree import Element, SvgTree
from tilekit.media.svg.vocabulary import LINKS

MAX_USE_DEPTH, MAX_EXPANDED_ELEMENTS = 5, 50_000


def is_too_deep(picture: SvgTree) -> bool:
    """Whether `use` is nested deeper than five levels, refers to itself, or leads to more than 50,000
    drawn elements.
    """
    if not any(element.name == "use" for element in picture.elements):
        return False
    named = {element.attributes["id"]: element for element in picture.elements if "id" in element.attributes}
    return _UseCounter(named).element_count(picture.root, 0) > MAX_EXPANDED_ELEMENTS


class _UseCounter:
    """Counts the elements that would be drawn; each named element is counted once per depth."""

    def __init__(self, named: dict[str, Element]) -> None:
        self._named = named
        self._counts: dict[tuple[int, int], int] = {}

    def element_count(self, element: Element, uses: int) -> int:
        """The number of elements from this one downwards; a number above the limit if they are nested too deeply."""
        slot = (id(element), uses)
        if slot not in self._counts:
            self._counts[slot] = (
                MAX_EXPANDED_ELEMENTS + 1
            )  # used if the count returns to this element, which then refers to itself
            self._counts[slot] = self._count(element, uses)
        return self._counts[slot]

    def _count(self, element: Element, uses: int) -> int:
        if uses > MAX_USE_DEPTH:
            return MAX_EXPANDED_ELEMENTS + 1
        total = 1 + sum(self.element_count(child, uses) for child in element.children if isinstance(child, Element))
        target = self._target(element)
        if target is not None:
            total += self.element_count(target, uses + 1)
        return min(total, MAX_EXPANDED_ELEMENTS + 1)

    def _target(self, element: Element) -> Element | None:
        if element.name != "use":
            return None
        links = (element.attributes.get(name, "").strip() for name in sorted(LINKS))
        return next((self._named[link[1:]] for link in links if link[1:] in self._named), None)
