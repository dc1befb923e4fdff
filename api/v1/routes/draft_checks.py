"""Checks of a draft: as it is, or as it would be after a change."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Status

from api.v1.bodies.folders import SentDryRun
from api.v1.bodies.jobs import Job
from api.v1.folders import Sender, folder_in, received
from api.v1.incoming import described
from api.v1.jobs import accepted, checks_job, dry_run_job
from api.v1.listings import revision_for
from api.v1.requests import Call
from api.v1.routes.answers import WRITES
from listings.actions import Target
from listings.actions.queued_imports import assert_importable
from listings.actions.rehearsals import rehearse_saves
from listings.moves.sections import Save
from validation.actions import request_run
from validation.actions.dry_runs import request_dry_run

router = Router(tags=["Checks"])


@router.post(
    "/{uuid:listing_id}/dry-runs",
    response={202: Job, **WRITES},
    summary="Try a change",
    openapi_extra=described(SentDryRun, archive="The folder as a zip archive of at most 200 MB"),
)
def try_change(request: Call, response: HttpResponse, listing_id: UUID) -> Status[Job]:
    """Get the findings that you would have after replacing the folder or some fields. The draft does not change.

    Send a folder as for “Replace the folder”, or `sections` with whole new values by section and field. The result of
    the job has the findings, the required fields that would be empty, and what would change. It is kept for a day.
    """
    revision, now = revision_for(request.actor, listing_id), timezone.now()
    target = Target(organisation_id=revision.listing.organisation_id, revision_id=revision.pk)
    assert_importable(target, by=request.actor)  # before the body is read
    sender = Sender(organisation_id=target.organisation_id, revision=revision, by=request.actor, now=now)
    sent = received(request, SentDryRun, sender)
    if isinstance(sent, SentDryRun) and sent.sections is not None:
        saves = [Save(key=key, changes=values) for key, values in sent.sections.items()]
        rehearse_saves(revision_id=revision.pk, saves=saves, by=request.actor, now=now)  # refused at once
        row = request_dry_run(revision_id=revision.pk, content=sent.sections, by=request.actor, now=now)
    else:
        row = request_dry_run(revision_id=revision.pk, content=folder_in(sent, sender), by=request.actor, now=now)
    return accepted(request, response, dry_run_job(row))


@router.post("/{uuid:listing_id}/checks", response={202: Job, **WRITES}, summary="Run all checks")
def run_checks(request: Call, response: HttpResponse, listing_id: UUID) -> Status[Job]:
    """Run all checks of a draft, including slow ones. If nothing changed since the last run, you get that run."""
    revision = revision_for(request.actor, listing_id)
    row = request_run(revision_id=revision.pk, by=request.actor, now=timezone.now())
    return accepted(request, response, checks_job(row))
