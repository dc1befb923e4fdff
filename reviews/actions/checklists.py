"""The action that ticks items of the checklist in a review."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from listings.models import Submission
from reviews.actions.access import locked_open_review, person_of, refuse
from reviews.errors import ChecklistItemRemoved, SubmissionReplaced
from reviews.guards import reasons_against_ticking
from reviews.models import ChecklistTick, Review, TextsKind
from reviews.queries import latest_decisions
from reviews.queries.checklists import checklist_items
from reviews.queries.team_texts import current_texts, texts_at
from reviews.team_texts import TeamText
from reviews.teams import digests_of_item, documents_read


@action
def tick_items(
    *,
    review_id: UUID,
    submission_id: UUID,
    version: int,
    ticked: Collection[str],
    unticked: Collection[str],
    by: Actor,
    now: datetime,
) -> None:
    """Tick and untick items, by their keys, in the version of the checklist that the actor saw.

    Other items stay as they are, so that two reviewers can tick at the same time. Raises SubmissionReplaced,
    ChecklistItemRemoved, NotFound, NotAllowed, NotPossible (closed, or the team has approved).
    """
    review, person = locked_open_review(review_id, by), person_of(by)
    submission = Submission.objects.select_related("revision__listing").get(pk=review.submission_id)
    if submission.pk != submission_id:
        raise SubmissionReplaced(round=submission.submission_number, submission=submission.pk)
    decision = latest_decisions([review.pk]).get(review.pk)
    refuse(reasons_against_ticking(decision, submission.pk))
    texts = texts_at(TextsKind.CHECKLIST, review.team, version)
    items = {item.key: item for item in checklist_items(texts, review.team)} if texts else {}
    current = checklist_items(current_texts(TextsKind.CHECKLIST, review.team), review.team)
    if not {*ticked, *unticked} <= items.keys() & {item.key for item in current}:
        raise ChecklistItemRemoved
    removed = set(unticked) & set(review.ticks.values_list("item_key", flat=True))
    if ticked:
        _tick(review, submission, [items[key] for key in ticked], version=version, person_id=person, now=now)
    review.ticks.filter(item_key__in=removed).delete()
    for verb, keys in {"review.tick": ticked, "review.untick": removed}.items():
        for key in keys:
            record_event(verb, by=by, objects=_objects(review, key, version), now=now)


@in_transaction
def _tick(
    review: Review, submission: Submission, items: Collection[TeamText], *, version: int, person_id: UUID, now: datetime
) -> None:
    documents = documents_read(submission)
    for item in items:
        values = {
            "version": version,
            "submission": submission,
            "reads": digests_of_item(review.team, item.sections, documents),
            "by_id": person_id,
            "at": now,
        }
        ChecklistTick.objects.update_or_create(review=review, item_key=item.key, defaults=values)


def _objects(review: Review, key: str, version: int) -> dict[str, UUID | str | int]:
    return {
        "review": review.pk,
        "revision": review.revision_id,
        "listing": review.revision.listing_id,
        "team": review.team,
        "item": key,
        "version": version,
    }
