"""Jobs: their progress and results."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Status

from api.bearer import ApiRequest
from api.v1.bodies.base import JobId, ListingId
from api.v1.bodies.errors import v1_router
from api.v1.bodies.folders import SentDryRun
from api.v1.bodies.jobs import JobBody
from api.v1.folders import Sender, folder_in, received_folder
from api.v1.jobs import accepted, job_body, job_for, with_retry_after
from api.v1.listings import open_or_newest_revision
from api.v1.requests import openapi_body
from api.v1.section_types import assert_types
from listings.content.bundles import documents_of_revision
from listings.imports.queued_imports import ImportTarget
from listings.imports.rehearsals import rehearse_saves
from listings.lifecycle.revisions import assert_rehearsable
from listings.writes.merged_saves import Save
from validation.actions import request_run
from validation.actions.dry_runs import request_dry_run

router = v1_router("Jobs")


@router.get("/{uuid:job_id}", response=JobBody, summary="Read a job")
def read_job(request: ApiRequest, job_id: JobId) -> JobBody:
    """The progress of a job, and its result once it is done.

    Only the application that requested an import or a dry run can read its job. All applications in the organisation
    can read check runs.
    """
    return with_retry_after(request, job_for(request.actor, job_id))


draft_checks = v1_router("Checks")


@draft_checks.post(
    "/{uuid:listing_id}/dry-runs",
    response={202: JobBody},
    summary="Try a change",
    openapi_extra=openapi_body(SentDryRun, archive="The folder as a zip archive of at most 200 MB"),
)
def try_change(request: ApiRequest, response: HttpResponse, listing_id: ListingId) -> Status[JobBody]:
    """Get the findings that a new folder or new field values would cause. The draft does not change.

    If a submission is under way, you get the findings that the draft would have after a withdrawal. The submission is
    not withdrawn.

    Send a folder as for “Replace the folder”, or `sections` with the new values by section and field. The result of the
    job contains the findings, the required fields that would be empty, other reasons why the draft could not be
    submitted, and the changes to the draft. You can read the result for a day.
    """
    revision, now = open_or_newest_revision(request.actor, listing_id), timezone.now()
    target = ImportTarget(organisation_id=revision.listing.organisation_id, revision_id=revision.pk)
    assert_rehearsable(revision, by=request.actor)  # before the body is read
    sender = Sender(organisation_id=target.organisation_id, revision=revision, by=request.actor, now=now)
    sent = received_folder(request, SentDryRun, sender)
    if isinstance(sent, SentDryRun) and sent.sections is not None:
        stored = {key: document.values for key, document in documents_of_revision(revision).items()}
        assert_types(sent.sections, stored)
        saves = [Save(key=key, changes=values) for key, values in sent.sections.items()]
        rehearse_saves(revision_id=revision.pk, saves=saves, by=request.actor, now=now)  # refused at once
        row = request_dry_run(revision_id=revision.pk, content=sent.sections, by=request.actor, now=now)
    else:
        row = request_dry_run(revision_id=revision.pk, content=folder_in(sent, sender), by=request.actor, now=now)
    return accepted(request, response, job_body(row))


@draft_checks.post("/{uuid:listing_id}/checks", response={202: JobBody}, summary="Run all checks")
def run_checks(request: ApiRequest, response: HttpResponse, listing_id: ListingId) -> Status[JobBody]:
    """Run all checks on a draft, including slow ones. Applications with the Reader role can't do this.

    If nothing has changed since the last run, the response is that run.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    row = request_run(revision_id=revision.pk, by=request.actor, now=timezone.now())
    return accepted(request, response, job_body(row))
