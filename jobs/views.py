"""Pages that show and retry failed jobs. Leads read those about listings, admins retry all."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.access import admin_only, leads_and_admins
from common.actor import Actor
from common.pages import Column, ListPage
from common.requests import ActorRequest
from jobs.kind_registry import job_kind_label
from jobs.models import Job
from jobs.queries import failed_kinds, readable_failed_jobs
from jobs.retries import retry_job, retry_jobs
from page_parts.counts import Count


@leads_and_admins
@require_safe
def failed_list(request: ActorRequest) -> HttpResponse:
    may_retry = request.actor.is_admin
    page = ListPage(
        template="jobs/failed_list.html",
        title=_("Background jobs"),
        caption=_("Failed jobs"),
        columns=[
            *map(Column, (_("Kind"), _("Error"))),
            Column(_("Failed at"), "tight"),
            *([Column(_("Action"), "tight", hidden=True)] if may_retry else []),
        ],
        empty_title=_("No failed jobs"),
        empty_text=_("Failed jobs are retried automatically. A job is listed here only if every attempt fails."),
        empty_icon="ready",
        order=("-finished_at", "-pk"),
        size=50,
    )
    kinds = failed_kinds() if may_retry else []
    return page.paginated(
        request, readable_failed_jobs(request.actor), present=_labelled, kinds=kinds, may_retry=may_retry
    )


@admin_only
@require_POST
def retry(request: ActorRequest, job_id: UUID) -> HttpResponse:
    job = retry_job(job_id=job_id, by=request.actor, now=timezone.now())
    if job:
        messages.success(request, _("The job “%(kind)s” will be retried.") % {"kind": job_kind_label(job.kind)})
    else:
        messages.info(request, _("This job isn't needed any more and was removed from the list."))
    return redirect("jobs:job-list")


@admin_only
@require_POST
def retry_all(request: ActorRequest) -> HttpResponse:
    """Retry all jobs of a kind that had failed when the page was rendered."""
    kind, until = request.POST.get("kind", ""), parse_datetime(request.POST.get("until", ""))
    if until is None or is_naive(until) or not kind:
        raise BadRequest
    started, dropped = _retry_batches(kind, until, by=request.actor)
    if started:
        text = ngettext("%(number)s job will be retried.", "%(number)s jobs will be retried.", started)
        messages.success(request, text % {"number": Count(started)})
    if dropped:
        text = ngettext(
            "%(number)s job isn't needed any more and was removed from the list.",
            "%(number)s jobs aren't needed any more and were removed from the list.",
            dropped,
        )
        messages.info(request, text % {"number": Count(dropped)})
    return redirect("jobs:job-list")


def _labelled(jobs: list[Job]) -> list[dict[str, object]]:
    return [{"job": job, "label": job_kind_label(job.kind)} for job in jobs]


def _retry_batches(kind: str, until: datetime, *, by: Actor) -> tuple[int, int]:
    started = dropped = 0
    while any(batch := retry_jobs(kind, failed_until=until, by=by, now=timezone.now())):
        started, dropped = started + batch[0], dropped + batch[1]
    return started, dropped
