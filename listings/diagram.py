"""Generates `docs/lifecycle.md`: the transition table as a diagram and as a Markdown table."""

from collections.abc import Iterable, Iterator

from django.utils import translation

from listings.announcing import ANNOUNCEMENTS
from listings.lifecycle import TRANSITIONS, Target, Transition
from listings.states import CLOSED, EDITABLE, State

_HEAD = """\
# Lifecycle of a revision

This page is generated from `listings/lifecycle.py`; to update it, run `make docs`. The recipients of each notice are in
`listings/announcing.py`.

A revision can be edited in the states {editable}. It is closed in the states
{closed}, and open in every other state. A listing has at most one open revision.

A *partner* is an editor of the organisation, or an application with the role Developer or Manager. A *submitter* is
an editor, or an application with the role Manager.

"""
_COLUMNS = ("verb", "from", "to", "who", "guards", "input", "effects", "notice")


def lifecycle_page() -> str:
    """The whole page, in English."""
    with translation.override("en"):
        head = _HEAD.format(editable=_listed(EDITABLE), closed=_listed(CLOSED))
        return head + "\n".join([*_drawing(), "", *_table(), ""])


def _listed(states: Iterable[State]) -> str:
    return " and ".join(f"*{state.label}*" for state in states)


def _drawing() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in State:
        yield f"    {state.value}: {state.label}"
    for row in TRANSITIONS:
        yield from (f"    {line}" for line in _arrows(row))
    yield f"    {State.PUBLISHED.value} --> {State.SUPERSEDED.value}: publish of the next revision"
    yield "```"


def _arrows(row: Transition) -> Iterator[str]:
    if row.target is Target.SAME:
        return
    if row.is_birth:
        # The next revision starts as a separate draft; the live revision does not change its state.
        yield f"[*] --> {State.DRAFT.value}: {row.verb}"
        return
    for source in row.sources:
        if row.target is Target.GONE:
            yield f"{source.value} --> [*]: {row.verb}"
        elif row.target is Target.FORMER:
            yield from (f"{source.value} --> {former.value}: {row.verb}" for former in EDITABLE)
        else:
            yield f"{source.value} --> {State(row.target).value}: {row.verb}"


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
        str(ANNOUNCEMENTS[row.verb].subject) if row.verb in ANNOUNCEMENTS else "",
    )


def _target(row: Transition) -> str:
    names = {Target.SAME: "the same", Target.FORMER: "the previous state", Target.GONE: "deleted"}
    return names[row.target] if isinstance(row.target, Target) else str(row.target.label)
