"""Brackets and quotation marks of a query, and an excerpt around a broken one."""

BRACKET_PAIRS = {")": "(", "]": "[", "}": "{"}
_SHOWN_CHARACTERS = 12


def broken_at(query: str) -> int | None:
    """The offset of the first unmatched bracket or quotation mark; None if all match."""
    opened: list[tuple[str, int]] = []
    quote: int | None = None
    escaped = False
    for at, character in enumerate(query):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            quote = at if quote is None else None
        elif quote is None and character in "([{":
            opened.append((character, at))
        elif quote is None and character in ")]}" and (not opened or opened.pop()[0] != BRACKET_PAIRS[character]):
            return at
    if quote is not None:
        return quote
    return opened[-1][1] if opened else None


def excerpt_around(query: str, at: int) -> str:
    """A few characters around an offset, to show where a query is broken."""
    return query[max(at - _SHOWN_CHARACTERS, 0) : at + _SHOWN_CHARACTERS].strip()
