"""The progress of a revision from draft to live."""

from listings.models import Revision
from listings.states.revision_states import ProgressStage, RevisionState


def progress_steps(revision: Revision) -> list[dict[str, object]]:
    """The steps for the `progress_steps` component."""
    row, stages = RevisionState(revision.state).row, list(ProgressStage)
    now = stages.index(row.stage)
    return [
        {
            "label": stage.label,
            "state": "done" if place < now or row.is_closed else "now" if place == now else "",
            "note": _state_note(revision, str(stage.label)) if place == now and not row.is_closed else "",
        }
        for place, stage in enumerate(stages)
    ]


def _state_note(revision: Revision, step_label: str) -> str:
    """The label of the revision's state; "" if it equals the label of the step."""
    state = str(revision.get_state_display())
    return "" if state == step_label else state
