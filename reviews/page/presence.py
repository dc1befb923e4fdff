"""Prepares which colleagues have the page of a review open, and whether the partner has replaced what it shows.

Heartbeats don't renew claims.
"""

from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Team
from accounts.queries import names_of
from common.presence import BEAT_SECONDS, PresentPerson, record_presence
from listings.page_urls import comparison
from reviews.page.review_page import ReviewPage


def presence_context(page_data: ReviewPage, *, seen: UUID | None = None) -> dict[str, object]:
    """The template context with the people who have a review of this revision open; records that the reader has.

    Partners are not among them, and don't see them. seen is the ID of the submission that the reader's page shows, by
    default the current one. At most one query.
    """
    if page_data.actor.id is None:
        return {}
    current = page_data.review.submission_id
    shown = seen or current
    reader = PresentPerson(person_id=page_data.actor.id, page=page_data.review.team)
    others = record_presence(f"review:{page_data.revision.pk}", reader, now=page_data.now)
    names = names_of(person.person_id for person in others) if others else {}
    return {
        "present": [
            {"name": names[person.person_id], "does": _does(names[person.person_id], person.page), "edits": False}
            for person in others
            if person.person_id in names and person.page in Team.values
        ],
        "presence_url": f"{page_data.url('review-presence')}?{urlencode({'submission': shown, 'current': current})}",
        "comparison_url": comparison(page_data.listing.pk, shown, current) if shown != current else "",
        "beat_seconds": BEAT_SECONDS,
    }


def _does(name: str, team: str) -> str:
    return _("{name} has the review by {team} open").format(name=name, team=Team(team).label)
