"""Registers facts, guards and effects of transitions, and what this app adds to lower apps."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from common import navigation
from common.navigation import Audience, NavItem
from listings.display.place_names import field_label, translate_message
from listings.lifecycle.announcements import register_lifecycle
from listings.lifecycle.change import RevisionChange
from listings.lifecycle.registry import effect, facts, guard, input_details, status_message
from listings.models import Revision
from listings.page_urls import step
from listings.queries import current_submission
from listings.states.revision_states import EDITABLE, RevisionState
from listings.states.status_messages import StatusMessages
from tilekit.checks.finding import Finding
from tilekit.sections import STEPS
from tilekit.sections.files import section_of_place
from validation import guards
from validation.dispute_writes import waive_disputed
from validation.guards import Blocker, MissingField, RunFacts, ValidationFacts
from validation.instant import fresh_findings
from validation.lifecycles.disputes import DISPUTES, answered_together
from validation.lifecycles.waivers import WAIVERS
from validation.models import Run
from validation.queries.instant import InstantResults, effective_instant_results
from validation.queries.runs import delayed_runs, latest_runs
from validation.run_states import RUN_STATES, RunState
from validation.status_messages import CHECKS_DELAYED, CHECKS_RUNNING
from validation.waiver_writes import end_requested, waive_requested
from validation.writes import follow_renames, start_run


@facts("validation")
def validation_facts(revisions: Sequence[Revision]) -> Mapping[UUID, ValidationFacts]:
    """{revision ID: facts for guards}. Findings that are not stored are computed. Seven queries in all."""
    editable = [revision for revision in revisions if revision.state in EDITABLE]
    instant = effective_instant_results(fresh_findings(editable).values(), editable) if editable else {}
    runs = latest_runs(revisions)
    delayed = delayed_runs(runs.values())
    return {
        revision.pk: ValidationFacts(
            missing=_missing_fields(revision, instant.get(revision.pk)),
            blockers=_blockers(revision, instant.get(revision.pk)),
            run=_run_facts(runs.get(revision.pk), delayed),
        )
        for revision in revisions
    }


def _missing_fields(revision: Revision, instant: InstantResults | None) -> tuple[MissingField, ...]:
    return tuple(
        MissingField(
            section=path.partition(".")[0],
            label=field_label(path),
            link=_link(revision, path.partition(".")[0], path),
        )
        for path in (instant.missing if instant else ())
    )


def _blockers(revision: Revision, instant: InstantResults | None) -> tuple[Blocker, ...]:
    return tuple(
        Blocker(code=finding.code, text=translate_message(finding.message), link=_link_of(revision, finding))
        for finding in (instant.blockers if instant else ())
    )


def _link_of(revision: Revision, finding: Finding) -> str:
    return _link(revision, section_of_place(finding.path, finding.file), finding.path)


def _link(revision: Revision, section: str, path: str) -> str:
    return step(revision.listing_id, _STEP_OF[section], path)


def _run_facts(run: Run | None, delayed: set[UUID]) -> RunFacts | None:
    if run is None:
        return None
    state = RunState(run.state)
    return RunFacts(
        id=run.pk,
        state=state,
        since=run.finished_at or run.created_at,
        is_delayed=state is RunState.FAILED or run.pk in delayed,
    )


guard("steps-ready", needs="validation")(guards.steps_ready)
guard("no-blocker", needs="validation")(guards.no_blocker)
guard("run-clean", needs="validation")(guards.run_clean)
guard("run-blocked", needs="validation")(guards.run_blocked)
guard("run-failed", needs="validation")(guards.run_failed)


@effect("start-run")
def start_run_of_submission(change: RevisionChange) -> None:
    """Effect: queue the deep run of the current submission."""
    start_run(change.revision, current_submission(change.revision), by=change.by, now=change.now)


effect("follow-renames")(follow_renames)
effect("waive-finding")(waive_requested)
effect("end-waiver")(end_requested)
effect("waive-disputed")(waive_disputed)
guard("owns-check")(guards.owns_check)
input_details("dispute-extent")(answered_together)


@status_message(RevisionState.SUBMITTED, needs="validation")
def submitted_message(_revision: Revision, facts: ValidationFacts) -> StatusMessages:
    run = facts.run
    if run and (status := RUN_STATES[run.state].status):
        return replace(status, since=run.since)
    return CHECKS_DELAYED if run and run.is_delayed else CHECKS_RUNNING


def connect() -> None:
    """Register everything that this app adds to lower apps. Called once, when the portal starts."""
    register_lifecycle(WAIVERS)
    register_lifecycle(DISPUTES)
    navigation.register_links(
        NavItem(
            label=_("Checks"),
            url_name="validation:check-list",
            audience=_ADMIN | {Audience.LEAD},
            place=navigation.NavPlace.WORK,
            order=50,
        ),
    )


_ADMIN = frozenset({Audience.ADMIN})
_STEP_OF = {section.key: wizard_step.key for wizard_step in STEPS for section in wizard_step.sections}
