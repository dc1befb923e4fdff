"""The progress of a submission, as steps with messages."""

from collections.abc import Mapping, Sequence

from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _
from msgspec.structs import replace

from api.ingestion.bodies.submissions import Severity, StepName, ValidationItem, WorkflowStep
from api.ingestion.submissions.validations import items_of
from api.ingestion.submissions.workflow import FAILED, IN_PROGRESS, NOT_STARTED, SUCCESS, details_of
from api.ingestion.times import as_text
from api.publishers.bodies.offers import StatusWord
from api.publishers.bodies.operations import Level, Message, Step
from api.publishers.operations import PUBLISH, Known
from common.actor import Actor
from listings.states import State

_WORDS: Mapping[str, StatusWord] = {
    NOT_STARTED: StatusWord.NOT_STARTED,
    IN_PROGRESS: StatusWord.RUNNING,
    SUCCESS: StatusWord.SUCCEEDED,
    FAILED: StatusWord.FAILED,
}
_LEVELS: Mapping[Severity, Level] = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def steps_of(known: Known, *, actor: Actor) -> list[Step]:
    """The steps of the operation: to the preview, or from the preview to the release."""
    preview, live = _steps(known)
    return _with_messages(preview if known.kind == PUBLISH else live, known, actor)


def all_steps_of(known: Known, *, actor: Actor) -> list[Step]:
    """The steps of publish and golive."""
    return _with_messages([step for part in _steps(known) for step in part], known, actor)


def messages_of(steps: Sequence[Step]) -> list[Message]:
    """The messages of all steps."""
    return [message for step in steps for message in step.messages]


def _steps(known: Known) -> list[list[WorkflowStep]]:
    """The steps of both parts. A withdrawn submission is treated like one that was sent back."""
    found = known.found
    stopped = replace(found, state=State.CHANGES_REQUESTED) if found.state == State.DRAFT else found
    return [detail.workflow_steps for detail in details_of(stopped)]


def _with_messages(steps: Sequence[WorkflowStep], known: Known, actor: Actor) -> list[Step]:
    """Adds the messages of checks and reviewers to the failed step or, if none has failed, to the checks."""
    failed = next((step.name for step in steps if step.state == FAILED), StepName.VALIDATION)
    time = as_text(known.found.reviewed_at or known.found.submitted_at)
    messages = [_message(item, time) for item in items_of(known.row, actor)]
    return [_step(step, known, messages if step.name == failed else []) for step in steps]


def _step(step: WorkflowStep, known: Known, messages: list[Message]) -> Step:
    return Step(
        id=slugify(step.name),
        name=step.name,
        description=_description(step.name),
        status=_word(step, known),
        messages=messages,
        progress=100 if step.state == SUCCESS else 0,
    )


def _word(step: WorkflowStep, known: Known) -> StatusWord:
    if step.state == FAILED and known.found.state == State.DRAFT:
        return StatusWord.CANCELED
    if step.state == IN_PROGRESS and step.name == StepName.SIGN_OFF:
        return StatusWord.WAITING
    return _WORDS[step.state]


def _message(item: ValidationItem, time: str) -> Message:
    return Message(html=escape(item.message), level=_LEVELS[item.severity], timestamp=time)


def _description(name: StepName) -> str:
    return {
        StepName.VALIDATION: _("Automatic checks run on the offer."),
        StepName.PREVIEW: _("Reviewers approve the offer, and its tile is enabled in your sandbox org."),
        StepName.SIGN_OFF: _("Review the preview, then call golive."),
        StepName.CERTIFICATION: _(
            "The review was completed before the preview was created, so this step ends immediately."
        ),
        StepName.PUBLISH: _("The offer is released to customers."),
    }[name]
