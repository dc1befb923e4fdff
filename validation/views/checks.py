"""Pages that list all checks, show a check and change its mode."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_export
from common.access import admin_only, leads_and_admins
from common.csv_files import csv_response
from common.htmx import is_partial, render_page
from common.pages import page_links
from common.requests import ActorRequest
from page_parts.badges import badge_of
from page_parts.times import format_time
from tilekit.checks.registered_checks import Check
from tilekit.checks.registry import RETIRED_CODES
from validation import actions
from validation.forms import ModeForm
from validation.models import RolloutMode
from validation.page.check import check_facts, effects_of, examples_of, explanation_of, live_facts, rollout_of
from validation.page.check_list import check_list_page, listed_checks
from validation.page.failure_groups import failure_groups
from validation.page.filters import CheckFilter, checks_page_url, selects
from validation.page.live_listings import failing_listings_page
from validation.page.report_rows import report_rows
from validation.page.tabs import tabs
from validation.page.waivers import waiver_rows, waivers
from validation.queries.check_use import check_use
from validation.queries.failures import failures, given_up_runs, is_full_rerun_open
from validation.queries.live import live_progress
from validation.queries.live_report import CHECKS_PATH, counts_of_check

_WAIVERS = 10


@leads_and_admins
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    filters, after = CheckFilter.read(request.GET), request.GET.get("after", "")
    filter_selects = selects(filters)
    waiting = failures()
    context = {
        "tabs": tabs("checks", request.actor),
        "is_admin": request.actor.is_admin,
        "page": check_list_page(filters, after=after),
        "filters": filters,
        "selects": filter_selects,
        "chips": filters.chips(filter_selects, checks_page_url),
        "progress": live_progress(),
        "failures": waiting,
        "failure_groups": failure_groups(waiting),
        "given_up": given_up_runs(),
        "is_all_under_way": is_full_rerun_open(),
        "unfinished": {failure.code for failure in waiting},
        "is_list": True,
        "columns": [
            {"label": _("Check")},
            {"label": _("Severity")},
            {"label": _("Mode")},
            {"label": _("Live listings")},
        ],
    }
    response = render_page(request, "validation/check_list.html", context, part="validation/parts/check_rows.html")
    if is_partial(request):
        response.headers["HX-Push-Url"] = checks_page_url(filters)  # the form sends every select; this URL is shorter
    return response


@require_safe
def former_page(request: HttpRequest) -> HttpResponse:
    """Redirect the old URLs of these pages (/rules/), which stored notices link to."""
    return redirect(request.get_full_path().replace("/rules/", CHECKS_PATH, 1), permanent=True)


@require_safe
def detail(request: ActorRequest, code: str) -> HttpResponse:
    """Explain a check to everybody. Leads and admins also see its mode and its findings in live listings."""
    if code != code.upper():
        return redirect("validation:check", code.upper(), permanent=True)
    if code in RETIRED_CODES:
        return _retired_page(request, code)
    check = _check(code)
    if not (request.actor.is_admin or request.actor.is_lead):
        breadcrumbs = [{"label": _("Guides"), "href": reverse("guides:guide-list")}, {"label": check.code}]
        return render(request, "validation/check.html", {**_explanation(check), "breadcrumbs": breadcrumbs})
    return _page(request, check, _mode_form(code), status=200)


@admin_only
@require_POST
def set_mode(request: ActorRequest, code: str) -> HttpResponse:
    check = _check(code)
    form = _mode_form(code, request.POST)
    if not form.is_valid():
        return _page(request, check, form, status=409 if form.has_error("__all__", "stale") else 422)
    mode, given = form.cleaned_data["mode"], {name: form.cleaned_data[name] for name in ("report", "enforced_from")}
    actions.set_rollout(code=code, mode=mode, by=request.actor, now=timezone.now(), **given)
    messages.success(request, _mode_text(code))
    return redirect("validation:check", code)


def _mode_text(code: str) -> str:
    """The mode that the check has now and, if it is enforced later, the day."""
    rollout = rollout_of(code)
    text = _("{rule} is now set to “{mode}”.")
    if rollout.starts_at:
        text = _("{rule} is now set to “{mode}”, and to “{later}” from {day}.")
    later, day = badge_of("mode", RolloutMode.ENFORCE).label, format_time(rollout.starts_on)
    return text.format(rule=code, mode=badge_of("mode", rollout.mode).label, later=later, day=day)


def _mode_form(code: str, data: QueryDict | None = None) -> ModeForm:
    rollout = rollout_of(code)
    return ModeForm(data, code=code, mode=rollout.set_mode, starts_on=rollout.starts_on)


def _retired_page(request: ActorRequest, code: str) -> HttpResponse:
    """Explain that the check no longer exists. Findings of earlier versions still link to it."""
    replaced_by = RETIRED_CODES[code]
    context = {
        "code": code,
        "check": _check(replaced_by) if replaced_by else None,
        "breadcrumbs": [{"label": _("Guides"), "href": reverse("guides:guide-list")}, {"label": code}],
    }
    return render(request, "validation/retired_check.html", context)


def _check(code: str) -> Check:
    match = next((check for check in listed_checks() if check.code == code), None)
    if match is None:
        raise Http404
    return match


def _explanation(check: Check) -> dict[str, object]:
    return {
        "check": check,
        "explanation": explanation_of(check),
        "facts": check_facts(check),
        "examples": examples_of(check),
    }


def _page(request: ActorRequest, check: Check, form: ModeForm, *, status: int) -> HttpResponse:
    after = request.GET.get("after", "")
    rollout, counts = rollout_of(check.code), counts_of_check(check.code)
    rows, page = failing_listings_page(check.code, after=after)
    waiting = [failure for failure in failures() if failure.code == check.code]
    context = {
        **_explanation(check),
        "live_facts": live_facts(check),
        "rollout": rollout,
        "use": check_use(check.code, timezone.now()),
        "counts": counts,
        "effects": effects_of(counts, rollout.mode),
        "rows": rows,
        **page_links(reverse("validation:check", args=[check.code]), page, after=after),
        "waivers": waiver_rows(waivers(code=check.code).order_by("-at", "-pk")[:_WAIVERS], timezone.now()),
        "progress": live_progress(),
        "failures": waiting,
        "failure_groups": failure_groups(waiting),
        "form": form,
        "is_admin": request.actor.is_admin,
        "breadcrumbs": [{"label": _("Checks"), "href": reverse("validation:check-list")}, {"label": check.code}],
    }
    return render(request, "validation/check.html", context, status=status)


@admin_only
@require_POST
def run_again(request: ActorRequest) -> HttpResponse:
    """Rerun a check or, without a code, all unfinished checks and the runs that were given up."""
    code = request.POST.get("code", "")
    if not any(code in {"", failure.code} for failure in failures()) and (code or not given_up_runs()):
        messages.info(request, _("No listing is waiting for this check any more."))
    else:
        actions.run_checks_again(code=code, by=request.actor, now=timezone.now())
        messages.success(request, _("The checks are running again in the background."))
    return redirect("validation:check-list")


@admin_only
@require_POST
def check(request: ActorRequest) -> HttpResponse:
    actions.request_live_checks(by=request.actor, now=timezone.now())
    messages.success(request, _("Live listings are being checked in the background. This page shows the progress."))
    return redirect("validation:check-list")


@leads_and_admins
@require_safe
def progress(request: ActorRequest) -> HttpResponse:
    return render(
        request, "validation/parts/progress.html", {"progress": live_progress(), "is_admin": request.actor.is_admin}
    )


@leads_and_admins
@require_safe
def report(request: ActorRequest) -> HttpResponse:
    record_export("live-listings", by=request.actor, objects={}, now=timezone.now())
    return csv_response("live-listings.csv", report_rows())
