"""Queries for the timeline of a listing, which is read from the audit log, and the reasons given for its changes."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.queries import events_about
from common.lazy_text import LazyText
from listings.lifecycle import registry
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.transitions import TRANSITIONS
from listings.models import Listing, PastTransition, Revision, StatePeriod
from listings.states.revision_states import RevisionState

# Transitions whose reason tells the partner what to change. A team's note is part of its decision.
RETURNING = {
    row.verb: row for row in TRANSITIONS if row.target is RevisionState.CHANGES_REQUESTED and "reason" in row.asks
}


def timeline_titles() -> Mapping[str, LazyText]:
    """{verb in the audit log: title in the timeline}. Other verbs are not in the timeline."""
    titles = {
        lifecycle.audit_verb(row): row.timeline
        for lifecycle in registry.lifecycles.values()
        for row in lifecycle.rows
        if row.timeline
    }
    return {"revision.import": _("Folder imported"), **registry.timeline_titles, **titles}


def timeline_events(listing: Listing) -> QuerySet[Event]:
    """The audit events in the listing's timeline, newest first. `timeline_titles` has the title of each verb."""
    return events_about("listing", listing.pk).filter(verb__in=timeline_titles())


def reasons_of(events: Iterable[Event], *, for_staff: bool = False) -> Mapping[UUID, str]:
    """{event ID: the reason or note that was given for the change}. Two queries.

    If there are both, the partner reads only the note.
    """
    events = list(events)
    about = {(event.object_ids.get("revision"), event.verb, event.at): event.pk for event in events}
    audited = {row.verb: REVISION.audit_verb(row) for row in TRANSITIONS}
    rows = StatePeriod.objects.filter(revision__in={key[0] for key in about if key[0]}).exclude(reason="")
    keys = {(str(row.revision_id), audited.get(row.verb, ""), row.until): row.reason for row in rows}
    of_revisions = {about[key]: reason for key, reason in keys.items() if key in about}
    return of_revisions | _past_texts([event.pk for event in events], for_staff=for_staff)


def _past_texts(events: Sequence[UUID], *, for_staff: bool) -> dict[UUID, str]:
    rows = PastTransition.objects.filter(pk__in=events).exclude(reason="", note="")
    return {row.pk: _past_text(row, for_staff=for_staff) for row in rows}


def _past_text(row: PastTransition, *, for_staff: bool) -> str:
    if not (row.reason and row.note):
        return row.reason or row.note
    return "\n\n".join([row.reason, _("Note to the partner: {note}").format(note=row.note)]) if for_staff else row.note


def returns_of(revisions: Sequence[Revision]) -> QuerySet[StatePeriod]:
    """The periods that ended with the return of these revisions, with a reason. verb is a key of `RETURNING`."""
    ids = [revision.pk for revision in revisions]
    rows = StatePeriod.objects.filter(revision__in=ids, verb__in=RETURNING, until=F("revision__state_since"))
    return rows.exclude(reason="")
