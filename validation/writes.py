"""Parts of writes that start and close runs, store findings of instant checks, and copy waivers to renamed records."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from uuid import UUID

from accounts.queries import admin_ids
from common.actions import in_transaction
from common.actor import Actor
from jobs.long_running import queue_work
from jobs.models import OPEN_STATES
from jobs.writes import cancel_jobs
from listings.lifecycle.change import RevisionChange
from listings.models import Revision, Submission
from listings.states.revision_states import RevisionState
from notices.writes import post_notice
from tilekit.checks.finding import Severity
from tilekit.checks.fingerprint_renaming import FingerprintParts, fingerprint_number, with_renames
from tilekit.checks.unchecked import Unchecked
from tilekit.checks.version import catalogue_version
from tilekit.sections.files import section_of_place
from validation.models import CheckFailure, InstantFindings, RolloutMode, Run, RunState, ShownBlocker, Waiver
from validation.queries.instant import versions_of
from validation.queries.live_report import check_url
from validation.queries.overlays import modes_by_code
from validation.stored_findings import unchecked_from_json

RUN_FAILED = "checks.failed-on-our-side"
CHECK_FAILED = "checks.not-finished"
_RESULT_COLUMNS = ("versions", "catalogue_version", "findings", "grandfathered", "unchecked", "steps")


@in_transaction
def start_run(revision: Revision, submission: Submission | None, *, by: Actor, now: datetime) -> Run:
    """Queue a deep run. Supersedes the revision's open run if there is one."""
    for older in Run.objects.select_for_update(of=("self",)).filter(revision=revision, state__in=OPEN_STATES):
        older.state, older.finished_at = RunState.SUPERSEDED, now
        older.save(update_fields=["state", "finished_at"])
        cancel_jobs(Run.job_kind, key=str(older.pk))
    run = Run(
        revision=revision,
        submission=submission,
        digest=submission.digest if submission else "",
        requested_by=by.id,
        created_at=now,
    )
    queue_work(run, organisation=revision.listing.organisation_id)
    return run


@in_transaction
def report_failed_run(run: Run, now: datetime) -> None:
    """Notify admins of a run that failed on our side. The revision stays submitted."""
    listing = run.revision.listing
    post_notice(
        RUN_FAILED,
        recipients=admin_ids(),
        parameters={"listing": listing.name, "round": run.revision.submission_number},
        listing_id=listing.pk,
        url=listing.get_absolute_url(),
        key=f"run:{run.pk}",
        now=now,
    )


@in_transaction
def is_run_needed(run: Run) -> bool:
    """Whether a failed run can be retried: there is no newer run, and a draft or the submission waits for it."""
    if Run.objects.filter(revision_id=run.revision_id, pk__gt=run.pk).exists():
        return False
    return run.submission_id is None or run.revision.state == RevisionState.SUBMITTED


@in_transaction
def note_failures(unchecked: Iterable[Unchecked], *, now: datetime) -> None:
    """Record each check that could not be finished. Admins are notified once per check and version."""
    by_code, version = {check.code: check for check in unchecked}, catalogue_version()
    if not by_code:
        return
    rows = CheckFailure.objects.filter(catalogue_version=version, code__in=by_code)
    recorded = set(rows.values_list("code", flat=True))
    new = [_failure(check, version, now) for code, check in by_code.items() if code not in recorded]
    CheckFailure.objects.bulk_create(new, ignore_conflicts=True)  # the notice key prevents duplicates
    admins = admin_ids() if new else []
    for failure in new:
        post_notice(
            CHECK_FAILED,
            recipients=admins,
            parameters={"check": failure.code, "fault": failure.fault, "place": failure.place},
            url=check_url(failure.code),
            key=f"check-failure:{failure.code}:{version}",
            now=now,
        )


def _failure(unchecked: Unchecked, version: str, now: datetime) -> CheckFailure:
    return CheckFailure(
        code=unchecked.code,
        catalogue_version=version,
        cause=unchecked.cause.value,
        fault=unchecked.fault[:200],
        place=unchecked.place[:200],
        noted_at=now,
    )


@in_transaction
def store_instant(row: InstantFindings, *, now: datetime) -> None:
    """Store computed findings, unless the draft has changed since.

    The revision is locked, as in every save, so that findings of an older version never replace those of a newer one.
    """
    rows = Revision.objects.select_for_update(of=("self",)).select_related("listing__organisation")
    revision = rows.filter(pk=row.revision_id).first()
    if revision is None or versions_of([revision])[revision.pk] != row.versions:
        return
    row.at = now
    note_failures(unchecked_from_json(row.unchecked), now=now)
    InstantFindings.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["revision"], update_fields=[*_RESULT_COLUMNS, "at"]
    )
    _note_blockers(row, now=now)


@in_transaction
def _note_blockers(row: InstantFindings, *, now: datetime) -> None:
    """Remember which checks keep the draft from being submitted, without those that only miss a value."""
    missing = {path for step in row.steps.values() for path in step["missing"]}
    blockers = [finding for finding in row.findings if finding["severity"] == Severity.BLOCKER]
    counted = (finding for finding in blockers if finding["fingerprint"] not in row.grandfathered)
    codes = {finding["code"] for finding in counted if finding["path"] not in missing}
    modes = modes_by_code() if codes else {}
    enforced = [code for code in sorted(codes) if modes.get(code, RolloutMode.ENFORCE) is RolloutMode.ENFORCE]
    rows = [ShownBlocker(revision_id=row.revision_id, code=code, at=now) for code in enforced]
    ShownBlocker.objects.bulk_create(rows, ignore_conflicts=True)


@in_transaction
def follow_renames(change: RevisionChange) -> None:
    """Copy waivers to the new names of records. The old ones still apply to the live version and earlier rounds."""
    renames = change.parameters.get("renames")
    if not isinstance(renames, Mapping) or not renames:
        return
    rows = Waiver.objects.filter(listing=change.listing).exclude(place="")
    copies = [_with_new_name(row, renames.get(section_of_place("", row.place.partition("#")[0]), {})) for row in rows]
    Waiver.objects.bulk_create([row for row in copies if row is not None], ignore_conflicts=True)


def _with_new_name(waiver: Waiver, renames: Mapping[str, str]) -> Waiver | None:
    """A copy of the waiver for the new name of its record; None if the record was not renamed.

    Its fingerprint has the same number among equal findings.
    """
    old = FingerprintParts(code=waiver.code, place=waiver.place, value=waiver.value)
    new, number = with_renames(old, renames), fingerprint_number(waiver.fingerprint, old)
    if new == old or not number:
        return None
    renamed = copy(waiver)
    renamed.pk, renamed.fingerprint, renamed.place, renamed.value = None, new.fingerprint(number), new.place, new.value
    return renamed


@in_transaction
def lock_run(run_id: UUID) -> Run | None:
    """Lock a run; None if it does not exist. The caller must lock the listing and the revision first."""
    return Run.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
