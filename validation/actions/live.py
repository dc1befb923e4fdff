"""Actions that check live listings again and report new findings to admins.

They do not change the state of any revision.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.queries import admin_ids
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import SYSTEM, Actor
from common.errors import NotAllowed
from jobs.kind_registry import Payload
from jobs.writes import enqueue, finish_job
from listings.lifecycle.revision_locks import lock_listing
from listings.models import Listing, Submission
from notices.writes import post_notice
from tilekit.checks.engine import CheckReport
from tilekit.checks.finding import Severity
from tilekit.checks.unchecked import codes_of
from tilekit.checks.version import catalogue_version
from validation.models import (
    CheckCatalogue,
    FindingColumns,
    LiveCheck,
    LiveFinding,
    Run,
    RunFinding,
    RunState,
)
from validation.queries.live import (
    ALL_JOB_KIND,
    JOB_KIND,
    is_anything_waiting,
    job_key,
    unchecked_live_listings,
)
from validation.queries.live_report import checks_url, unwaived_new_blockers
from validation.stored_findings import as_live_row, unchecked_as_json, unchecked_from_json
from validation.writes import note_failures

NEW_BREAKS = "checks.live-breaks"


@action
def request_live_checks(*, by: Actor, now: datetime) -> None:
    """Queue the live listings that have not been checked yet, including those whose job failed. Raises NotAllowed.

    Repeated requests share one job.
    """
    if not by.is_admin:
        raise NotAllowed
    enqueue(ALL_JOB_KIND, payload={"again": True}, key="asked", now=now)
    record_event("live-listings.check", by=by, objects={"catalogue": catalogue_version()}, now=now)


@action
def queue_live_checks(listing_ids: Sequence[UUID], *, now: datetime) -> None:
    """Queue a job with low priority for each of these listings."""
    rows = Listing.objects.filter(pk__in=listing_ids, live_release__isnull=False)
    columns = rows.order_by("pk").values_list("pk", "live_release__submission", "organisation")
    for listing_id, submission_id, organisation_id in columns:
        payload, key = {"listing": str(listing_id)}, job_key(submission_id)
        enqueue(JOB_KIND, payload=payload, key=key, now=now, organisation=organisation_id)


@action
def store_live_check(
    *, submission: Submission, job_id: UUID, attempt: int, report: CheckReport, packages: str, now: datetime
) -> None:
    """Store the findings of a live listing, and finish the job. After the last listing, notify admins of new blockers.

    packages is the digest of the list of Agent packages (`package_list_digest`). The findings are not stored if another
    submission has become live in the meantime. Raises LeaseLost.
    """
    listing = lock_listing(submission.revision.listing_id, by=SYSTEM)
    catalogue = CheckCatalogue.objects.select_for_update().get(pk=catalogue_version())
    if listing.live_release is not None and listing.live_release.submission_id == submission.pk:
        _store_report(submission, report, packages=packages, now=now)
    _complete_version(catalogue, now=now)
    finish_job(job_id=job_id, attempt=attempt, now=now)


@action
def complete_catalogue(*, now: datetime) -> None:
    """Mark the version of the checks as completed if no live listing has to be checked any more."""
    _complete_version(CheckCatalogue.objects.select_for_update().get(pk=catalogue_version()), now=now)


@in_transaction
def give_up_live_check(*, now: datetime, **_: object) -> None:
    """A listing's job has failed: mark the version of the checks as completed if no other listing waits for it."""
    catalogue = CheckCatalogue.objects.select_for_update().filter(pk=catalogue_version()).first()
    if catalogue is not None:
        _complete_version(catalogue, now=now)


@in_transaction
def is_check_still_needed(*, payload: Payload, **_: object) -> bool:
    """Whether the listing of a failed job still has to be checked, so that the job can be retried."""
    return unchecked_live_listings().filter(pk=payload["listing"]).exists()


def _store_report(submission: Submission, report: CheckReport, *, packages: str, now: datetime) -> None:
    before, unknown = _blockers_before(submission)
    note_failures(report.unchecked, now=now)
    check, _ = LiveCheck.objects.update_or_create(
        listing_id=submission.revision.listing_id,
        defaults={
            "submission": submission,
            "catalogue_version": catalogue_version(),
            "packages": packages,
            "skipped": list(report.skipped),
            "unchecked": unchecked_as_json(report.unchecked),
            "at": now,
        },
    )
    LiveFinding.objects.filter(check_of=check).delete()
    rows = [
        as_live_row(
            finding,
            check,
            was_in_previous_release=finding.fingerprint in report.grandfathered,
            is_new=finding.severity is Severity.BLOCKER
            and before is not None
            and finding.fingerprint not in before
            and finding.code not in unknown,
        )
        for finding in report.findings
    ]
    LiveFinding.objects.bulk_create(rows, batch_size=500)


def _blockers_before(submission: Submission) -> tuple[set[str] | None, frozenset[str]]:
    """(fingerprints of the earlier blockers, codes of checks that were not finished then) of a submission.

    They come from its last live check or else its last run. The fingerprints are None if there is neither: then no
    blocker counts as new.
    """
    last = LiveCheck.objects.filter(submission=submission).first()
    if last is not None:
        live = LiveFinding.objects.filter(check_of=last, severity=Severity.BLOCKER)
        return _fingerprints(live), codes_of(unchecked_from_json(last.unchecked))
    ended = Run.objects.filter(submission=submission, state__in=(RunState.PASSED, RunState.BLOCKED))
    run = ended.order_by("-finished_at").first()
    if run is None:
        return None, frozenset()
    blockers = RunFinding.objects.filter(run=run, severity=Severity.BLOCKER)
    return _fingerprints(blockers), codes_of(unchecked_from_json(run.unchecked))


def _fingerprints(findings: QuerySet[FindingColumns]) -> set[str]:
    return set(findings.values_list("fingerprint", flat=True))


def _complete_version(catalogue: CheckCatalogue, *, now: datetime) -> None:
    """If no listing is waiting, complete the version of the checks and notify admins of new blockers.

    Its row is locked, so that exactly one job posts the notice.
    """
    if catalogue.completed_at is not None or is_anything_waiting():
        return
    catalogue.completed_at = now
    catalogue.save(update_fields=["completed_at"])
    new = unwaived_new_blockers().filter(is_new=True)
    listings = new.values("check_of").distinct().count()
    if not listings:
        return
    codes = new.order_by("code").values_list("code", flat=True).distinct()
    post_notice(
        NEW_BREAKS,
        recipients=admin_ids(),
        parameters={"listings": listings, "rules": ", ".join(codes[:10])},
        url=checks_url(breaks="new"),
        key=f"live-checks:{catalogue.version}",
        now=now,
    )
