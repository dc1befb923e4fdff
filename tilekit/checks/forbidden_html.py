"""What Markdown shown in a browser must not contain: one list for all checks."""

# Elements that run, load or frame something.
FORBIDDEN_ELEMENTS = frozenset(
    ("script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base", "svg")
)


def is_forbidden_attribute(attribute: str) -> bool:
    """Whether an attribute of this name executes code or changes styles, on any element."""
    return attribute.startswith("on") or attribute in ("style", "srcdoc")
