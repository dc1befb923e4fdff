"""Generates `docs/lifecycle.md`: the transition table as a diagram and as a Markdown table."""

from collections.abc import Iterable, Iterator

from django.utils import translation

from listings.lifecycles.revision import TRANSITIONS
from listings.lifecycles.types import Transition, TransitionTarget
from listings.states import CLOSED, EDITABLE, RevisionState

_HEAD = """\
# Lifecycle of a revision

This page is generated from `listings/lifecycles/revision/`; to update it, run `make docs`.

A revision can be edited in the states {editable}. It is closed in the states
{closed}, and open in every other state. A listing has at most one open revision.

A *partner* is an editor of the organisation, or an application with the role Developer or Manager. A *submitter* is
an editor, or an application with the Manager role.

"""
_COLUMNS = ("verb", "from", "to", "who", "guards", "input", "effects", "notifies", "event")


def lifecycle_page() -> str:
    """The whole page, in English."""
    with translation.override("en"):
        head = _HEAD.format(editable=_listed(EDITABLE), closed=_listed(CLOSED))
        return head + "\n".join([*_drawing(), "", *_table(), ""])


def _listed(states: Iterable[RevisionState]) -> str:
    return " and ".join(f"*{state.label}*" for state in states)


def _drawing() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in RevisionState:
        yield f"    {state.value}: {state.label}"
    for row in TRANSITIONS:
        yield from (f"    {line}" for line in _arrows(row))
    yield f"    {RevisionState.PUBLISHED.value} --> {RevisionState.SUPERSEDED.value}: publish of the next revision"
    yield "```"


def _arrows(row: Transition) -> Iterator[str]:
    if row.target is TransitionTarget.SAME:
        return
    if row.creates_revision:
        # The next revision starts as a separate draft; the live revision does not change its state.
        yield f"[*] --> {RevisionState.DRAFT.value}: {row.verb}"
        return
    for source in row.sources:
        if row.target is TransitionTarget.GONE:
            yield f"{source.value} --> [*]: {row.verb}"
        elif row.target is TransitionTarget.FORMER:
            yield from (f"{source.value} --> {former.value}: {row.verb}" for former in EDITABLE)
        else:
            yield f"{source.value} --> {RevisionState(row.target).value}: {row.verb}"


def _table() -> Iterator[str]:
    yield f"| {' | '.join(_COLUMNS)} |"
    yield "|" + "---|" * len(_COLUMNS)
    for row in TRANSITIONS:
        yield f"| {' | '.join(_cells(row))} |"


def _cells(row: Transition) -> tuple[str, ...]:
    return (
        row.verb,
        ", ".join(str(state.label) for state in row.sources) or "-",
        _target(row),
        ", ".join(who.value for who in row.who),
        ", ".join(row.guards),
        ", ".join(row.asks),
        ", ".join(row.effects),
        ", ".join(group.__name__ for group in row.notice.to) if row.notice else "",
        row.event.name if row.event else "",
    )


def _target(row: Transition) -> str:
    names = {
        TransitionTarget.SAME: "the same",
        TransitionTarget.FORMER: "the previous state",
        TransitionTarget.GONE: "deleted",
    }
    return names[row.target] if isinstance(row.target, TransitionTarget) else str(row.target.label)
