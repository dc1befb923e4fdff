"""Prepares the task list of the wizard: every step with its status, and the numbers of its findings."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from msgspec import Struct

from studio.page_urls import step_url
from studio.threads.places import PlacedThread
from studio.wizard.page.step.assignments import assignment_notes
from studio.wizard.page.wizard import Wizard
from tilekit.checks.finding import Severity
from tilekit.sections import STEPS, Step
from tilekit.sections.status import StepState

REVIEW = "review"
_LOCKED_STATE = "locked"


class Counts(Struct, frozen=True, kw_only=True):
    """The numbers of findings by severity, and of empty required fields."""

    blockers: int
    missing: int
    warnings: int
    advice: int

    @property
    def to_do(self) -> int:
        """The number of things that prevent a submission."""
        return self.blockers + self.missing


def finding_counts(wizard: Wizard, step: Step | None = None) -> Counts:
    """The counts of a step or, without one, of the whole revision."""
    numbers = Counter(finding.severity for finding in wizard.findings if step is None or finding.step == step.key)
    missing = wizard.status(step).missing if step else wizard.instant.missing
    return Counts(
        blockers=numbers[Severity.BLOCKER],
        missing=len(missing),
        warnings=numbers[Severity.WARNING],
        advice=numbers[Severity.ADVICE],
    )


class TaskListItem(Struct, frozen=True, kw_only=True):
    """An item of the `task_list` component. comments is the number of open threads in the step."""

    key: str
    href: str
    label: str
    state: str
    count: int
    count_style: str
    note: str
    is_current: bool
    comments: int
    has_blocking_comment: bool


class TaskList(Struct, frozen=True, kw_only=True):
    """The items of the task list. ready and total exclude the last step, which has nothing to fill in."""

    tasks: Sequence[TaskListItem]
    ready: int
    total: int

    @property
    def other_tasks(self) -> Sequence[TaskListItem]:
        """The items of the other steps that apply."""
        return [task for task in self.tasks if task.state != StepState.NOT_APPLICABLE and not task.is_current]

    @property
    def is_complete(self) -> bool:
        return self.ready == self.total


def task_list(wizard: Wizard, current: str) -> TaskList:
    """The task list of the wizard; current is the key of the open step."""
    filled = [step for step in wizard.steps if step.key != REVIEW]
    ready = sum(_step_state(wizard, step) is StepState.READY for step in filled)
    is_complete = all(wizard.status(step).state is StepState.READY for step in filled)
    notes = assignment_notes(wizard)
    tasks = [
        _task_item(wizard, step, is_complete=is_complete, is_current=step.key == current, note=notes.get(step.key, ""))
        for step in STEPS
    ]
    return TaskList(tasks=tasks, ready=ready, total=len(filled))


def threads_in(wizard: Wizard, step: Step) -> list[PlacedThread]:
    """The threads that the step shows."""
    return [thread for thread in wizard.threads if thread.step == step.key]


def _task_item(wizard: Wizard, step: Step, *, is_complete: bool, is_current: bool, note: str) -> TaskListItem:
    state, counts = _step_state(wizard, step), finding_counts(wizard, step)
    threads = threads_in(wizard, step)
    is_locked = step.key == REVIEW and not is_complete and wizard.is_open
    return TaskListItem(
        key=step.key,
        href=step_url(wizard.revision, step.key),
        label=step.title,
        state=_LOCKED_STATE if is_locked else state.value,
        count=0 if is_locked else counts.to_do or counts.warnings,
        count_style=_count_style(counts),
        note=_("not needed here") if state is StepState.NOT_APPLICABLE else note,
        is_current=is_current,
        comments=len(threads),
        has_blocking_comment=any(thread.blocks_submission for thread in threads),
    )


def _step_state(wizard: Wizard, step: Step) -> StepState:
    """The status of the step. Blockers that only a run of the checks finds need attention, too."""
    state = wizard.status(step).state
    blocks = finding_counts(wizard, step).blockers and state is not StepState.NOT_APPLICABLE
    return StepState.NEEDS_ATTENTION if blocks else state


def _count_style(counts: Counts) -> str:
    if counts.blockers:
        return "bad"
    return "accent" if counts.missing else "warn"
