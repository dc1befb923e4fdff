"""Pages of go-to-market requests: the page of a listing, and the list of all requests."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import signed_in, signed_in_person
from common.actor import Actor
from common.lazy_text import LazyText
from common.lists import joined_sentences, joined_with_and
from common.lookups import first_or_not_found
from common.pages import Column, ListPage, switch_items
from common.requests import ActorRequest
from listings.lifecycle.requests import REQUEST
from listings.pages.request_pages import RequestPages
from listings.queries import logos_of, visible_listings
from page_parts.times import format_time
from releases.lifecycles.gtm import GTM
from releases.models import GTM_OPEN, GtmRequest
from releases.queries import visible_gtm_requests


class GtmPages(RequestPages[GtmRequest]):
    lifecycle = GTM
    url_name = "releases:gtm"

    def page_url(self, subject: GtmRequest) -> str:
        return subject.get_absolute_url()

    def rows(self, subject: GtmRequest, reader: Actor) -> Sequence[GtmRequest]:
        return list(visible_gtm_requests(reader).filter(listing=subject.listing))

    def facts(self, subject: GtmRequest, _reader: Actor) -> dict[LazyText, object]:
        return {
            gettext_lazy("Type of help"): joined_with_and(subject.item_labels),
            gettext_lazy("Contact"): format_html('<a href="mailto:{0}">{0}</a>', subject.contact),
            gettext_lazy("Launch date"): subject.target_on and format_time(subject.target_on),
            gettext_lazy("Embargo until"): subject.embargo_on and format_time(subject.embargo_on),
        }

    def head(self, subject: GtmRequest, reader: Actor) -> dict[str, object]:
        listing = subject.listing
        intro = [_("We can help with the launch: a quote, an article, a speaker or shared social media posts.")]
        if not listing.is_paid:
            intro.append(_("For free integrations, the ecosystems team decides case by case."))
        return {
            "about": listing.name,
            "title": _("Go-to-market help for {name}").format(name=listing.name),
            "breadcrumbs": [
                {"label": _("Go-to-market"), "href": reverse("releases:gtm-list")},
                {"label": listing.name},
            ],
            "intro": joined_sentences(intro),
            "logo_of": listing.name,
            "logo": logos_of([listing], to=reader).get(listing.pk),
            "empty_text": _("Editors of the partner organisation can request help here once the tile is live."),
        }


GTM_PAGES = GtmPages()


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    page = ListPage(
        template="releases/gtm_list.html",
        title=_("Go-to-market"),
        section=_("Releases"),
        caption=_("Requests for go-to-market help"),
        columns=[*map(Column, (_("Listing"), _("Type of help"), _("Launch date"), _("State")))],
        empty_title=_("No requests"),
        empty_text=_("Partners can request help with their launch once a tile is live."),
        empty_icon="flag",
        order=("-requested_at", "-pk"),
    )
    rows = visible_gtm_requests(request.actor)
    rows = rows if request.GET.get("show") == "all" else rows.filter(state__in=GTM_OPEN)
    switch = switch_items(request, "show", {"open": _("Open requests"), "all": _("All requests")})
    return page.paginated(request, rows, switch=switch)


@require_safe
@signed_in
def detail(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    return GTM_PAGES.page(request, _new(request, listing_id), initial={"contact": signed_in_person(request).email})


@signed_in
def send(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    return GTM_PAGES.press(request, _new(request, listing_id), REQUEST)


def _new(request: ActorRequest, listing_id: UUID) -> GtmRequest:
    return GtmRequest(listing=first_or_not_found(visible_listings(request.actor).filter(pk=listing_id)))
