"""What no text may hold that a reader's browser shows: one list for every check of Markdown."""

# Elements that run, load or frame something.
REFUSED = frozenset(("script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base", "svg"))


def is_running(attribute: str) -> bool:
    """Whether an attribute of this name runs code or dresses the page, on any element."""
    return attribute.startswith("on") or attribute in ("style", "srcdoc")
