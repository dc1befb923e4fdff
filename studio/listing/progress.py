"""The progress of a revision from draft to live."""

from django.utils.translation import gettext_lazy as _

from common.lazy_text import LazyText
from listings.models import Revision
from listings.states import CLOSED, RevisionState

_STAGES: tuple[tuple[LazyText, frozenset[str]], ...] = (
    (_("Draft"), frozenset({RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED, RevisionState.ARCHIVED})),
    (_("In review"), frozenset({RevisionState.SUBMITTED, RevisionState.IN_REVIEW, RevisionState.REJECTED})),
    (_("Sandbox"), frozenset({RevisionState.APPROVED, RevisionState.IN_SANDBOX})),
    (_("Release"), frozenset({RevisionState.SIGNED_OFF, RevisionState.SCHEDULED})),
    (_("Live"), frozenset(CLOSED)),
)


def progress_steps(revision: Revision) -> list[dict[str, object]]:
    """The steps for the `progress_steps` component."""
    here = next(place for place, (_label, states) in enumerate(_STAGES) if revision.state in states)
    is_over = revision.state in CLOSED
    return [
        {
            "label": label,
            "state": "done" if place < here or is_over else "now" if place == here else "",
            "note": _state_note(revision, str(label)) if place == here and not is_over else "",
        }
        for place, (label, _states) in enumerate(_STAGES)
    ]


def _state_note(revision: Revision, step_label: str) -> str:
    """The label of the revision's state; "" if it equals the label of the step."""
    state = str(revision.get_state_display())
    return "" if state == step_label else state
