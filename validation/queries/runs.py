"""Queries about deep runs, their findings and their progress."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from msgspec import Struct

from common.actor import Actor
from jobs.queries import jobs_of_work
from listings.models import Revision, Submission
from listings.queries import visible_revisions
from tilekit.checks.finding import Finding, Severity
from tilekit.checks.registered_checks import all_checks
from tilekit.checks.unchecked import Unchecked
from validation.guards import blocking_unchecked, effective_findings
from validation.models import CheckCatalogue, CheckRollout, RolloutMode, Run, RunState
from validation.queries.overlays import modes_by_code, overlay_of
from validation.stored_findings import from_row, unchecked_from_json


def visible_runs(actor: Actor) -> QuerySet[Run]:
    """The runs of revisions that the actor may see, with their revision loaded."""
    return Run.objects.filter(revision__in=visible_revisions(actor)).select_related("revision")


def latest_run(revision_id: UUID) -> Run | None:
    """The newest run of a submission of the revision, without runs of drafts; None if there is none."""
    runs = Run.objects.filter(revision_id=revision_id, submission__isnull=False)
    return runs.select_related("submission").order_by("-created_at", "-pk").first()


def latest_draft_run(revision_id: UUID) -> Run | None:
    """The newest run that a person requested for the revision's draft; None if there is none."""
    runs = Run.objects.filter(revision_id=revision_id, submission=None)
    return runs.select_related("revision").order_by("-created_at", "-pk").first()


def latest_runs(revisions: Iterable[Revision]) -> Mapping[UUID, Run]:
    """{revision ID: the newest run of its submissions}. One query."""
    runs = Run.objects.filter(revision__in=list(revisions), submission__isnull=False)
    return {run.revision_id: run for run in runs.order_by("created_at", "pk")}


def runs_of_submissions(submissions: Iterable[Submission]) -> Mapping[UUID, Run]:
    """{submission ID: its newest run}. One query."""
    runs = Run.objects.filter(submission__in=list(submissions)).order_by("created_at", "pk")
    return {run.submission_id: run for run in runs if run.submission_id}


def had_same_blocking_checks(submission: Submission, at: datetime) -> bool:
    """Whether the last run of the submission used every check that can prevent a submission now.

    A check whose mode has changed since the time counts as one that was not used. Four queries at most.
    """
    run = Run.objects.filter(submission=submission).order_by("-created_at", "-pk").first()
    catalogue = CheckCatalogue.objects.filter(pk=run.catalogue_version).first() if run else None
    if run is None or catalogue is None:
        return False
    modes = modes_by_code()
    blockers = (check.code for check in all_checks() if check.submission_severity is Severity.BLOCKER)
    blocking = {code for code in blockers if modes.get(code, RolloutMode.ENFORCE) is RolloutMode.ENFORCE}
    has_changed = Q(at__gt=at) | Q(enforced_from__gt=at)
    changed = set(CheckRollout.objects.filter(has_changed).values_list("code", flat=True))
    unfinished = {check.code for check in unchecked_from_json(run.unchecked)}
    return not blocking - (set(catalogue.codes) - changed - unfinished)


def findings_of_run(run: Run) -> tuple[Finding, ...]:
    """The effective findings of a run. Three queries."""
    overlay = overlay_of(run.revision.listing_id, run.grandfathered)
    return effective_findings((from_row(row) for row in run.findings.all()), overlay)


def findings_of_submission(submission: Submission) -> tuple[Finding, ...]:
    """The effective findings of the submission's newest run; () until it has ended."""
    runs = Run.objects.filter(submission=submission).select_related("revision")
    run = runs.order_by("-created_at", "-pk").first()
    return findings_of_run(run) if run and not run.is_open else ()


def unchecked_of_run(run: Run, *, with_observed: bool = False) -> Sequence[Unchecked]:
    """The checks that the run could not finish. Only staff see observed checks (with_observed). At most one query."""
    unchecked = unchecked_from_json(run.unchecked)
    return unchecked if with_observed or not unchecked else blocking_unchecked(unchecked, modes_by_code())


class RunProgress(Struct, frozen=True, kw_only=True):
    """The progress of a run: the numbers of checked subjects (done) and of all (total), and the current one (now)."""

    run: Run
    done: int
    total: int
    now: str
    is_delayed: bool
    is_restarted: bool = False

    @property
    def is_over(self) -> bool:
        return not self.run.is_open

    @property
    def state(self) -> RunState:
        """The state as pages show it: a run whose attempt failed waits again."""
        state = RunState(self.run.state)
        return RunState.QUEUED if self.is_delayed and state is RunState.RUNNING else state

    @property
    def percent(self) -> int:
        return 100 if self.is_over else 100 * self.done // max(self.total, 1)


def progress_of(run: Run) -> RunProgress:
    """The progress of a run. At most two queries.

    is_delayed means that its job failed or waits for another attempt, is_restarted that an earlier attempt failed or
    that the failed job was retried.
    """
    job = jobs_of_work([run]).get(run.pk)
    done, total = run.steps
    left = [subject for subject in run.progress.get("subjects", ()) if subject not in run.progress["done"]]
    return RunProgress(
        run=run,
        done=done,
        total=total,
        now=left[0] if left and run.state == RunState.RUNNING else "",
        is_delayed=run.state == RunState.FAILED or (job is not None and job.is_delayed),
        is_restarted=job is not None and (job.is_restarted or job.created_at > run.created_at),
    )


def delayed_runs(runs: Iterable[Run]) -> set[UUID]:
    """The IDs of open runs whose job is delayed. One query."""
    return {row_id for row_id, job in jobs_of_work(runs).items() if job.is_delayed}
