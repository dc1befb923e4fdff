"""Generates `docs/lifecycle.md`, with a diagram and a table of each lifecycle."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import translation

from listings.lifecycle.base import Lifecycle
from listings.lifecycle.registry import lifecycles
from listings.lifecycle.types import Transition, TransitionTarget
from listings.states.revision_states import CLOSED, EDITABLE, RevisionState

_HEAD = """\
# Lifecycles

This page is generated from the rows in `listings/lifecycle/transitions/`, `releases/lifecycles/` and
`sandboxes/lifecycles/`; to update it, run `make docs`. `listings/lifecycle/engine.py` carries out all of them.

A revision can be edited in the states {editable}. It is closed in the states
{closed}, and open in every other state. A listing has at most one open revision.

A *partner* is an editor of the organisation, or an application with the role Developer or Manager. A *submitter* is
an editor, or an application with the Manager role. A *receiver* is an owner of the organisation to which a listing is
transferred.
"""
_TABLE_HEAD = ("verb", "from", "to", "who", "guards", "input", "effects", "notifies", "event")


def lifecycle_page() -> str:
    """The whole page, in English."""
    with translation.override("en"):
        head = _HEAD.format(editable=_listed(EDITABLE), closed=_listed(CLOSED))
        return head + "".join(f"{line}\n" for one in lifecycles.values() for line in _section(one))


def _listed(states: Iterable[RevisionState]) -> str:
    return " and ".join(f"*{state.label}*" for state in states)


def _section(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    yield from ("", f"## {lifecycle.title}", "", *_drawing(lifecycle), "", *_table(lifecycle))


def _drawing(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in lifecycle.states:
        yield f"    {state.value}: {state.label}"
    for row in lifecycle.rows:
        yield from (f"    {line}" for line in _arrows(row))
    for before, after, cause in lifecycle.other_changes:
        yield f"    {before.value} --> {after.value}: {cause}"
    yield "```"


def _arrows(row: Transition) -> Iterator[str]:
    if row.target is TransitionTarget.SAME:
        return
    if row.creates_revision or row.creates_subject:
        # The next revision starts as a separate draft; the live revision does not change its state.
        yield f"[*] --> {row.target.value}: {row.verb}"
        return
    for source in row.sources:
        if row.target is TransitionTarget.GONE:
            yield f"{source.value} --> [*]: {row.verb}"
        elif row.target is TransitionTarget.FORMER:
            yield from (f"{source.value} --> {former.value}: {row.verb}" for former in EDITABLE)
        else:
            yield f"{source.value} --> {row.target.value}: {row.verb}"


def _table(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    yield f"| {' | '.join(_TABLE_HEAD)} |"
    yield "|" + "---|" * len(_TABLE_HEAD)
    for row in lifecycle.rows:
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
        ", ".join(group.__name__.replace("_", " ") for group in row.notice.to) if row.notice else "",
        row.event.name if row.event else "",
    )


def _target(row: Transition) -> str:
    names = {
        TransitionTarget.SAME: "the same",
        TransitionTarget.FORMER: "the previous state",
        TransitionTarget.GONE: "deleted",
    }
    return names[row.target] if isinstance(row.target, TransitionTarget) else str(row.target.label)
