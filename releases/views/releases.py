"""Pages of upcoming releases, on which admins schedule, publish and send back revisions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from common.access import admin_only, leads_and_admins
from common.actor import Actor
from common.lookups import first_or_not_found
from common.pages import requested_page
from common.reason_form import ReasonForm
from common.requests import ActorRequest, seen_version
from listings.actions import change_revision
from listings.lifecycle.engine import assert_may
from listings.lifecycle.revisions import REVISION, offers
from listings.models import Listing, Revision
from listings.queries import logos_of
from listings.queries.status import status_of
from listings.states.revision_states import RELEASE_READY, RevisionState
from listings.visible import visible_revisions
from releases import actions
from releases.forms import EarlyReleaseForm, ScheduleForm
from releases.queries import ready_revisions, release_facts
from releases.rehearsal import rehearse_release
from releases.requested_release import requested_release
from sandboxes.queries import current_submissions
from sandboxes.rehearsal import tile_title

PAGE_SIZE = 30
_VERBS = ("confirm release", "publish", "schedule", "unschedule", "send back")
# Three forms of the page have a field for a reason.
_PUBLISH_ID, _BACK_ID = "id_publish_%s", "id_send_back_%s"


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
    waiting, links = requested_page(request, rest, order=("state_since", "pk"), size=PAGE_SIZE)
    context = {
        "planned": _rows(planned, request.actor),
        "waiting": _rows(waiting, request.actor),
        **links,
    }
    return render(request, "releases/releases.html", context)


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


@require_POST
@signed_in
def confirm(request: ActorRequest, revision_id: UUID) -> HttpResponse:
    """Confirm a release that the partner put on hold."""
    change_revision(
        revision_id=revision_id,
        verb="confirm release",
        parameters={},
        seen=seen_version(request),
        by=request.actor,
        now=timezone.now(),
    )
    messages.success(request, _("The release is confirmed. An admin will publish the tile or schedule its release."))
    return redirect("releases:release", revision_id)


@admin_only
@require_POST
@reauthentication_required
def publish(request: ActorRequest, revision_id: UUID) -> HttpResponse:
    revision, seen = first_or_not_found(visible_revisions(request.actor).filter(pk=revision_id)), seen_version(request)
    assert_may(REVISION, revision, "publish", by=request.actor)
    form = EarlyReleaseForm(request.POST, requested_at=_requested_at(revision, request.actor), auto_id=_PUBLISH_ID)
    if not form.is_valid():
        return _page(request, revision, publish_form=form)
    reason = form.cleaned_data.get("reason", "")
    revision = actions.publish_revision(
        revision_id=revision_id, reason=reason, seen=seen, by=request.actor, now=timezone.now()
    )
    messages.success(request, _("{listing} is live.").format(listing=revision.listing.name))
    return redirect("releases:live-tile", revision.listing_id)


@require_POST
@signed_in
def schedule(request: ActorRequest, revision_id: UUID) -> HttpResponse:
    revision = _revision(request, revision_id)
    assert_may(REVISION, revision, "schedule", by=request.actor)
    form = ScheduleForm(request.POST, requested_at=_requested_at(revision, request.actor))
    if not form.is_valid():
        return _page(request, revision, schedule_form=form)
    values: dict[str, Any] = {name: form.cleaned_data[name] for name in form.fields if name != "zone"}
    actions.schedule_release(
        revision_id=revision_id, **values, seen=seen_version(request), by=request.actor, now=timezone.now()
    )
    messages.success(request, _("The release was scheduled."))
    return redirect("releases:release", revision_id)


@require_POST
@signed_in
def unschedule(request: ActorRequest, revision_id: UUID) -> HttpResponse:
    actions.unschedule_release(
        revision_id=revision_id, seen=seen_version(request), by=request.actor, now=timezone.now()
    )
    messages.success(request, _("The scheduled release was cancelled."))
    return redirect("releases:release", revision_id)


@leads_and_admins
@require_POST
def send_back(request: ActorRequest, revision_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id=_BACK_ID)
    if not form.is_valid():
        return _page(request, _revision(request, revision_id), back_form=form)
    reason = form.cleaned_data["reason"]
    actions.send_back(
        revision_id=revision_id, reason=reason, seen=seen_version(request), by=request.actor, now=timezone.now()
    )
    messages.success(request, _("The listing was sent back to the partner."))
    return redirect("releases:release-list")


def _live_revision(listing: Listing) -> UUID | None:
    return listing.live_release.submission.revision_id if listing.live_release else None


def _revision(request: ActorRequest, revision_id: UUID) -> Revision:
    return first_or_not_found(ready_revisions(request.actor).filter(pk=revision_id))


def _requested_at(revision: Revision, by: Actor) -> datetime | None:
    """The time before which our staff must give a reason for the release, if the reader is one of them."""
    is_asked = by.is_staff and revision.state in RELEASE_READY
    return release_facts([revision])[revision.pk].requested_at if is_asked else None


def _rows(revisions: Iterable[Revision], to: Actor) -> list[dict[str, object]]:
    found = list(revisions)
    current, status_messages = current_submissions(found), status_of(found, to=to)
    return [
        {
            "revision": revision,
            "listing": revision.listing,
            "what": tile_title(revision.listing, current.get(revision.pk)),
            "status_message": status_messages[revision.pk],
        }
        for revision in found
    ]


def _page(request: ActorRequest, revision: Revision, **bound: forms.Form) -> HttpResponse:
    submission = current_submissions([revision])[revision.pk]
    found = {offer.verb: offer for offer in offers([revision], request.actor)[revision.pk]}
    requested_at = _requested_at(revision, request.actor)
    context = {
        "revision": revision,
        "listing": revision.listing,
        "logo": logos_of([revision.listing], to=request.actor).get(revision.listing_id),
        "submission": submission,
        "status_message": status_of([revision], to=request.actor)[revision.pk],
        "requested": requested_release(submission),
        "rehearsal": rehearse_release(revision.listing, submission, revision),
        "offers": {verb.replace(" ", "_"): found.get(verb) for verb in _VERBS},
        "publish_form": EarlyReleaseForm(requested_at=requested_at, auto_id=_PUBLISH_ID),
        "schedule_form": ScheduleForm(requested_at=requested_at),
        "back_form": ReasonForm(auto_id=_BACK_ID),
        "breadcrumbs": [
            {"label": _("Releases"), "href": reverse("releases:release-list")},
            {"label": revision.listing.name},
        ],
        **bound,
    }
    return render(request, "releases/release.html", context, status=422 if bound else 200)
