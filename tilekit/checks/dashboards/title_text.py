"""Parts that titles don't need: filler words, units and time spans. Pure functions of text."""

import re

from tilekit.checks.title_case import capitalised, is_ordinary

_NUMBER_OF = re.compile(r"^\s*(?:the\s+)?(?:total\s+)?(?:number|count)\s+of\s+(?!times\b)", re.IGNORECASE)
_COUNT_OF = re.compile(r"\s*(?:the\s+)?count\b", re.IGNORECASE)
_SPAN = re.compile(
    r"[\s,:(\[-]*\b(?:(?:in|over|for|during)\s+)?(?:the\s+)?(?:last|past)\s+(?:\d+\s*)?"
    r"(?:m|min|minutes?|h|hrs?|hours?|d|days?|weeks?|months?)\b(?![’']s)[)\]]?",
    re.IGNORECASE,
)
_COMPARISON = re.compile(r"\b(?:against|compared (?:to|with)|since|than|versus|vs\.?)$", re.IGNORECASE)
_TEMPORARY = r"(?:cloned|copy(?: \d+)?|draft|test|tmp|untitled|wip)"
# "Load Test" and "Backup Copy" are not leftovers: after another word, such words count only in lower case.
_LEFTOVER = re.compile(
    rf"\s*[(\[]\s*{_TEMPORARY}\s*[)\]]|^\s*{_TEMPORARY}\s*[:–-]\s*|^\s*copy\s+of\s+|^\s*(?:cloned|tmp|untitled|wip)\b\s*"
    rf"|\s*[:–-]\s*{_TEMPORARY}\s*$|\s+(?:(?-i:copy(?: \d+)?|test|draft)|cloned|tmp|wip)\s*$|^\s*{_TEMPORARY}\s*$",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"\$\{[^{}]*\}|\{\{[^{}]*\}\}|\[\[[^\[\]]*\]\]|\$[\w.]+")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
_IN_BRACKETS = re.compile(r"\s*[(\[]\s*(?:in\s+)?([^()\[\]]{1,25})\s*[)\]]\s*$")


def without_number_of(text: str) -> str:
    """The text without a leading "number of". "Count of Monte Cristo" stays, because that count is a person."""
    rest = _NUMBER_OF.sub("", text)
    first = rest.split(" ", 1)[0].strip(",:;()")
    is_person = _COUNT_OF.match(text) and first.istitle() and not is_ordinary(first.lower())
    return text if rest == text or is_person else capitalised(rest)


def without_span(text: str) -> str:
    """The text without a time span such as "last 4 hours".

    A span stays if something is compared with it, if it describes a noun (last minute bookings), or if it is the whole
    text.
    """
    rest = _SPAN.sub(lambda match: match[0] if _belongs_to_metric(match, text) else "", text).strip()
    return rest if _TWO_LETTERS.search(_VARIABLE.sub("", rest)) else text


def _belongs_to_metric(match: re.Match[str], text: str) -> bool:
    before, behind = text[: match.start()], text[match.end() :]
    is_bare = not re.search(r"\d|\b(?:in|over|for|during)\b", match[0], re.IGNORECASE)
    return bool(_COMPARISON.search(before)) or (is_bare and bool(re.match(r"\s+\w", behind)))


def without_leftover(text: str) -> str:
    """The text without words that a copied dashboard adds, such as "(cloned)"."""
    return _LEFTOVER.sub(" ", text).strip()


def in_brackets(text: str) -> str:
    """The text in brackets at the end, often a unit; "" if there is none."""
    match = _IN_BRACKETS.search(text)
    return match.group(1).strip() if match else ""


def without_brackets(text: str) -> str:
    """The text without the brackets at its end."""
    return _IN_BRACKETS.sub("", text)


def without_name(text: str, name: str) -> str:
    """The text without the name and the words that join it to the rest."""
    rest = text
    if name.casefold() in text.casefold():  # most titles have no name, and each name costs a pattern
        named = rf"(?:\b(?:of|in|for|by|on)\s+)?\b{re.escape(name)}\b[\s:-]*"
        rest = re.sub(named, "", text, flags=re.IGNORECASE)
    return capitalised(rest.strip(" -:"))


def says_name(text: str, name: str) -> bool:
    """Whether the text contains the name exactly, together with other words. Parts of filters or
    addresses don't count.
    """
    if name not in text:
        return False
    match = re.search(rf"(?<![\w.:@/\"'`-]){re.escape(name)}(?![\w@:/\"'`]|[.-]\w)", text)
    return bool(match) and bool(_TWO_LETTERS.search(text.replace(name, "")))
