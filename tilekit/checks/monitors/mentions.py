"""Removes a handle from a monitor's message. Pure functions of text."""

import re

# The rest of a handle that contains a variable: `@slack-{{service.name}}`.
_FILLED_IN = r"(?:\{\{(?!\s*else\b)\s*[\w\[@][^{}]*\}\}[\w.-]*)*"
_TEMPLATE_TAG = r"\{\{\s*(?:[#^/][^{}]*|else[^{}]*)\}\}"
_HANDLE = rf"@[\w.+@-]+{_FILLED_IN}"
_NO_WORDS = re.compile(rf"{_HANDLE}|[\s.,;|&]")
_EMPTY_BLOCK = re.compile(r"[ \t]*\{\{[#^]\s*(\w+)[^{}]*\}\}\s*(?:\{\{\s*else[^{}]*\}\}\s*)?\{\{/\s*\1\s*\}\}")
_CALL = r"(?:please\s+)?(?:alert|call|cc|contact|email|escalate to|inform|mention|notify|page|ping|tell)"
# A line that only names recipients: it is removed with its handle.
_ONLY_CALLS = re.compile(rf"\W*(?:{_CALL})\s*[:,-]?\s*", re.IGNORECASE)
# A sentence that would be incomplete without the handle.
_NEEDS_RECIPIENT = re.compile(
    rf"(?:[:,(-]|\b(?:and|ask|at|by|email|for|from|in|of|on|or|reach|the|to|via|with|{_CALL}))\s*$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_NO_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


def without_handle(message: str, handle: str) -> str:
    """The message without the handle and empty text around it; "" if a sentence would be incomplete."""
    plain = rf"{re.escape(handle)}(?![\w@]){_FILLED_IN}"
    mention = re.compile(rf"[ \t]*(?:\({plain}\)|{plain})")
    lines = []
    for line in message.split("\n"):
        cut = _without_handle(line, mention)
        if cut is None:
            return ""
        if cut == line or cut.strip():
            lines.append(cut)
    text = "\n".join(lines)
    while _EMPTY_BLOCK.search(text):
        text = _EMPTY_BLOCK.sub("", text)
    return (text if _NO_LINES.search(message) else _NO_LINES.sub("\n\n", text)).strip()


def _without_handle(line: str, pattern: re.Pattern[str]) -> str | None:
    """The line without the handle; None if words in the same block need it."""
    while match := pattern.search(line):
        before, behind = line[: match.start()], line[match.end() :]
        words = _SENTENCE_END.split(re.sub(_HANDLE, "", re.split(_TEMPLATE_TAG, before)[-1]).strip())[-1]
        is_call = _ONLY_CALLS.fullmatch(words) is not None
        if _NO_WORDS.sub("", re.split(_TEMPLATE_TAG, behind)[0]) or (not is_call and _NEEDS_RECIPIENT.search(words)):
            return None
        before = "".join(before.rpartition(words)[::2]) if is_call else before
        is_ended = is_call or words[-1:] in (*".!?", "")
        before, behind = before.rstrip(" \t"), behind.lstrip(" \t.,;|&") if is_ended else behind
        line = f"{before} {behind}" if before and behind.startswith("@") else before + behind
    return line
