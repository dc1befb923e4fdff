"""Prepares the results of checks for *Review & Submit*: of a submission, or of an on-demand run of the draft."""

from collections.abc import Mapping, Sequence

from listings.states.revision_states import RevisionState
from page_parts.counts import Count
from page_parts.times import format_time
from studio.findings.unchecked import unchecked_text_of_run
from studio.wizard.page.wizard import Wizard
from tilekit.checks.finding import Severity
from tilekit.checks.subjects import SUBJECTS
from validation.deep_findings import is_unchanged
from validation.guards import may_start_checks
from validation.models import Run, RunState
from validation.queries import RunProgress, findings_of_run, progress_of
from validation.run_states import RUN_STATES
from validation.skipped_checks import skipped_checks


def run_to_show(wizard: Wizard) -> Run | None:
    """The run to show. For a draft this is the on-demand run, unless the last submitted run is still valid."""
    run = _run_of_draft(wizard.run, wizard.draft_run, wizard.revision.state) if wizard.is_open else wizard.run
    return None if run is None or run.state == RunState.SUPERSEDED else run


def _run_of_draft(submitted_run: Run | None, requested_run: Run | None, state: str) -> Run | None:
    """The run to show for a draft: that of the submission if it found blockers, until a newer on-demand run starts."""
    if submitted_run is None or state != RevisionState.CHANGES_REQUESTED or submitted_run.state != RunState.BLOCKED:
        return requested_run
    return requested_run if requested_run and requested_run.created_at > submitted_run.created_at else submitted_run


def progress_context(wizard: Wizard) -> dict[str, object]:
    """The template context of the checks' progress and results. check_url is "" if the reader can't start them now."""
    run = run_to_show(wizard)
    may_start = may_start_checks(wizard.actor, wizard.revision.listing.organisation_id)
    can_start = may_start and wizard.is_open and (run is None or not run.is_open)
    base: dict[str, object] = {"progress": None, "check_url": wizard.url("check") if can_start else ""}
    if run is None:
        return base
    progress = progress_of(run)
    of_draft = run.submission_id is None
    blockers = _blocker_count(wizard, run)
    unchecked = unchecked_text_of_run(run) if progress.is_over else ""
    return {
        **base,
        "progress": progress,
        "is_over": progress.is_over,
        "is_running": not progress.is_over,
        "of_draft": of_draft,
        "has_state": not (of_draft and progress.is_over) or bool(blockers or unchecked),
        "must_run_again": of_draft and run.state == RunState.FAILED,
        "is_current": of_draft and is_unchanged(run, wizard.bundle),
        "is_incomplete": of_draft and bool(wizard.instant.missing),
        "subjects": _subject_rows(run, progress),
        "run_blockers": blockers,
        "outcome": _outcome_text(run, blockers),
        "skipped": skipped_checks(run.skipped).items() if progress.is_over else (),
        "skipped_total": len(run.skipped),
        "unchecked": unchecked,
        "progress_url": wizard.url("progress"),
    }


def _blocker_count(wizard: Wizard, run: Run) -> int:
    """The number of blockers that the page shows; empty required fields of a draft do not count."""
    if run.state != RunState.BLOCKED:
        return 0
    if run.submission_id is None:
        return sum(finding.severity == Severity.BLOCKER for finding in wizard.findings)
    return sum(finding.blocks for finding in findings_of_run(run))


def _outcome_text(run: Run, blockers: int) -> str:
    """The sentence about the outcome of the submission's run; "" if the submission still waits for one."""
    outcome = RUN_STATES[run.state].outcome
    if outcome is None:
        return ""
    if outcome.text_if_waived and not blockers:
        return str(outcome.text_if_waived)
    return outcome.text.format(moment=format_time(run.finished_at), number=Count(blockers))


def _subject_rows(run: Run, progress: RunProgress) -> Sequence[Mapping[str, object]]:
    done = set(run.progress.get("done", []))
    return [
        {"label": SUBJECTS.get(subject, subject), "is_done": subject in done, "is_now": subject == progress.now}
        for subject in run.progress.get("subjects", [])
    ]
