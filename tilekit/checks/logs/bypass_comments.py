"""Comments at the top of a pipeline or tests file that bypass a check of the platform: `# bypass-...`."""

import re

# The platform's name of a check -> our codes for the same check; () if we have none.
_CODES = {
    "facets-path": ("LP-035",),
    "missing-date-remapper": ("LP-014",),
    "missing-status-remapper": ("LP-015",),
    "missing-service-remapper": ("LP-016",),
    "missing-message-remapper": ("LP-017",),
    "no-service-config": ("LP-016", "LT-007"),
    "grok-parser-count-per-pipeline": (),
    "grok-parser-rules": ("LP-025", "LP-026"),
    "date-remapper-parse-failure": ("LT-011",),
    "timestamp-format-in-sample": ("LT-011",),
}
_READ_FOR_COMMENTS = 10_000
_LEADING_COMMENTS = re.compile(r"(?:[ \t]*(?:[#%][^\n]*|---[ \t]*|)\r?\n)*")
_COMMENT = re.compile(r"^[ \t]*#+[ \t]*(bypass-[^\n]*)", re.MULTILINE | re.IGNORECASE)
_BYPASSED_NAME = re.compile(r"\bbypass-(?:global-)?([a-z0-9-]{1,60}?)(?:-checks?)?(?![a-z0-9_-])", re.IGNORECASE)


def bypassed_codes(text: str) -> frozenset[str]:
    """The codes of our checks that bypass comments before the first line of content turn off. Ignores unknown names.

    A comment starts with the name of a check. Other names or a reason may follow it.
    """
    head = _LEADING_COMMENTS.match(text[:_READ_FOR_COMMENTS].removeprefix("\ufeff"))
    names = _BYPASSED_NAME.findall("\n".join(_COMMENT.findall(head[0]))) if head else ()
    return frozenset(code for name in names for code in _CODES.get(name.lower(), ()))
