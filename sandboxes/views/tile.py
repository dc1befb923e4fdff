"""The page of a tile in a sandbox org, with its checklist and sign-off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from common.htmx import is_partial, render_page
from common.requests import ActorRequest, seen_version
from reviews.actions import open_thread
from reviews.actions.threads import NewThread
from sandboxes import actions
from sandboxes.forms import ChangesForm, ProblemForm, SignOffForm
from sandboxes.page.tile import TilePage, path_of_tab, tile_page
from sandboxes.sign_off_checklist import open_items


@require_safe
@signed_in
def detail(request: ActorRequest, activation_id: UUID) -> HttpResponse:
    context = _context(tile_page(request, activation_id))
    return render_page(request, "sandboxes/tile.html", context, part="sandboxes/tile_part.html")


@require_POST
@signed_in
def look(request: ActorRequest, activation_id: UUID) -> HttpResponse:
    """Record a view of the tile. A script posts this when the page loads; without JavaScript a button does."""
    actions.look_at_tile(activation_id=activation_id, by=request.actor, now=timezone.now())
    if not is_partial(request):
        return redirect("sandboxes:tile", activation_id)
    context = _context(tile_page(request, activation_id))
    return render(request, "sandboxes/tile_side.html", context)


@require_POST
@signed_in
def checks(request: ActorRequest, activation_id: UUID) -> HttpResponse:
    chosen = request.POST.getlist("checks")
    actions.save_checklist(activation_id=activation_id, checks=chosen, by=request.actor, now=timezone.now())
    if is_partial(request):
        return HttpResponse(status=204)
    messages.success(request, _("The checklist was saved."))
    return redirect("sandboxes:tile", activation_id)


@require_POST
@signed_in
def install(request: ActorRequest, activation_id: UUID) -> HttpResponse:
    actions.install_tile(activation_id=activation_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The test installation was recorded."))
    return redirect("sandboxes:tile", activation_id)


@require_POST
@signed_in
def uninstall(request: ActorRequest, activation_id: UUID) -> HttpResponse:
    actions.uninstall_tile(activation_id=activation_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The test installation was removed."))
    return redirect("sandboxes:tile", activation_id)


@require_POST
@signed_in
def problem(request: ActorRequest, activation_id: UUID) -> HttpResponse:
    """Report a problem: open a thread at the first field of the open tab."""
    page, form = tile_page(request, activation_id), ProblemForm(request.POST)
    if not form.is_valid():
        return _refused_page(request, page, problem_form=form)
    new_thread = NewThread(body=form.cleaned_data["body"], path=path_of_tab(request.POST.get("tab", "")))
    revision_id = page.activation.submission.revision_id
    thread = open_thread(revision_id=revision_id, new_thread=new_thread, team="", by=request.actor, now=timezone.now())
    messages.success(request, _("The problem was reported. Reviewers will reply on the listing's page."))
    return redirect(f"{page.activation.listing.get_absolute_url()}#thread-{thread.pk}")


@require_POST
@signed_in
def sign_off(request: ActorRequest, activation_id: UUID) -> HttpResponse:
    page = tile_page(request, activation_id)
    form = SignOffForm(request.POST, is_paid=page.is_paid)
    if page.sign_off and open_items(page.activation.submission):
        form.add_error(None, _("Confirm every item in the checklist before you sign off."))
    if not form.is_valid():
        return _refused_page(request, page, sign_off_form=form)
    actions.sign_off(
        revision_id=page.activation.submission.revision_id,
        seen=seen_version(request),
        terms_confirmed=bool(form.cleaned_data.get("terms_confirmed")),
        by=request.actor,
        now=timezone.now(),
    )
    messages.success(request, _("The tile was signed off."))
    return redirect("releases:release", page.activation.submission.revision_id)


@require_POST
@signed_in
def ask_for_changes(request: ActorRequest, activation_id: UUID) -> HttpResponse:
    page, form = tile_page(request, activation_id), ChangesForm(request.POST)
    if not form.is_valid():
        return _refused_page(request, page, note_form=form)
    actions.ask_for_changes(
        revision_id=page.activation.submission.revision_id,
        seen=seen_version(request),
        note=form.cleaned_data["note"],
        by=request.actor,
        now=timezone.now(),
    )
    messages.success(request, _("You requested changes. You can edit the listing again."))
    return redirect(page.activation.listing.get_absolute_url())


def _refused_page(request: ActorRequest, page: TilePage, **forms: object) -> HttpResponse:
    return render(request, "sandboxes/tile.html", {**_context(page), **forms}, status=422)


def _context(page: TilePage) -> dict[str, object]:
    return {
        "page": page,
        "presenter": page.presenter,
        "activation": page.activation,
        "listing": page.activation.listing,
        "org": page.activation.org,
        "note_form": ChangesForm(),
        "problem_form": ProblemForm(),
        "sign_off_form": SignOffForm(is_paid=page.is_paid),
        "breadcrumbs": [
            {"label": _("Sandboxes"), "href": reverse("sandboxes:sandbox-list")},
            {"label": page.activation.org.name, "href": reverse("sandboxes:org-detail", args=[page.activation.org_id])},
            {"label": page.activation.listing.name},
        ],
    }
