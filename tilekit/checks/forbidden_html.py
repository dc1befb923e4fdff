"""The elements and attributes that Markdown must not contain if a browser shows it. All checks use this list."""

# Elements that run, load or frame something.
FORBIDDEN_ELEMENTS = frozenset(
    ("script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base", "svg")
)


def is_forbidden_attribute(attribute: str) -> bool:
    """Whether an attribute of this name executes code or changes styles, on any element."""
    return attribute.startswith("on") or attribute in ("style", "srcdoc")
