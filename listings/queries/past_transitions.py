"""Queries about the past transitions of live tiles, sandbox orgs and transfers."""

from collections.abc import Sequence

from accounts.queries import names_of
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import S
from listings.models import PastTransition

_SHOWN = 50


def past_entries(lifecycle: Lifecycle[S], subject: S, *, without: Sequence[str] = ()) -> list[dict[str, object]]:
    """Entries of the `timeline` component for the latest transitions, newest first, without some verbs. Two queries."""
    rows = {row.verb: row for row in lifecycle.rows}
    past = list(PastTransition.objects.filter(subject=subject.pk).exclude(verb__in=without).order_by("-at")[:_SHOWN])
    names = names_of(transition.by for transition in past)
    return [
        {
            "at": transition.at,
            "title": rows[transition.verb].timeline or rows[transition.verb].label,
            "by": names.get(transition.by, "") if transition.by else "",
            "detail": transition.reason,
        }
        for transition in past
    ]


def reason_of_state(lifecycle: Lifecycle[S], subject: S) -> str:
    """The reason with which the subject came into its state; "" if there is none. One query."""
    state = lifecycle.state(subject)
    verbs = [row.verb for row in lifecycle.rows if row.target == state]
    latest = PastTransition.objects.filter(subject=subject.pk, verb__in=verbs).order_by("-at").first()
    return latest.reason if latest else ""
