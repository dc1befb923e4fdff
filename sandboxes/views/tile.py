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
from common.requests import ActorRequest
from listings.lifecycle.buttons import ButtonPlace
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.types import Transition
from listings.models import Revision
from listings.pages.buttons import BoundForms, ButtonPage, Press, press
from listings.pages.shown_buttons import buttons_for
from reviews.actions import open_thread
from reviews.actions.threads import NewThread
from sandboxes import actions
from sandboxes.forms import ProblemForm
from sandboxes.page.tile import TilePage, path_of_tab, tile_page


class TileButtons(ButtonPage[Revision]):
    """The buttons on the page of the tile that this activation enabled."""

    lifecycle = REVISION
    place = ButtonPlace.SANDBOX
    url_name = "sandboxes:tile"
    placed = frozenset({"sign off"})

    def __init__(self, activation_id: UUID) -> None:
        self._activation_id = activation_id

    def url(self, _subject: Revision, row: Transition) -> str:
        return reverse(f"{self.url_name}-{row.slug}", args=[self._activation_id])

    def page_url(self, _subject: Revision) -> str:
        return reverse(self.url_name, args=[self._activation_id])

    def next_url(self, subject: Revision, row: Transition) -> str:
        is_signed = row.verb == "sign off"
        return reverse("releases:release", args=[subject.pk]) if is_signed else subject.listing.get_absolute_url()

    def carry_out(self, press: Press[Revision]) -> Revision:
        if press.transition.verb != "sign off":
            return super().carry_out(press)
        is_confirmed = press.parameters.get("terms_confirmed") is True
        return actions.sign_off(
            revision_id=press.subject.pk, seen=press.seen, terms_confirmed=is_confirmed, by=press.by, now=press.now
        )


@require_safe
@signed_in
def detail(request: ActorRequest, activation_id: UUID) -> HttpResponse:
    context = _context(request, tile_page(request, activation_id))
    return render_page(request, "sandboxes/tile.html", context, part="sandboxes/tile_part.html")


@require_POST
@signed_in
def look(request: ActorRequest, activation_id: UUID) -> HttpResponse:
    """Record a view of the tile. A script posts this when the page loads; without JavaScript a button does."""
    actions.look_at_tile(activation_id=activation_id, by=request.actor, now=timezone.now())
    if not is_partial(request):
        return redirect("sandboxes:tile", activation_id)
    context = _context(request, tile_page(request, activation_id))
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
        context = {**_context(request, page), "problem_form": form}
        return render(request, "sandboxes/tile.html", context, status=422)
    new_thread = NewThread(body=form.cleaned_data["body"], path=path_of_tab(request.POST.get("tab", "")))
    revision_id = page.activation.submission.revision_id
    thread = open_thread(revision_id=revision_id, new_thread=new_thread, team="", by=request.actor, now=timezone.now())
    messages.success(request, _("The problem was reported. Reviewers will reply on the listing's page."))
    return redirect(f"{page.activation.listing.get_absolute_url()}#thread-{thread.pk}")


@signed_in
def change(request: ActorRequest, activation_id: UUID, verb: str) -> HttpResponse:
    """Carry out a button of the page."""
    page = tile_page(request, activation_id)

    def refused_page(bound_forms: BoundForms) -> HttpResponse:
        return render(request, "sandboxes/tile.html", _context(request, page, bound_forms))

    return press(request, TileButtons(activation_id), page.revision, slug=verb, render=refused_page)


def _context(request: ActorRequest, page: TilePage, bound_forms: BoundForms | None = None) -> dict[str, object]:
    activation, button_page = page.activation, TileButtons(page.activation.pk)
    buttons = buttons_for(button_page, page.revision, request.actor, bound_forms=bound_forms) if page.is_current else {}
    return {
        "page": page,
        "presenter": page.presenter,
        "activation": activation,
        "listing": activation.listing,
        "org": activation.org,
        "buttons": buttons,
        "problem_form": ProblemForm(),
        "breadcrumbs": [
            {"label": _("Sandboxes"), "href": reverse("sandboxes:sandbox-list")},
            {"label": activation.org.name, "href": reverse("sandboxes:org", args=[activation.org_id])},
            {"label": activation.listing.name},
        ],
    }
