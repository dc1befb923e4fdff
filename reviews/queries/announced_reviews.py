"""The reviews that a notice asks for, and whether they still wait, for e-mails such as daily digests."""

from collections.abc import Collection

from notices.kind_registry import Parameters
from reviews.models import Review
from reviews.queries.returned import return_facts


def is_decided(parameters: Parameters) -> bool:
    """Whether none of the teams of a notice must decide any more about the submission that it names, if any.

    A team must not decide if it has decided, if its review is closed or about a newer submission, or if the partner
    must act. It can decide while the partner replaces the submission, and must after a hold. Two queries at most.
    False for notices of earlier releases, which name no revision.
    """
    if not (revision_id := parameters.get("revision")):
        return False
    teams = _teams(parameters)
    reviews = Review.objects.filter(revision_id=str(revision_id), team__in=teams, closed_at=None)
    reviews = reviews.select_related("revision")
    if number := parameters.get("round"):
        reviews = reviews.filter(submission__submission_number=number)
    return not any(_must_decide(review) for review in reviews)


def awaited_reviews(parameters: Parameters) -> Collection[str]:
    """Keys of the reviews for which a notice asks; none for notices of earlier releases, which name no revision."""
    revision_id = parameters.get("revision")
    return [f"review:{revision_id}:{team}" for team in _teams(parameters)] if revision_id else []


def _teams(parameters: Parameters) -> list[str]:
    return str(parameters.get("teams") or parameters["team"]).split(",")


def _must_decide(review: Review) -> bool:
    if review.waiting_since or review.days_left is not None:
        return True
    return review.paused_at is not None and return_facts([review.revision])[review.revision_id].is_replacing
