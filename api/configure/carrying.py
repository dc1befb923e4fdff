"""The job behind a request: all resources in one transaction, then each submission in its own.

Handing in a submission renders files before its transaction, so submissions cannot be a part of the first one. An
attempt that begins again finds what an earlier one did: the first transaction is noted in its row, and a submission
that the same application handed in or promoted since then is the one that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from accounts.actors import actor_with_id
from api.configure.actions import (
    Attempt,
    begin_configure,
    close_configure,
    note_submission,
    resources_in,
)
from api.configure.applying import EXPECTED, Work, apply_resources, problem_against
from api.configure.handing_in import hand_in
from api.configure.models import ConfigureJob
from api.configure.problems import Problem, managers_only, server_fault
from api.configure.references import References
from api.configure.sent import Refusals, Sent, read_all
from common.actor import ANONYMOUS, Actor, Role
from common.errors import NotFound
from jobs.kinds import Renew


class Run(Struct, frozen=True, kw_only=True):
    """What an attempt works with; by is who asked for it, with the rights of today."""

    attempt: Attempt
    by: Actor
    renew: Renew
    clock: Callable[[], datetime]


def carry_out(attempt: Attempt, *, renew: Renew, clock: Callable[[], datetime]) -> None:
    """Bring the request to its end. Raises LeaseLost, and whatever is a fault of ours."""
    row = begin_configure(attempt)
    if row is None:
        return
    run = Run(attempt=attempt, by=_actor(row), renew=renew, clock=clock)
    raw = resources_in(row)
    if not run.by.holds(Role.OWNER, row.organisation_id):  # taken away since
        _close(run, [managers_only()])
    elif raw is None:
        _close(run, [server_fault()])
    else:
        try:
            _carry_out(run, row, read_all(raw))
        except Refusals as refusals:
            _close(run, refusals.problems)


def _actor(row: ConfigureJob) -> Actor:
    try:
        return actor_with_id(row.requested_by)
    except NotFound:
        return ANONYMOUS


def _close(run: Run, problems: Sequence[Problem]) -> None:
    close_configure(run.attempt, problems=problems, by=run.by, now=run.clock())


def _carry_out(run: Run, row: ConfigureJob, resources: Sequence[Sent]) -> None:
    references = References(resources, run.by)
    work = Work(
        references=references,
        organisation_id=row.organisation_id,
        version=row.version,
        by=run.by,
        now=run.clock(),
    )
    if row.applied_at is None:
        row = apply_resources(run.attempt, resources, work=work)
    if not row.is_open:
        return
    references.made = {int(number): str(each["id"]) for number, each in row.results.items()}
    _close(run, [*_hand_in_all(run, row, [each for each in resources if each.is_submission], references=references)])


def _hand_in_all(run: Run, row: ConfigureJob, submissions: Sequence[Sent], *, references: References) -> list[Problem]:
    """What stands against submissions; the others are handed in."""
    problems: list[Problem] = []
    for sent in submissions:
        if str(sent.number) in row.results:
            continue
        run.renew()
        try:
            shown = hand_in(sent, references, row=row, by=run.by, now=run.clock())
        except EXPECTED as error:
            problems.append(problem_against(sent, error))
        else:
            note_submission(run.attempt, number=sent.number, shown=shown)
    return problems
