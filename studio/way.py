"""The progress of a revision from draft to live."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from listings.models import Revision
from listings.states import State

_STATIONS: tuple[tuple[str | Promise, frozenset[str]], ...] = (
    (_("Draft"), frozenset({State.DRAFT, State.CHANGES_REQUESTED, State.ARCHIVED})),
    (_("In review"), frozenset({State.SUBMITTED, State.IN_REVIEW, State.REJECTED})),
    (_("Sandbox"), frozenset({State.APPROVED, State.IN_SANDBOX})),
    (_("Release"), frozenset({State.SIGNED_OFF, State.SCHEDULED})),
    (_("Live"), frozenset({State.PUBLISHED, State.SUPERSEDED})),
)


def way_of(revision: Revision) -> list[dict[str, object]]:
    """The steps for the `way` component."""
    here = next(place for place, (_label, states) in enumerate(_STATIONS) if revision.state in states)
    is_over = revision.state in (State.PUBLISHED, State.SUPERSEDED)
    return [
        {
            "label": label,
            "state": "done" if place < here or is_over else "now" if place == here else "",
            "note": _note(revision, str(label)) if place == here and not is_over else "",
        }
        for place, (label, _states) in enumerate(_STATIONS)
    ]


def _note(revision: Revision, station: str) -> str:
    """The label of the state, "" if it equals the label of the step."""
    state = str(revision.get_state_display())
    return "" if state == station else state
