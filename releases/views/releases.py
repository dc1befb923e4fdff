"""Pages of upcoming releases, on which admins schedule, publish and send back revisions."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from common.actor import Actor
from common.lookups import first_or_not_found
from common.pages import Column, ListPage
from common.requests import ActorRequest
from listings.lifecycle.buttons import ButtonPlace
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.types import Transition
from listings.models import Listing, Revision
from listings.pages.buttons import BoundForms, ButtonPage, press
from listings.pages.shown_buttons import buttons_for
from listings.queries import logos_of, visible_revisions
from listings.queries.status import status_of
from listings.states.revision_states import RevisionState
from releases.queries import ready_revisions
from releases.release_rehearsal import rehearse_release
from releases.requested_release import requested_release
from sandboxes.activation_rehearsal import tile_title
from sandboxes.queries import current_submissions


class ReleaseButtons(ButtonPage[Revision]):
    lifecycle = REVISION
    place = ButtonPlace.RELEASE
    url_name = "releases:release"
    placed = frozenset({"publish", "unschedule", "confirm release"})

    def next_url(self, subject: Revision, row: Transition) -> str:
        if row.verb == "publish":
            return reverse("releases:live-tile", args=[subject.listing_id])
        return reverse("releases:release-list") if row.verb == "send back" else super().next_url(subject, row)


RELEASE_BUTTONS = ReleaseButtons()


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """List the scheduled releases by time, then the other ones, those that have waited longest first."""
    rows = ready_revisions(request.actor)
    planned = (
        []
        if request.GET.get("after")
        else list(rows.filter(state=RevisionState.SCHEDULED).order_by("release_at", "pk"))
    )
    rest = rows.exclude(state=RevisionState.SCHEDULED)
    present = partial(_rows, to=request.actor)
    page = ListPage(
        template="releases/releases.html",
        title=_("Releases"),
        caption=_("Approved listings"),
        columns=[*map(Column, (_("Listing"), _("State"), _("Waiting for"), _("Since")))],
        empty_title=_("Nothing in progress"),
        empty_text=_("Listings appear here once every team has approved them."),
        empty_icon="ship",
        order=("state_since", "pk"),
    )
    return page.paginated(request, rest, present=present, planned=present(planned))


@require_safe
@signed_in
def detail(request: ActorRequest, revision_id: UUID) -> HttpResponse:
    """The page of an upcoming release. If it has been released, redirect to the live tile or the listing."""
    revision = ready_revisions(request.actor).filter(pk=revision_id).first()
    if revision is not None:
        return _page(request, revision)
    listing = first_or_not_found(visible_revisions(request.actor).filter(pk=revision_id)).listing
    if revision_id == _live_revision(listing):
        return redirect("releases:live-tile", listing.pk)
    return redirect(listing.get_absolute_url())


@signed_in
def change(request: ActorRequest, revision_id: UUID, verb: str) -> HttpResponse:
    """Carry out a button of the page."""
    revision = first_or_not_found(visible_revisions(request.actor).filter(pk=revision_id))
    return press(
        request, RELEASE_BUTTONS, revision, slug=verb, render=lambda refused: _page(request, revision, refused)
    )


def _live_revision(listing: Listing) -> UUID | None:
    return listing.live_release.submission.revision_id if listing.live_release else None


def _rows(revisions: Iterable[Revision], to: Actor) -> list[dict[str, object]]:
    rows = list(revisions)
    current, status_messages = current_submissions(rows), status_of(rows, to=to)
    return [
        {
            "revision": revision,
            "listing": revision.listing,
            "what": tile_title(revision.listing, current.get(revision.pk)),
            "status_message": status_messages[revision.pk],
        }
        for revision in rows
    ]


def _page(request: ActorRequest, revision: Revision, bound_forms: BoundForms | None = None) -> HttpResponse:
    submission = current_submissions([revision])[revision.pk]
    context = {
        "revision": revision,
        "listing": revision.listing,
        "logo": logos_of([revision.listing], to=request.actor).get(revision.listing_id),
        "submission": submission,
        "status_message": status_of([revision], to=request.actor)[revision.pk],
        "requested": requested_release(submission),
        "release_needs": RevisionState(revision.state).row.release_needs,
        "rehearsal": rehearse_release(revision.listing, submission, revision),
        "buttons": buttons_for(RELEASE_BUTTONS, revision, request.actor, bound_forms=bound_forms),
        "breadcrumbs": [
            {"label": _("Releases"), "href": reverse("releases:release-list")},
            {"label": revision.listing.name},
        ],
    }
    return render(request, "releases/release.html", context)
