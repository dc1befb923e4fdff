"""The checklist that the Documentation team of the demo has written, and how its reviewers tick it."""

from datetime import datetime
from uuid import UUID

from msgspec import structs

from accounts.models import Team
from common.actor import Actor
from reviews.actions import save_team_texts, tick_items
from reviews.models import Review, TextsKind
from reviews.queries.checklists import checklist_of
from reviews.queries.team_texts import current_texts
from reviews.team_texts import TeamText

_TEAM = Team.DOCUMENTATION
_REQUIRED = "uninstallation"
_ADDED = TeamText(
    key="name-of-the-product",
    text={
        "en": "{partner} and {listing} are written as on the website of {partner}",
        "fr": "{partner} et {listing} sont écrits comme sur le site web de {partner}",
        "ja": "{partner}と{listing}の表記は{partner}のウェブサイトと同じです",
    },
    sections=("overview",),
)


def add_demo_checklist(*, by: Actor, now: datetime) -> None:
    """Save the team's own version, with an item that reviewers must tick; nothing if there is one."""
    current = current_texts(TextsKind.CHECKLIST, _TEAM)
    if current.number:
        return
    items = [structs.replace(item, is_required=item.key == _REQUIRED) for item in current.items]
    save_team_texts(kind=TextsKind.CHECKLIST, team=_TEAM, items=[*items, _ADDED], seen=0, by=by, now=now)


def tick_as_reviewer(review: Review, submission_id: UUID, *, by: Actor, now: datetime) -> None:
    """Tick the first item of the checklist, and those without which the team can't approve."""
    checklist = checklist_of(review, review.submission)
    keys = [entry.item.key for entry in checklist.entries[:1]]
    keys += [entry.item.key for entry in checklist.entries if entry.is_missing and entry.item.key not in keys]
    tick_items(
        review_id=review.pk,
        submission_id=submission_id,
        version=checklist.version,
        ticked=keys,
        unticked=(),
        by=by,
        now=now,
    )
