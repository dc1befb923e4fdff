"""Queries about listings that are with the partner again."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Case, F, Value, When

from listings.models import Revision, StatePeriod
from listings.states.revision_states import RevisionState
from reviews.models import Thread, ThreadState, Visibility
from reviews.return_guards import ReturnFacts

_UNANSWERED = "unanswered"
_REPLACE, _CHECKS_FAILED = "replace", "checks failed"  # verbs of transitions
_IN_REVIEW = "replace in review"
_REASON = Case(When(verb=_REPLACE, state=RevisionState.IN_REVIEW, then=Value(_IN_REVIEW)), default=F("verb"))


def return_facts(revisions: Sequence[Revision]) -> Mapping[UUID, ReturnFacts]:
    """{revision ID: facts} for all the revisions. One query."""
    ids = [revision.pk for revision in revisions]
    comments = Thread.objects.filter(revision__in=ids, visibility=Visibility.EVERYONE, state=ThreadState.OPEN)
    returned = StatePeriod.objects.filter(
        revision__in=ids, verb__in=[_REPLACE, _CHECKS_FAILED], until=F("revision__state_since")
    )
    rows = comments.exclude(team="").values_list("revision", Value(_UNANSWERED))
    facts = set(rows.union(returned.values_list("revision", _REASON)))
    return {
        pk: ReturnFacts(
            is_unanswered=(pk, _UNANSWERED) in facts,
            is_replacing=(pk, _REPLACE) in facts or (pk, _IN_REVIEW) in facts,
            was_in_review=(pk, _IN_REVIEW) in facts,
            is_blocked=(pk, _CHECKS_FAILED) in facts,
        )
        for pk in ids
    }
