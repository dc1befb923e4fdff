"""What was given up, for admins: look at it, start it again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.errors import NotAllowed
from common.pages import page_links, page_of
from common.requests import ActorRequest
from jobs.actions import retry_job
from jobs.queries import failed_jobs

PAGE_SIZE = 50


@require_safe
@login_required
def failed_list(request: ActorRequest) -> HttpResponse:
    if not request.actor.is_admin:
        raise NotAllowed
    after = request.GET.get("after", "")
    page = page_of(failed_jobs(), order=("-finished_at", "-pk"), size=PAGE_SIZE, after=after)
    context = {
        "jobs": page.rows,
        "columns": [
            {"label": _("Kind")},
            {"label": _("What went wrong")},
            {"label": _("Given up"), "kind": "tight"},
            {"label": _("Action"), "kind": "tight", "hidden": True},
        ],
        **page_links(request.path, page, after=after),
    }
    return render(request, "jobs/failed_list.html", context)


@require_POST
@login_required
def retry(request: ActorRequest, job_id: UUID) -> HttpResponse:
    job = retry_job(job_id=job_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The job %(kind)s was started again.") % {"kind": job.kind})
    return redirect("jobs:job-list")
