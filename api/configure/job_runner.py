"""Runs the job of a request: all resources in one transaction, then each submission in its own transaction.

A submission renders files before its transaction, so it cannot be part of the first one. A repeated attempt detects
what an earlier attempt has done: the row of the request records the first transaction, and a submission that the same
application has submitted or promoted since then counts as the requested one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from accounts.actors import actor_with_id
from api.configure.actions import close_configure, decrypted_resources, record_submission
from api.configure.models import ConfigureJob
from api.configure.problems import Problem, managers_only, server_fault
from api.configure.references import References
from api.configure.resource_writes import EXPECTED, ApplyContext, apply_resources, problem_against
from api.configure.sent_resources import ResourcesRefused, SentResource, read_all
from api.configure.submissions import process_submission
from common.actor import ANONYMOUS, Actor, Role
from common.errors import NotFound
from jobs.kind_registry import Renew
from jobs.long_running import WorkAttempt, begin_work


class RequestRun(Struct, frozen=True, kw_only=True):
    """The context of an attempt. by is the application that sent the request, with its current rights."""

    attempt: WorkAttempt
    by: Actor
    renew: Renew
    clock: Callable[[], datetime]


def run_request(attempt: WorkAttempt, *, renew: Renew, clock: Callable[[], datetime]) -> None:
    """Run the request until it is closed. Raises LeaseLost and server faults."""
    row = begin_work(model=ConfigureJob, attempt=attempt)
    if row is None:
        return
    run = RequestRun(attempt=attempt, by=_actor(row), renew=renew, clock=clock)
    raw = decrypted_resources(row)
    if not run.by.holds(Role.OWNER, row.organisation_id):  # the role has been removed since
        _close(run, [managers_only()])
    elif raw is None:
        _close(run, [server_fault()])
    else:
        try:
            _run_resources(run, row, read_all(raw))
        except ResourcesRefused as refusals:
            _close(run, refusals.problems)


def _actor(row: ConfigureJob) -> Actor:
    try:
        return actor_with_id(row.requested_by)
    except NotFound:
        return ANONYMOUS


def _close(run: RequestRun, problems: Sequence[Problem]) -> None:
    close_configure(run.attempt, problems=problems, by=run.by, now=run.clock())


def _run_resources(run: RequestRun, row: ConfigureJob, resources: Sequence[SentResource]) -> None:
    references = References(resources, run.by)
    work = ApplyContext(
        references=references, organisation_id=row.organisation_id, version=row.version, by=run.by, now=run.clock()
    )
    if row.applied_at is None:
        row = apply_resources(run.attempt, resources, context=work)
    if not row.is_open:
        return
    references.created_ids = {int(number): str(result["id"]) for number, result in row.results.items()}
    _close(
        run,
        [
            *_process_submissions(
                run, row, [resource for resource in resources if resource.is_submission], references=references
            )
        ],
    )


def _process_submissions(
    run: RequestRun, row: ConfigureJob, submissions: Sequence[SentResource], *, references: References
) -> list[Problem]:
    """Process all submissions. Returns the problems of those that failed."""
    problems: list[Problem] = []
    for sent in submissions:
        if str(sent.number) in row.results:
            continue
        run.renew()
        try:
            result = process_submission(sent, references, row=row, by=run.by, now=run.clock())
        except EXPECTED as error:
            problems.append(problem_against(sent, error))
        else:
            record_submission(run.attempt, number=sent.number, result=result)
    return problems
