"""Prepares which colleagues have the page of a review open. Heartbeats don't renew claims."""

from django.utils.translation import gettext as _

from accounts.models import Team
from accounts.queries import names_of
from common.presence import BEAT_SECONDS, PresentPerson, record_presence
from reviews.page.review_page import ReviewPage


def presence_context(page_data: ReviewPage) -> dict[str, object]:
    """The template context with the people who have a review of this revision open; records that the reader has.

    Partners are not among them, and don't see them. At most one query.
    """
    if page_data.actor.id is None:
        return {}
    reader = PresentPerson(person_id=page_data.actor.id, page=page_data.review.team)
    others = record_presence(f"review:{page_data.revision.pk}", reader, now=page_data.now)
    names = names_of(person.person_id for person in others) if others else {}
    return {
        "present": [
            {"name": names[person.person_id], "does": _does(names[person.person_id], person.page), "edits": False}
            for person in others
            if person.person_id in names and person.page in Team.values
        ],
        "presence_url": page_data.url("review-presence"),
        "beat_seconds": BEAT_SECONDS,
    }


def _does(name: str, team: str) -> str:
    return _("{name} has the review by {team} open").format(name=name, team=Team(team).label)
