from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.htmx import render_page
from common.navigation import audiences_of, request_actor
from common.platform_policies import SECURITY_CONTACT
from guides.contact import contacts
from guides.library import Guide, guides_in
from guides.page import sections_of
from guides.policies import COMMUNITY_LINKS, OFFICE_HOURS
from guides.samples import Sample, sample_named
from guides.search import search_guides
from tilekit.core.message_catalogues import ENGLISH

MAX_QUERY_CHARACTERS = 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:MAX_QUERY_CHARACTERS].strip()
    context = {
        "guides": _guides().values(),
        "query": query,
        "search": search_guides(query, _language()),
    }
    return render_page(request, "guides/index.html", context, part="guides/results.html")


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    guides = [*_guides().values()]
    guide = _guides().get(slug)
    if guide is None:
        raise Http404
    place = guides.index(guide)
    context = {
        "guide": guide,
        "sections": sections_of(guide),
        "samples": [sample_named(name) for name in guide.samples],
        "previous": guides[place - 1] if place else None,
        "next": guides[place + 1] if place + 1 < len(guides) else None,
        "breadcrumbs": [{"label": _("Guides"), "href": reverse("guides:guide-list")}, {"label": guide.title}],
    }
    return render(request, "guides/guide.html", context)


@require_safe
def sample(_request: HttpRequest, sample: str) -> HttpResponse:
    """Download a sample listing as a zip file."""
    headers = {"Content-Disposition": f'attachment; filename="{sample}.zip"'}
    return HttpResponse(_sample(sample).archive(), content_type="application/zip", headers=headers)


@require_safe
def sample_picture(_request: HttpRequest, sample: str, path: str) -> HttpResponse:
    """Show an image of a sample listing."""
    picture = _sample(sample).picture(path)
    if picture is None:
        raise Http404
    content_type, data = picture
    return HttpResponse(data, content_type=content_type)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    context = {
        "audiences": audiences_of(request_actor(request)),
        "contacts": contacts(),
        "security_contact": SECURITY_CONTACT.value,
        "office_hours": OFFICE_HOURS.value,
        "community_links": COMMUNITY_LINKS.value,
    }
    return render(request, "guides/contact.html", context)


def _language() -> str:
    return get_language() or ENGLISH


def _guides() -> Mapping[str, Guide]:
    return guides_in(_language())


def _sample(name: str) -> Sample:
    try:
        return sample_named(name)
    except KeyError as error:
        raise Http404 from error
