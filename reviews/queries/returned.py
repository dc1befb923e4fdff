"""Queries about listings that are with the partner again."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import F, Value
from msgspec import Struct

from listings.models import Revision, StatePeriod
from reviews.models import Thread, ThreadState, Visibility

_UNANSWERED = "unanswered"
_REPLACE, _CHECKS_FAILED = "replace", "checks failed"  # verbs of transitions


class ReturnFacts(Struct, frozen=True, kw_only=True):
    """Why a listing is with the partner: is_replacing if the partner chose it, to submit a newer version, and
    is_blocked if the checks found blockers.

    is_unanswered means that the partner has not replied to a comment yet.
    """

    is_unanswered: bool = False
    is_replacing: bool = False
    is_blocked: bool = False


def return_facts(revisions: Sequence[Revision]) -> Mapping[UUID, ReturnFacts]:
    """{revision ID: facts} for all the revisions. One query."""
    ids = [revision.pk for revision in revisions]
    comments = Thread.objects.filter(revision__in=ids, visibility=Visibility.EVERYONE, state=ThreadState.OPEN)
    returned = StatePeriod.objects.filter(
        revision__in=ids, verb__in=[_REPLACE, _CHECKS_FAILED], until=F("revision__state_since")
    )
    rows = comments.exclude(team="").values_list("revision", Value(_UNANSWERED))
    facts = set(rows.union(returned.values_list("revision", "verb")))
    return {
        pk: ReturnFacts(
            is_unanswered=(pk, _UNANSWERED) in facts,
            is_replacing=(pk, _REPLACE) in facts,
            is_blocked=(pk, _CHECKS_FAILED) in facts,
        )
        for pk in ids
    }
