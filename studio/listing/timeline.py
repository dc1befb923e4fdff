"""Prepares the timeline of a listing from audit events."""

from accounts.queries import names_of
from listings.models import Listing
from listings.queries.timeline import reasons_of, timeline_events, timeline_titles

_MAX_ENTRIES = 30


def timeline_of(listing: Listing) -> list[dict[str, object]]:
    """The entries for the `timeline` component, newest first. Three queries."""
    events = list(timeline_events(listing)[:_MAX_ENTRIES])
    titles = timeline_titles()
    names, reasons = names_of(event.actor_id for event in events), reasons_of(events)
    return [
        {
            "at": event.at,
            "title": titles[event.verb],
            "by": names.get(event.actor_id, "") if event.actor_id else "",
            "detail": reasons.get(event.pk, ""),
            "is_now": place == 0,
        }
        for place, event in enumerate(events)
    ]
