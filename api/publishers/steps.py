"""Steps and messages of an operation."""

from collections.abc import Mapping, Sequence

from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _

from api.ingestion.bodies.base import iso_time
from api.ingestion.bodies.workflows import ItemSeverity, StepName, ValidationItem, WorkflowStep
from api.ingestion.submissions.validations import validation_items
from api.ingestion.submissions.workflow import FAILED, IN_PROGRESS, NOT_STARTED, SUCCESS, details_of
from api.publishers.bodies.offers import PublishingStatus
from api.publishers.bodies.operations import Level, MessageBody, StepBody
from api.publishers.operations import PUBLISH, OfferOperation
from common.actor import Actor
from listings.states.revision_states import RevisionState

_WORDS: Mapping[str, PublishingStatus] = {
    NOT_STARTED: PublishingStatus.NOT_STARTED,
    IN_PROGRESS: PublishingStatus.RUNNING,
    SUCCESS: PublishingStatus.SUCCEEDED,
    FAILED: PublishingStatus.FAILED,
}
_LEVELS: Mapping[ItemSeverity, Level] = {ItemSeverity.ERROR: "error", ItemSeverity.WARNING: "warning"}


def steps_of(operation: OfferOperation, *, actor: Actor) -> list[StepBody]:
    """The steps of the operation: to the preview, or from the preview to the release."""
    preview, live = _steps(operation)
    return _with_messages(preview if operation.kind == PUBLISH else live, operation, actor)


def all_steps_of(operation: OfferOperation, *, actor: Actor) -> list[StepBody]:
    """The steps of publish and golive."""
    return _with_messages([step for part in _steps(operation) for step in part], operation, actor)


def messages_of(steps: Sequence[StepBody]) -> list[MessageBody]:
    """The messages of all steps."""
    return [message for step in steps for message in step.messages]


def _steps(operation: OfferOperation) -> list[list[WorkflowStep]]:
    """The steps of both parts."""
    return [detail.workflow_steps for detail in details_of(operation.result)]


def _with_messages(steps: Sequence[WorkflowStep], operation: OfferOperation, actor: Actor) -> list[StepBody]:
    """The steps, with messages of checks and reviewers in the failed step or, if none failed, in that of the checks."""
    failed = next((step.name for step in steps if step.state == FAILED), StepName.VALIDATION)
    time = iso_time(operation.result.reviewed_at or operation.result.submitted_at)
    messages = [_message(item, time) for item in validation_items(operation.row, actor)]
    return [_step(step, operation, messages if step.name == failed else []) for step in steps]


def _step(step: WorkflowStep, operation: OfferOperation, messages: list[MessageBody]) -> StepBody:
    return StepBody(
        id=slugify(step.name),
        step_name=step.name,
        description=_description(step.name),
        status=_word(step, operation),
        messages=messages,
        progress_percentage=100 if step.state == SUCCESS else 0,
    )


def _word(step: WorkflowStep, operation: OfferOperation) -> PublishingStatus:
    if step.state == FAILED and operation.result.state == RevisionState.DRAFT:
        return PublishingStatus.CANCELED
    if step.state == IN_PROGRESS and step.name == StepName.SIGN_OFF:
        return PublishingStatus.WAITING
    return _WORDS[step.state]


def _message(item: ValidationItem, time: str) -> MessageBody:
    return MessageBody(message_html=escape(item.message), level=_LEVELS[item.severity], timestamp=time)


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
