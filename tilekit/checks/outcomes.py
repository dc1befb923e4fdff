"""Names of widgets, rules and views that say “failed” about successes, or the other way round."""

import re
from collections.abc import Iterable

from tilekit.queries.query_parts import QueryFilter

_BAD = r"fail(?:ed|ures?|ing)?|errors?|denied|refused|rejected|unsuccessful|blocked|dropped"
_GOOD = r"success(?:es|ful|fully)?|succeeded|allowed|accepted|granted|permitted"
_OUTCOME_NAMES = {
    "bad": re.compile(rf"\b(?:{_BAD})\b", re.IGNORECASE),
    "good": re.compile(rf"\b(?:{_GOOD})\b", re.IGNORECASE),
}
_OUTCOME_VALUES = {
    "bad": re.compile(r"fail(?:ed|ures?)?|errors?|denied|deny|refused|rejected|block(?:ed)?|dropped", re.IGNORECASE),
    "good": re.compile(r"success(?:es|ful)?|succeeded|ok|allow(?:ed)?|accept(?:ed)?|granted|permitted", re.IGNORECASE),
}


def other_outcome(name: str, filters: Iterable[QueryFilter]) -> tuple[str, str] | None:
    """(word of the name, filter) if the name is about failures and all filters about successes, or vice versa."""
    said = {kind: match[0] for kind, pattern in _OUTCOME_NAMES.items() if (match := pattern.search(name))}
    if len(said) != 1:
        return None
    kind, other = ("bad", "good") if "bad" in said else ("good", "bad")
    values = [(one.value, f"{one.key}:{one.value}", one.is_negated) for one in filters]
    read = [shown for value, shown, is_negated in values if not is_negated and _OUTCOME_VALUES[other].fullmatch(value)]
    is_both = any(_OUTCOME_VALUES[kind].fullmatch(value) or is_negated for value, _, is_negated in values)
    return (said[kind], read[0]) if read and not is_both else None
