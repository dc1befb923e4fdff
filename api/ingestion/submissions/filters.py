"""Parses the filter of submissions: a state, a target, or both."""

import re
from functools import reduce
from http import HTTPStatus
from operator import and_

from django.db.models import Q
from django.utils.translation import gettext as _

from api.ingestion.faults import IngestionFault
from api.ingestion.submissions.states import with_scope, with_state

_WORD = r"(?:'(?P<quoted>[^']*)'|(?P<bare>\w+))"
_STATE = re.compile(rf"State\s+eq\s+{_WORD}", re.IGNORECASE)
# Either the scope itself, with or without its type, or any target with this type and value.
_TARGET = re.compile(rf"Targets\s+eq\s+{_WORD}", re.IGNORECASE)
_ANY = re.compile(
    r"Targets/Any\(\s*(\w+)\s*:\s*\1/Type\s+eq\s+'Scope'\s+and\s+\1/Value\s+eq\s+'(?P<quoted>[^']*)'(?P<bare>)\s*\)",
    re.IGNORECASE,
)
# Not the "and" inside Any(...).
_AND = re.compile(r" and (?![^()]*\))", re.IGNORECASE)
_SCOPE = "scope="


def submission_filter(text: str, *, state: str = "") -> Q:
    """Parse `$filter` and the `state` parameter.

    Raises IngestionFault (400) for an unsupported filter.
    """
    expression = " ".join(text.split())
    parts = _AND.split(expression) if expression else []
    plain = with_state(state) if state else Q()
    return reduce(and_, map(_condition, parts), plain)


def _condition(part: str) -> Q:
    if found := _STATE.fullmatch(part):
        return with_state(_word(found))
    if found := _ANY.fullmatch(part) or _TARGET.fullmatch(part):
        return with_scope(_word(found).lower().removeprefix(_SCOPE))
    raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"$filter": [_("This filter is not supported.")]})


def _word(match: re.Match[str]) -> str:
    return match["quoted"] or match["bare"] or ""
