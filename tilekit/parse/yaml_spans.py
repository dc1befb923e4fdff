"""The start and end of each value in a YAML file, for edits that change nothing else."""

from msgspec import Struct

BLOCK, FLOW = "block", "flow"


class YamlSpan(Struct, frozen=True, kw_only=True):
    """Characters start..end of a value. key is the offset of its key, None for a list item and the whole file.

    style is BLOCK or FLOW for an object or a list; for a text its quotation mark or marker: "'", '"', "|", ">" or ""
    for none. An omitted value is empty, at the position after its colon.
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
        """The offset to show in an editor: the offset of the key, or of the value if it has no key."""
        return self.start if self.key is None else self.key
