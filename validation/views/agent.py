"""The page with the lists of packages that the Agent ships."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.access import admin_only
from common.pages import requested_page
from common.requests import ActorRequest
from page_parts.counts import Count
from validation import actions
from validation.forms import AgentPackagesForm
from validation.models import AgentPackages
from validation.page.agent import packages_rows
from validation.page.tabs import tabs
from validation.queries.agent import NEWEST_FIRST, current_packages

PACKAGES_PER_PAGE = 30


@admin_only
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    return _page(request, AgentPackagesForm(), status=200)


@admin_only
@require_POST
def replace(request: ActorRequest) -> HttpResponse:
    form = AgentPackagesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    actions.replace_agent_packages(
        agent_version=given["agent_version"], packages=given["parsed"], by=request.actor, now=timezone.now()
    )
    count = len(given["parsed"])
    text = ngettext(
        "The checks now use this list of {n} package.", "The checks now use this list of {n} packages.", count
    ).format(n=Count(count))
    messages.success(request, text)
    return redirect("validation:agent-package-list")


def _page(request: ActorRequest, form: AgentPackagesForm, *, status: int) -> HttpResponse:
    rows, links = requested_page(request, AgentPackages.objects.all(), order=NEWEST_FIRST, size=PACKAGES_PER_PAGE)
    current = current_packages()
    context = {
        "tabs": tabs("agent", request.actor),
        "form": form,
        "current": packages_rows([current])[0] if current else None,
        "rows": packages_rows(rows),
        "columns": [
            {"label": _("Agent version")},
            {"label": _("Packages"), "kind": "n"},
            {"label": _("Added by")},
        ],
        **links,
    }
    return render(request, "validation/agent_packages.html", context, status=status)
