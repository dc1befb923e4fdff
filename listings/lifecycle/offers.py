"""The transitions that an actor may make now, which pages show as buttons."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from common.actor import Actor
from common.lazy_text import LazyText
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import S
from listings.lifecycle.reasons import facts_for, guard_reasons
from listings.lifecycle.registry import Reasons
from listings.lifecycle.types import Transition


class TransitionOffer(Struct, frozen=True, kw_only=True):
    """A transition that the actor's role allows, as a button. It is disabled if there are reasons against it."""

    row: Transition
    reasons: Reasons

    @property
    def verb(self) -> str:
        return self.row.verb

    @property
    def label(self) -> LazyText:
        return self.row.label

    @property
    def is_open(self) -> bool:
        return not self.reasons

    @property
    def closed(self) -> LazyText:
        """The first reason, for the `button` component; "" if there is none."""
        return self.reasons[0].text if self.reasons else ""

    @property
    def closed_href(self) -> str:
        return self.reasons[0].link if self.reasons else ""


def offers(lifecycle: Lifecycle[S], subjects: Sequence[S], actor: Actor) -> dict[UUID, tuple[TransitionOffer, ...]]:
    """{subject ID: the buttons that the actor's role allows}. Facts are read once for all subjects."""
    rows = {subject.pk: _rows_of(lifecycle, subject, actor) for subject in subjects}
    facts = facts_for({row for offered in rows.values() for row in offered}, subjects)
    return {
        subject.pk: tuple(
            TransitionOffer(row=row, reasons=tuple(guard_reasons(row, subject, facts, actor=actor)))
            for row in rows[subject.pk]
        )
        for subject in subjects
    }


def _rows_of(lifecycle: Lifecycle[S], subject: S, actor: Actor) -> tuple[Transition, ...]:
    """The transitions of an unsaved subject are those that create it."""
    parties, state, is_new = lifecycle.parties(subject), lifecycle.state(subject), subject._state.adding  # noqa: SLF001
    rows = (row for row in lifecycle.rows if (row.creates_subject if is_new else state in row.sources))
    return tuple(row for row in rows if row.allows(actor, *parties))
