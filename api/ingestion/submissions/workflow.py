"""Converts the progress of a submission to workflow steps: those to the preview, and those to the release."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from api.ingestion.bodies.base import as_text_if
from api.ingestion.bodies.workflows import StepName, WorkflowDetail, WorkflowStep
from api.ingestion.submissions.states import INGESTION_STATES, has_failed, ingestion_state
from listings.queries import SubmissionResult

NOT_STARTED, IN_PROGRESS, SUCCESS, FAILED = "NotStarted", "InProgress", "Success", "Failed"
_PREVIEW, _LIVE = "Preview", "Live"


class _Step(Struct, frozen=True, kw_only=True):
    """A step of a submission.

    It is complete once the submission has reached the stage `needs`. start and end are the stages at which the step
    starts and ends.
    """

    name: StepName
    environment: str
    needs: int
    start: int
    end: int


# Stages: 0 submitted, 1 in review, 2 in the sandbox, 3 signed off, 4 live.
# The review ends before the preview is created, so the certification step ends immediately.
_STEPS = (
    _Step(name=StepName.VALIDATION, environment=_PREVIEW, needs=1, start=0, end=1),
    _Step(name=StepName.PREVIEW, environment=_PREVIEW, needs=2, start=1, end=2),
    _Step(name=StepName.SIGN_OFF, environment=_PREVIEW, needs=3, start=2, end=3),
    _Step(name=StepName.CERTIFICATION, environment=_LIVE, needs=3, start=3, end=3),
    _Step(name=StepName.PUBLISH, environment=_LIVE, needs=4, start=3, end=4),
)


def details_of(result: SubmissionResult) -> list[WorkflowDetail]:
    """Exactly two details: the preview, then the release."""
    steps = [(step, _workflow_step(step, result)) for step in _STEPS]
    return [
        _detail(environment, [workflow_step for step, workflow_step in steps if step.environment == environment])
        for environment in (_PREVIEW, _LIVE)
    ]


def _times(result: SubmissionResult) -> tuple[datetime | None, ...]:
    """The start time of each stage."""
    return (result.submitted_at, result.reviewed_at, result.enabled_at, result.signed_at, result.released_at)


def _stage(result: SubmissionResult) -> int:
    """The stage of the submission. If it was sent back, this is the last stage that it reached."""
    reached = [number for number, at in enumerate(_times(result)) if at is not None]
    stage = INGESTION_STATES[result.state].stage
    return max(reached) if stage is None else stage


def _workflow_step(step: _Step, result: SubmissionResult) -> WorkflowStep:
    stage, times = _stage(result), _times(result)
    if stage >= step.needs:
        start, complete = as_text_if(times[step.start]), as_text_if(times[step.end])
        return WorkflowStep(name=step.name, state=SUCCESS, start=start, complete=complete)
    if stage < step.start:
        return WorkflowStep(name=step.name, state=NOT_STARTED)
    state = FAILED if has_failed(ingestion_state(result)) else IN_PROGRESS
    return WorkflowStep(name=step.name, state=state, start=as_text_if(times[step.start]))


def _detail(environment: str, steps: Sequence[WorkflowStep]) -> WorkflowDetail:
    state = _state_of(steps)
    return WorkflowDetail(
        state=state,
        target_environment=environment,
        workflow_steps=list(steps),
        start=steps[0].start,
        complete=steps[-1].complete if state == SUCCESS else None,
    )


def _state_of(steps: Sequence[WorkflowStep]) -> str:
    """The common state of all steps. If one step has failed, all have."""
    states = {step.state for step in steps}
    if FAILED in states:
        return FAILED
    return states.pop() if len(states) == 1 else IN_PROGRESS
