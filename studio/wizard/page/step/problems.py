"""Where the problems of a draft are, for the link *Next problem*."""

from collections.abc import Iterator
from itertools import islice

from studio.page_urls import url_of_place
from studio.wizard.page.step.task_list import threads_in
from studio.wizard.page.wizard import Wizard
from tilekit.sections import Step

# Each answer to a save has them, so a broken file must not make the answers long.
_MAX_PROBLEMS = 20


def next_problem(wizard: Wizard) -> str:
    """The URL of the first problem; "" if there is none or the revision cannot be edited."""
    return next(iter(problems(wizard)), "")


def problems(wizard: Wizard) -> list[str]:
    """The URLs of the first missing fields, blockers and comments to answer, in the order of steps.

    There are none if the revision cannot be edited.
    """
    places = (place for step in wizard.steps for place in _problem_urls(wizard, step))
    return list(islice(dict.fromkeys(places), _MAX_PROBLEMS)) if wizard.is_open else []


def _problem_urls(wizard: Wizard, step: Step) -> Iterator[str]:
    keys = {section.key for section in step.sections}
    yield from (url_of_place(wizard.revision, path) for path in wizard.status(step).missing)
    yield from (item.field_href for item in wizard.findings if item.section in keys and item.severity == "blocker")
    yield from (placed.thread.anchor.href for placed in threads_in(wizard, step) if placed.blocks_submission)
