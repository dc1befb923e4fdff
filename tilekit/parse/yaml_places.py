"""Where a value of a YAML file begins and ends: for editors that cut spans and leave every other sign alone."""

from msgspec import Struct

BLOCK, FLOW = "block", "flow"


class Place(Struct, frozen=True, kw_only=True):
    """Characters start..end of a value; key is where the key before it begins, None for an item and the whole.

    style is BLOCK or FLOW for an object or a list, else the sign that a text is written with: "'", '"', "|", ">" or
    "" for none. A value that is not written is empty and stands behind its colon.
    """

    start: int
    end: int
    key: int | None
    style: str
    is_list: bool = False

    @property
    def is_text(self) -> bool:
        return self.style not in (BLOCK, FLOW)

    @property
    def head(self) -> int:
        """Where an editor shows it: at its key, or at its own first character."""
        return self.start if self.key is None else self.key
