"""Queries about the checklist of a review and its ticks."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from listings.models import Submission
from reviews.checklists import questions_of
from reviews.models import ChecklistTick, Review, TextsKind
from reviews.queries.team_texts import TextsVersion, built_in_version, current_texts, texts_version, versions_of
from reviews.team_texts import TeamText
from reviews.teams import digests_of_item, documents_read


class TickState(StrEnum):
    """Whether an item is ticked, or why its tick no longer counts."""

    OPEN = "open"
    TICKED = "ticked"
    CONTENT_CHANGED = "content_changed"
    TEXT_CHANGED = "text_changed"


class ChecklistEntry(Struct, frozen=True, kw_only=True):
    """An item with its last tick; None if nobody has ticked it."""

    item: TeamText
    state: TickState
    tick: ChecklistTick | None

    @property
    def is_ticked(self) -> bool:
        return self.state is TickState.TICKED

    @property
    def is_missing(self) -> bool:
        """Whether the item keeps the team from approving."""
        return self.item.is_required and not self.is_ticked


class Checklist(Struct, frozen=True, kw_only=True):
    """The checklist of a review in its newest version."""

    version: int
    entries: Sequence[ChecklistEntry]


def checklist_items(texts: TextsVersion, team: str) -> Sequence[TeamText]:
    """The items of a version, then the questions of checks that the team performs."""
    return (*texts.items, *questions_of(team))


def checklist_of(review: Review, submission: Submission) -> Checklist:
    """The checklist for a submission of the review, with its ticks.

    Two queries, three if the list was changed after a tick. The listing is read only if ticks are from earlier
    submissions.
    """
    texts = current_texts(TextsKind.CHECKLIST, review.team)
    ticks = {tick.item_key: tick for tick in review.ticks.select_related("by")}
    items = checklist_items(texts, review.team)
    earlier = _earlier_items(review.team, {tick.version for tick in ticks.values()} - {texts.number})
    is_current = all(tick.submission_id == submission.pk for tick in ticks.values())
    digests = {} if is_current else _digests(review.team, items, submission)
    return Checklist(
        version=texts.number,
        entries=[_entry(item, ticks.get(item.key), submission, earlier=earlier, digests=digests) for item in items],
    )


def _entry(
    item: TeamText,
    tick: ChecklistTick | None,
    submission: Submission,
    *,
    earlier: Mapping[tuple[int, str], TeamText],
    digests: Mapping[str, Mapping[str, str]],
) -> ChecklistEntry:
    state = TickState.OPEN
    if tick:
        then = earlier.get((tick.version, item.key), item)
        is_same = tick.submission_id == submission.pk or tick.reads == digests[item.key]
        state = TickState.TICKED if is_same else TickState.CONTENT_CHANGED
        state = state if item.says_as_in(then) else TickState.TEXT_CHANGED
    return ChecklistEntry(item=item, state=state, tick=tick)


def _earlier_items(team: str, numbers: set[int]) -> dict[tuple[int, str], TeamText]:
    """{(version, key): item} of earlier versions of the team's checklist."""
    if not numbers:
        return {}
    versions = [texts_version(row) for row in versions_of(TextsKind.CHECKLIST, team).filter(number__in=numbers)]
    if 0 in numbers:
        versions.append(built_in_version(TextsKind.CHECKLIST, team))
    return {(version.number, item.key): item for version in versions for item in version.items}


def _digests(team: str, items: Sequence[TeamText], submission: Submission) -> dict[str, dict[str, str]]:
    """{key of an item: digests of what it is about}."""
    documents = documents_read(submission)
    return {item.key: digests_of_item(team, item.sections, documents) for item in items}
