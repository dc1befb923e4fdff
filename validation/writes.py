"""Parts of writes that start and close runs, store findings of instant checks, and copy waivers to renamed records."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from uuid import UUID

from accounts.queries import admin_ids
from common.actions import in_transaction
from common.actor import Actor
from jobs.kind_registry import Payload
from jobs.writes import cancel_jobs, enqueue
from listings.lifecycle.change import RevisionChange
from listings.models import Revision, Submission
from listings.states.revision_states import RevisionState
from notices.writes import post_notice
from tilekit.checks.fingerprint_renaming import FingerprintParts, fingerprint_number, with_renames
from tilekit.checks.unchecked import Unchecked
from tilekit.checks.version import catalogue_version
from tilekit.sections.files import section_of_place
from validation.models import OPEN_RUNS, CheckFailure, InstantFindings, Run, RunState, Waiver
from validation.queries.instant import versions_of
from validation.queries.live_report import check_url
from validation.queries.runs import JOB_KIND
from validation.stored_findings import unchecked_from_json

RUN_FAILED = "checks.failed-on-our-side"
CHECK_FAILED = "checks.not-finished"
_RESULT_COLUMNS = ("versions", "catalogue_version", "findings", "grandfathered", "unchecked", "steps")


@in_transaction
def start_run(revision: Revision, submission: Submission | None, *, by: Actor, now: datetime) -> Run:
    """Queue a deep run. Supersedes the revision's open run if there is one."""
    for older in Run.objects.select_for_update(of=("self",)).filter(revision=revision, state__in=OPEN_RUNS):
        close_run(older, RunState.SUPERSEDED, now=now)
        cancel_jobs(JOB_KIND, key=str(older.pk))
    run = Run.objects.create(
        revision=revision,
        submission=submission,
        digest=submission.digest if submission else "",
        requested_by=by.id,
        created_at=now,
    )
    enqueue(JOB_KIND, payload={"run": str(run.pk)}, key=str(run.pk), now=now)
    return run


@in_transaction
def close_run(run: Run, state: RunState, *, now: datetime) -> None:
    """Close a run with its final state."""
    run.state, run.finished_at = state, now
    run.save(update_fields=["state", "finished_at"])


@in_transaction
def give_up_run(*, payload: Payload, now: datetime) -> None:
    """Mark the run as failed after the last attempt and notify admins. The revision stays submitted."""
    run = Run.objects.select_related("revision__listing").filter(pk=payload["run"], state__in=OPEN_RUNS).first()
    if run is None:
        return
    close_run(run, RunState.FAILED, now=now)
    listing = run.revision.listing
    post_notice(
        RUN_FAILED,
        recipients=admin_ids(),
        parameters={"listing": listing.name, "round": run.revision.round},
        url=listing.get_absolute_url(),
        key=f"run:{run.pk}",
        now=now,
    )


@in_transaction
def reopen_run(*, payload: Payload, **_: object) -> bool:
    """Reopen a failed run whose job is retried. Returns False if there is a newer run, or nothing waits for it."""
    runs = Run.objects.select_for_update(of=("self",)).select_related("revision")
    run = runs.filter(pk=payload["run"], state=RunState.FAILED).first()
    if run is None or Run.objects.filter(revision_id=run.revision_id, pk__gt=run.pk).exists():
        return False
    if run.submission_id and run.revision.state != RevisionState.SUBMITTED:
        return False
    run.state, run.finished_at, run.progress = RunState.QUEUED, None, {"is_restarted": True}
    run.save(update_fields=["state", "finished_at", "progress"])
    return True


@in_transaction
def note_failures(unchecked: Iterable[Unchecked], *, now: datetime) -> None:
    """Record each check that could not be finished. Admins are notified once per check and version."""
    found, version = {each.code: each for each in unchecked}, catalogue_version()
    if not found:
        return
    rows = CheckFailure.objects.filter(catalogue_version=version, code__in=found)
    known = set(rows.values_list("code", flat=True))
    new = [_failure(each, version, now) for code, each in found.items() if code not in known]
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


@in_transaction
def follow_renames(change: RevisionChange) -> None:
    """Copy waivers to the new names of records. The old ones still apply to the live version and earlier rounds."""
    renames = change.parameters.get("renames")
    if not isinstance(renames, Mapping) or not renames:
        return
    rows = Waiver.objects.filter(listing=change.listing).exclude(place="")
    made = [_with_new_name(row, renames.get(section_of_place("", row.place.partition("#")[0]), {})) for row in rows]
    Waiver.objects.bulk_create([row for row in made if row is not None], ignore_conflicts=True)


def _with_new_name(waiver: Waiver, renames: Mapping[str, str]) -> Waiver | None:
    """A copy of the waiver for the new name of its record; None if the record was not renamed.

    Its fingerprint has the same number among equal findings.
    """
    old = FingerprintParts(code=waiver.code, place=waiver.place, value=waiver.value)
    new, number = with_renames(old, renames), fingerprint_number(waiver.fingerprint, old)
    if new == old or not number:
        return None
    made = copy(waiver)
    made.pk, made.fingerprint, made.place, made.value = None, new.fingerprint(number), new.place, new.value
    return made


@in_transaction
def lock_run(run_id: UUID) -> Run | None:
    """Lock a run; None if it does not exist. The caller must lock the listing and the revision first."""
    return Run.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
