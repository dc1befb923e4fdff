"""Queries for the timeline of a listing, which is read from the audit log."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.queries import events_about
from common.lazy_text import LazyText
from listings import registry
from listings.models import Listing


def timeline_titles() -> Mapping[str, LazyText]:
    """{verb in the audit log: title in the timeline}. Other verbs are not in the timeline."""
    titles = {
        lifecycle.audit_verb(row): row.timeline
        for lifecycle in registry.lifecycles.values()
        for row in lifecycle.rows
        if row.timeline
    }
    return {"revision.import": _("Folder imported"), **titles}


def timeline_events(listing: Listing) -> QuerySet[Event]:
    """The audit events in the listing's timeline, newest first. `timeline_titles` has the title of each verb."""
    return events_about("listing", listing.pk).filter(verb__in=timeline_titles())
