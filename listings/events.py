"""Webhook events of listings: one row per verb of the transition table."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.actions import in_transaction
from listings import page_urls
from listings.lifecycles.change import RevisionChange
from listings.lifecycles.types import TransitionTarget
from listings.models import Listing, Revision, Submission
from notices.events import Data, EventSubject, event_type
from notices.webhooks.writes import emit

# None: no event, because partners do not need one. The portal does not start if a verb has no row.
EVENTS: Mapping[str, str | None] = {
    "create": "listing.created",
    "edit": None,
    "submit": "listing.submitted",
    "checks passed": "checks.finished",
    "checks failed": "checks.finished",
    "re-run checks": None,
    "request changes": "listing.returned",
    "all approved": "listing.approved",
    "approval taken back": "listing.approval_withdrawn",
    "reject": "listing.rejected",
    "reopen": "listing.reopened",
    "enable in sandbox": "tile.enabled",
    "ask for changes": "listing.change_requested",
    "sign off": "listing.signed_off",
    "schedule": "release.scheduled",
    "unschedule": "release.cancelled",
    "publish": "listing.live",
    "send back": "listing.returned",
    "withdraw": "listing.withdrawn",
    "new revision": "listing.revision_started",
    "archive": "listing.archived",
    "restore": "listing.restored",
    "delete": "listing.deleted",
}
_DESCRIPTIONS: Mapping[str, str | Promise] = {
    "listing.created": _("A listing is created."),
    "listing.submitted": _("A listing is submitted."),
    "checks.finished": _(
        "The checks of a submission finish: the state is in_review, or changes_requested if they failed."
    ),
    "listing.returned": _("Reviewers request changes, or our team sends an approved listing back."),
    "listing.approved": _("All review teams have approved a listing."),
    "listing.approval_withdrawn": _("A review team withdraws its approval of an approved listing."),
    "listing.rejected": _("A listing is rejected."),
    "listing.reopened": _("A rejected listing is reopened."),
    "tile.enabled": _("A tile is enabled in a sandbox org."),
    "listing.change_requested": _("Your organisation requests changes to a tile in the sandbox."),
    "listing.signed_off": _("A tile is signed off."),
    "release.scheduled": _("A release is scheduled."),
    "release.cancelled": _("A scheduled release is cancelled."),
    "listing.live": _("A listing goes live."),
    "listing.withdrawn": _("A submitted listing is withdrawn."),
    "listing.revision_started": _("A new revision of a live listing is started."),
    "listing.archived": _("An inactive listing is archived."),
    "listing.restored": _("An archived listing is restored."),
    "listing.deleted": _("A draft is deleted."),
}


def register_events() -> None:
    """Called once, when the portal starts."""
    for name in dict.fromkeys(filter(None, EVENTS.values())):
        event_type(name, _DESCRIPTIONS[name])


@in_transaction
def emit_change(change: RevisionChange) -> None:
    """Emit the webhook event of a change of state to the listing's organisation."""
    event = EVENTS[change.transition.verb]
    if event is None:
        return
    if change.transition.target is TransitionTarget.GONE:
        about = EventSubject(
            organisation_id=change.listing.organisation_id, describe=lambda: _deleted(change.listing, change.revision)
        )
    else:
        about = subject_of(change.revision, listing=change.listing)
    emit(event, about, key=change.key, now=change.now)


@in_transaction
def emit_creation(verb: str, revision: Revision, *, now: datetime) -> None:
    """Like `emit_change`, for a verb that creates a revision."""
    event = EVENTS[verb]
    assert event is not None  # noqa: S101 both of them have one
    emit(event, subject_of(revision), key=f"revision:{revision.pk}:{verb}", now=now)


def subject_of(revision: Revision, *, listing: Listing | None = None, page: str = "", **more: object) -> EventSubject:
    """A revision with its current round. page is the path of a more specific page than the listing's.

    more contains additional values for the event.
    """
    about = listing or revision.listing
    return EventSubject(
        organisation_id=about.organisation_id, describe=lambda: {**_data(about, revision, page=page), **more}
    )


def subject_of_live(listing: Listing, **more: str) -> EventSubject:
    """The live submission of the listing."""
    return subject_of_submission(listing, Submission.objects.filter(releases=listing.live_release_id), **more)


def subject_of_submission(listing: Listing, rows: QuerySet[Submission], *, page: str = "", **more: str) -> EventSubject:
    """A submission of the listing; rows must contain exactly that one."""

    def describe() -> Data:
        submission = rows.select_related("revision").only("round", "revision").get()
        about = {"round": submission.round, "submission": str(submission.pk)}
        return {**_data(listing, submission.revision, page=page), **about, **more}

    return EventSubject(organisation_id=listing.organisation_id, describe=describe)


def subject_without_listing(organisation_id: UUID, *, page: str, **more: object) -> EventSubject:
    """Something that belongs to the organisation, not to a listing; page is the path of its page."""
    nothing = dict.fromkeys(("listing", "revision", "round", "submission", "state", "availability"))
    links = {"api": None, "page": f"{settings.PUBLIC_URL}{page}"}
    return EventSubject(organisation_id=organisation_id, describe=lambda: {**nothing, "links": links, **more})


def _data(listing: Listing, revision: Revision, *, page: str) -> Data:
    rows = Submission.objects.filter(revision=revision, round=revision.round).values_list("pk", flat=True)
    submission = rows.first() if revision.round else None
    return {
        "listing": str(listing.pk),
        "revision": revision.number,
        "round": revision.round,
        "submission": str(submission) if submission else None,
        "state": str(revision.state),
        "availability": str(listing.availability),
        "links": {
            "api": f"{settings.PUBLIC_URL}{page_urls.api_listing(listing.pk)}",
            "page": f"{settings.PUBLIC_URL}{page or listing.get_absolute_url()}",
        },
    }


def _deleted(listing: Listing, revision: Revision) -> Data:
    links = {"api": None, "page": f"{settings.PUBLIC_URL}{page_urls.LISTINGS}"}
    return {**_data(listing, revision, page=""), "state": None, "links": links}
