"""Remembers in the session which steps a person has left, because fields are not marked as empty before that."""

from collections.abc import MutableMapping
from uuid import UUID

_SESSION_KEY = "wizard_visits"
_MAX_REVISIONS = 20
# {revision: the keys of its visited steps, the current one last}
_Visits = dict[str, list[str]]


def is_first_visit_of(session: MutableMapping[str, object], revision_id: UUID, step: str) -> bool:
    """Whether the person has not left the step before. Records that the step is open."""
    stored = session.get(_SESSION_KEY)
    visits: _Visits = dict(stored) if isinstance(stored, dict) else {}
    steps = visits.pop(str(revision_id), [])
    if steps[-1:] != [step]:
        visits[str(revision_id)] = [*(key for key in steps if key != step), step]
        session[_SESSION_KEY] = dict(list(visits.items())[-_MAX_REVISIONS:])
    return step not in steps[:-1]
