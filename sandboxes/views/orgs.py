"""Pages of sandbox orgs, and views that enable and disable tiles in them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from accounts.queries import names_of
from common.access import admin_only, staff_only
from common.lookups import first_or_not_found
from common.pages import requested_page
from common.reason_form import ReasonForm
from common.requests import ActorRequest, seen_version
from listings.models import Submission
from listings.states.revision_states import RevisionState
from sandboxes import actions
from sandboxes.models import TileActivation
from sandboxes.page.matrix import cell_url
from sandboxes.queries import visible_orgs_with_tiles
from sandboxes.queries.facts import with_names

PAGE_SIZE = 50
SHOWN_HISTORY = 50


@staff_only
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    order = ("organisation__name", "name", "pk")
    rows, links = requested_page(request, visible_orgs_with_tiles(request.actor), order=order, size=PAGE_SIZE)
    return render(request, "sandboxes/orgs.html", {"rows": rows, **links})


@require_safe
@signed_in
def detail(request: ActorRequest, org_id: UUID) -> HttpResponse:
    return _page(request, org_id, ReasonForm())


@admin_only
@require_POST
def suspend(request: ActorRequest, org_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, org_id, form)
    actions.suspend_org(org_id=org_id, reason=form.cleaned_data["reason"], by=request.actor, now=timezone.now())
    messages.success(request, _("The sandbox org was suspended."))
    return redirect("sandboxes:org-detail", org_id)


@admin_only
@require_POST
def reactivate(request: ActorRequest, org_id: UUID) -> HttpResponse:
    actions.reactivate_org(org_id=org_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The sandbox org was reactivated."))
    return redirect("sandboxes:org-detail", org_id)


@admin_only
@require_POST
def automatic(request: ActorRequest, org_id: UUID) -> HttpResponse:
    is_on = request.POST.get("on") == "1"
    actions.set_automatic(org_id=org_id, is_on=is_on, by=request.actor, now=timezone.now())
    text = _("Approved tiles are enabled here automatically.") if is_on else _("An admin must enable tiles here.")
    messages.success(request, text)
    return redirect("sandboxes:org-detail", org_id)


@admin_only
@require_POST
def switch_on(request: ActorRequest, org_id: UUID, submission_id: UUID) -> HttpResponse:
    """Enable a tile in an org. For an approved tile, this also changes the state of its revision."""
    submission, now = _submission(submission_id), timezone.now()
    if submission.revision.state == RevisionState.APPROVED and not _is_live(submission):
        actions.enable_tile(
            revision_id=submission.revision_id,
            orgs=[org_id],
            seen=seen_version(request),
            by=request.actor,
            now=now,
        )
    else:
        actions.switch_tile_on(org_id=org_id, submission_id=submission_id, by=request.actor, now=now)
    messages.success(request, _("{tile} was enabled.").format(tile=submission.revision.listing.name))
    return redirect(cell_url(submission.revision.listing_id, org_id))


@admin_only
@require_POST
def switch_off(request: ActorRequest, org_id: UUID, submission_id: UUID) -> HttpResponse:
    submission = _submission(submission_id)
    actions.switch_tile_off(org_id=org_id, submission_id=submission_id, by=request.actor, now=timezone.now())
    messages.success(request, _("{tile} was disabled.").format(tile=submission.revision.listing.name))
    return redirect(cell_url(submission.revision.listing_id, org_id))


def _submission(submission_id: UUID) -> Submission:
    rows = with_names(Submission.objects.select_related("revision__listing__live_release"))
    return first_or_not_found(rows.filter(pk=submission_id))


def _is_live(submission: Submission) -> bool:
    live = submission.revision.listing.live_release
    return live is not None and live.submission_id == submission.pk


def _page(request: ActorRequest, org_id: UUID, form: ReasonForm) -> HttpResponse:
    org = first_or_not_found(visible_orgs_with_tiles(request.actor).filter(pk=org_id))
    past = TileActivation.objects.filter(org=org).select_related("listing").order_by("-activated_at", "-pk")
    history = list(past[:SHOWN_HISTORY])
    names = names_of(each for row in history for each in (row.activated_by, row.deactivated_by))
    context = {
        "org": org,
        "history": _entries(history, names),
        "form": form,
        "may_run": request.actor.is_admin and not request.actor.belongs_to(org.organisation_id),
        "breadcrumbs": [{"label": _("Sandboxes"), "href": reverse("sandboxes:sandbox-list")}, {"label": org.name}],
    }
    return render(request, "sandboxes/org.html", context, status=422 if form.is_bound else 200)


def _entries(history: list[TileActivation], names: dict[UUID, str]) -> list[dict[str, object]]:
    """Entries of the `timeline` component, newest first."""
    entries: list[dict[str, object]] = []
    for row in history:
        title = row.listing.name
        by_on, by_off = (names.get(each, "") if each else "" for each in (row.activated_by, row.deactivated_by))
        if row.deactivated_at:
            entries.append({"at": row.deactivated_at, "title": _("{tile} disabled").format(tile=title), "by": by_off})
        is_on = row.deactivated_at is None
        entries.append(
            {"at": row.activated_at, "title": _("{tile} enabled").format(tile=title), "by": by_on, "is_now": is_on}
        )
    return sorted(entries, key=lambda entry: str(entry["at"]), reverse=True)
