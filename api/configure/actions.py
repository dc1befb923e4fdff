"""Actions that store and close requests of the declarative API, and record their results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.ciphers import SecretKeyReplaced
from api.configure.ids import id_of_request
from api.configure.models import CONFIGURE_REQUESTS, ConfigureJob, ConfigureState
from api.configure.problems import Problem, error_body, server_fault
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed
from jobs.long_running import WorkAttempt, close_work, lock_work, queue_work
from jobs.models import Job
from tilekit.core.section import Values


@action
def request_configure(
    *, organisation_id: UUID, resources: Sequence[Values], version: str, by: Actor, now: datetime, is_for_worker: bool
) -> tuple[ConfigureJob, Job]:
    """Store the encrypted request and queue its job. Without is_for_worker, the caller runs it. Raises NotAllowed."""
    if by.id is None:
        raise NotAllowed
    row = ConfigureJob(organisation_id=organisation_id, requested_by=by.id, version=version, created_at=now)
    row.sealed = CONFIGURE_REQUESTS.encrypt(json.dumps(list(resources)))
    record_event("configure.request", by=by, objects={"organisation": organisation_id, "request": row.pk}, now=now)
    return row, queue_work(row, organisation=organisation_id, hint=is_for_worker)


def decrypted_resources(row: ConfigureJob) -> list[Values] | None:
    """The decrypted resources; None if the secret key of the portal has been replaced since."""
    try:
        resources: list[Values] = json.loads(CONFIGURE_REQUESTS.decrypt(row.sealed))
    except SecretKeyReplaced:
        return None
    return resources


@action
def record_submission(attempt: WorkAttempt, *, number: int, result: Values) -> None:
    """Store the result of a submission of the request. Raises LeaseLost."""
    row = lock_work(ConfigureJob, attempt)
    if row is not None:
        row.results = {**row.results, str(number): result}
        row.save(update_fields=["results"])


@action
def close_configure(attempt: WorkAttempt, *, problems: Sequence[Problem], by: Actor, now: datetime) -> None:
    """Close the request with its problems. Does nothing if it was already closed. Raises LeaseLost."""
    row = lock_work(ConfigureJob, attempt)
    if row is not None:
        close_locked(row, attempt, problems=problems, by=by, now=now)


def put_server_fault(row: ConfigureJob, _now: datetime) -> None:
    """Set the error of a request that failed because of a server fault. An admin can retry it."""
    row.errors = [error_body(server_fault(), fallback=id_of_request(row.pk))]


@in_transaction
def close_locked(
    row: ConfigureJob, attempt: WorkAttempt, *, problems: Sequence[Problem], by: Actor, now: datetime
) -> None:
    """Close a request that the caller has locked."""
    row.errors = [error_body(problem, fallback=id_of_request(row.pk)) for problem in problems]
    row.sealed = ""
    close_work(row, ConfigureState.FAILED if problems else ConfigureState.SUCCEEDED, attempt, now=now)
    objects = {"organisation": row.organisation_id, "request": row.pk}
    record_event(f"configure.{'fail' if problems else 'succeed'}", by=by, objects=objects, now=now)
