"""Periodic work on listings and requests: archiving of idle revisions, expiry, and removal of unused files."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from common.actions import action
from common.actor import SYSTEM
from common.batches import in_batches
from common.errors import NotPossible
from files.queries import unused_before
from files.writes import drop_uses
from listings.actions.requests import change_request
from listings.actions.submissions import archive_revision, warn_idle_revision
from listings.content.references import file_references
from listings.lifecycle import registry
from listings.lifecycle.date_guards import archive_after_warning, date_near, warn_after
from listings.lifecycle.requests import EXPIRE, REMIND, RequestLifecycle
from listings.models import AppliedFix, Listing, Revision, Section, SectionVersion, Submission
from listings.states.revision_states import EDITABLE

Renew = Callable[[], None]


def archive_idle_revisions(*, now: datetime, renew: Renew) -> None:
    """Warn partners of revisions that nobody has worked on for long, and archive them some time after the warning."""
    idle = Revision.objects.filter(state__in=EDITABLE, active_at__lte=now - warn_after(), listing__hold="")
    is_due = Q(idle_warned_at=None) | Q(idle_warned_at__lte=now - archive_after_warning())
    for revision_id, warned_at in list(idle.filter(is_due).values_list("pk", "idle_warned_at")):
        if warned_at is None:
            warn_idle_revision(revision_id=revision_id, now=now)
        else:
            _archive(revision_id, now=now)
        renew()


def _archive(revision_id: UUID, *, now: datetime) -> None:
    try:
        archive_revision(revision_id=revision_id, now=now)
    except NotPossible:
        return  # somebody worked on it after the query


def expire_requests(*, now: datetime, renew: Renew) -> None:
    """Expire what was granted on request until a time that has passed, and remind partners of ends that are near."""
    for lifecycle in registry.lifecycles.values():
        states = {state for row in lifecycle.rows if row.verb == EXPIRE for state in row.sources}
        if isinstance(lifecycle, RequestLifecycle):
            granted = lifecycle.visible(SYSTEM).filter(state__in=states)
            for request in list(granted.filter(until__lte=now)):
                _apply(lifecycle, request.pk, EXPIRE, now=now)
                renew()
            for request in list(granted.filter(until__gt=now)):
                if not date_near(request, {}, now):
                    _apply(lifecycle, request.pk, REMIND, now=now)
                    renew()


def _apply(lifecycle: RequestLifecycle[Any], request_id: UUID, verb: str, *, now: datetime) -> None:
    with suppress(NotPossible):  # somebody ended or extended it after the query
        change_request(lifecycle, request_id, verb, by=SYSTEM, now=now)


def remove_unused_files(*, now: datetime, renew: Renew) -> None:
    """Remove the uses of files to which no document, history entry or submission refers any more.

    The files are deleted a day later unless another listing uses them. Listings on hold are skipped.
    """
    for listing in in_batches(Listing.objects.filter(hold="").only("pk")):
        _remove_unused(listing.pk, now=now)
        renew()


@action
def _remove_unused(listing_id: UUID, *, now: datetime) -> None:
    # Locked, so that nobody starts to use a file between the query and the removal.
    Listing.objects.select_for_update(of=("self",)).filter(pk=listing_id).first()
    drop_uses(listing_id, before=unused_before(now), keep=used_files(listing_id))


def used_files(listing_id: UUID) -> set[str]:
    """The digests of all files to which the listing refers, including its history, submissions and requests."""
    used = {sha256 for files_used_by in registry.file_users.values() for sha256 in files_used_by(listing_id)}
    for documents in (
        Section.objects.filter(revision__listing=listing_id).values_list("key", "document"),
        SectionVersion.objects.filter(section__revision__listing=listing_id).values_list("section__key", "document"),
    ):
        for key, values in documents.iterator():
            used |= set(file_references(key, values))
    for base, carried in Revision.objects.filter(listing=listing_id).values_list("base", "carried"):
        used |= {*base.values(), *carried.values()}
    for base, carried in AppliedFix.objects.filter(revision__listing=listing_id).values_list("base", "carried"):
        used |= {sha256 for pair in (*base.values(), *carried.values()) for sha256 in pair if sha256}
    for files, documents in Submission.objects.filter(revision__listing=listing_id).values_list("files", "documents"):
        used |= set(files.values())
        used |= {sha256 for key, values in documents.items() for sha256 in file_references(key, values)}
    return used
