"""The pages with all checks and with one check, and changing its mode."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_only, leads_and_admins
from common.htmx import is_partial, render_page
from common.pages import page_links
from common.requests import ActorRequest
from common.tones import tone_of
from tilekit.checks.catalogue import Check
from validation import actions
from validation.forms import MoveForm
from validation.page.catalogue import rules, rules_page
from validation.page.filters import RuleFilter, address, chips, selects
from validation.page.rule import effects_of, examples_of, facts_of, hits_page, rollout_of
from validation.page.tabs import tabs
from validation.page.waivers import shown, waivers
from validation.queries.failures import failures, given_up, is_all_under_way
from validation.queries.live import live_progress
from validation.queries.report import counts_of

_WAIVERS = 10


@require_safe
@leads_and_admins
def index(request: ActorRequest) -> HttpResponse:
    filters, after = RuleFilter.read(request.GET), request.GET.get("after", "")
    drawn = selects(filters)
    waiting = failures()
    context = {
        "tabs": tabs("rules", request.actor),
        "is_admin": request.actor.is_admin,
        "page": rules_page(filters, after=after),
        "filters": filters,
        "selects": drawn,
        "chips": chips(filters, drawn),
        "progress": live_progress(),
        "failures": waiting,
        "given_up": given_up(),
        "is_all_under_way": is_all_under_way(),
        "unfinished": {each.code for each in waiting},
        "is_list": True,
        "columns": [
            {"label": _("Check")},
            {"label": _("Severity")},
            {"label": _("Mode")},
            {"label": _("Live listings")},
        ],
    }
    response = render_page(request, "validation/rules.html", context, part="validation/parts/rules.html")
    if is_partial(request):
        response.headers["HX-Push-Url"] = address(filters)  # the form sends every select; this URL is shorter
    return response


@require_safe
@leads_and_admins
def detail(request: ActorRequest, code: str) -> HttpResponse:
    check = _rule(code)
    return _page(request, check, MoveForm(code=code, mode=rollout_of(code).mode), status=200)


@require_POST
@admin_only
def move(request: ActorRequest, code: str) -> HttpResponse:
    check = _rule(code)
    form = MoveForm(request.POST, code=code, mode=rollout_of(code).mode)
    if not form.is_valid():
        return _page(request, check, form, status=409 if form.has_error("__all__", "stale") else 422)
    mode = form.cleaned_data["mode"]
    actions.set_rollout(code=code, mode=mode, report=form.cleaned_data["report"], by=request.actor, now=timezone.now())
    messages.success(request, _("{rule} is now set to “{mode}”.").format(rule=code, mode=tone_of("mode", mode).label))
    return redirect("validation:rule", code)


def _rule(code: str) -> Check:
    found = next((check for check in rules() if check.code == code), None)
    if found is None:
        raise Http404
    return found


def _page(request: ActorRequest, check: Check, form: MoveForm, *, status: int) -> HttpResponse:
    after = request.GET.get("after", "")
    rollout, counts = rollout_of(check.code), counts_of(check.code)
    hits, page = hits_page(check.code, after=after)
    context = {
        "check": check,
        "rollout": rollout,
        "counts": counts,
        "effects": effects_of(counts, rollout.mode),
        "facts": facts_of(check),
        "examples": examples_of(check.code),
        "hits": hits,
        **page_links(reverse("validation:rule", args=[check.code]), page, after=after),
        "waivers": shown(waivers(code=check.code).order_by("-at", "-pk")[:_WAIVERS], timezone.now()),
        "progress": live_progress(),
        "failures": [each for each in failures() if each.code == check.code],
        "form": form,
        "is_admin": request.actor.is_admin,
        "trail": [{"label": _("Checks"), "href": reverse("validation:rule-list")}, {"label": check.code}],
    }
    return render(request, "validation/rule.html", context, status=status)
