"""Actions that store, start and close requests of the declarative API, and record their results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from accounts.ciphers import SecretKeyReplaced, decrypt, encrypt
from api.configure.ids import id_of_request
from api.configure.models import OPEN_REQUESTS, ConfigureJob, ConfigureState
from api.configure.problems import Problem, error_body, server_fault
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed
from jobs.kind_registry import Payload
from jobs.models import Job
from jobs.writes import assert_attempt, enqueue, finish_job
from tilekit.core.section import Values

CONFIGURE_JOB = "configure"
RETENTION = timedelta(days=30)
_PURPOSE = "api.configure-request"


class ConfigureAttempt(Struct, frozen=True, kw_only=True):
    """An attempt of the job that runs a request. An attempt that has lost its lease writes nothing."""

    request_id: UUID
    job_id: UUID
    number: int


@action
def request_configure(
    *, organisation_id: UUID, resources: Sequence[Values], version: str, by: Actor, now: datetime, is_for_worker: bool
) -> tuple[ConfigureJob, Job]:
    """Store the encrypted request and queue its job. Without is_for_worker, the caller runs it. Raises NotAllowed."""
    if by.id is None:
        raise NotAllowed
    row = ConfigureJob(organisation_id=organisation_id, requested_by=by.id, version=version, created_at=now)
    row.sealed = encrypt(json.dumps(list(resources)), purpose=_PURPOSE)
    row.save(force_insert=True)
    record_event("configure.request", by=by, objects={"organisation": organisation_id, "request": row.pk}, now=now)
    payload = {"request": str(row.pk)}
    return row, enqueue(CONFIGURE_JOB, payload=payload, key=str(row.pk), now=now, hint=is_for_worker)


def decrypted_resources(row: ConfigureJob) -> list[Values] | None:
    """The decrypted resources; None if the secret key of the portal has been replaced since."""
    try:
        found: list[Values] = json.loads(decrypt(row.sealed, purpose=_PURPOSE))
    except SecretKeyReplaced:
        return None
    return found


@action
def begin_configure(attempt: ConfigureAttempt) -> ConfigureJob | None:
    """Mark the request as running and return it; None if it was closed. Raises LeaseLost."""
    row = locked_request(attempt)
    if row is not None:
        row.state = ConfigureState.RUNNING
        row.save(update_fields=["state"])
    return row


@action
def record_submission(attempt: ConfigureAttempt, *, number: int, result: Values) -> None:
    """Store the result of a submission of the request. Raises LeaseLost."""
    row = locked_request(attempt)
    if row is not None:
        row.results = {**row.results, str(number): result}
        row.save(update_fields=["results"])


@action
def close_configure(attempt: ConfigureAttempt, *, problems: Sequence[Problem], by: Actor, now: datetime) -> None:
    """Close the request with its problems. Does nothing if it was already closed. Raises LeaseLost."""
    row = locked_request(attempt)
    if row is not None:
        close_locked(row, attempt, problems=problems, by=by, now=now)


@action
def delete_expired_requests(*, now: datetime) -> int:
    """Delete requests that ended more than RETENTION ago. Returns their number."""
    return ConfigureJob.objects.filter(finished_at__lt=now - RETENTION).delete()[0]


@in_transaction
def give_up_request(*, payload: Payload, now: datetime) -> None:
    """After the last attempt, mark the request as failed because of a server fault. An admin can retry it."""
    rows = ConfigureJob.objects.filter(pk=payload["request"], state__in=OPEN_REQUESTS)
    errors = [error_body(server_fault(), fallback=id_of_request(payload["request"]))]
    rows.update(state=ConfigureState.FAILED, finished_at=now, errors=errors)


@in_transaction
def reopen_request(*, payload: Payload, **_: object) -> bool:
    """Reopen a failed request whose job is retried. Returns False if the request was deleted."""
    rows = ConfigureJob.objects.filter(pk=payload["request"], state=ConfigureState.FAILED).exclude(sealed="")
    return rows.update(state=ConfigureState.QUEUED, finished_at=None, errors=[]) > 0


@in_transaction
def close_locked(
    row: ConfigureJob, attempt: ConfigureAttempt, *, problems: Sequence[Problem], by: Actor, now: datetime
) -> None:
    """Close a request that the caller has locked."""
    row.state = ConfigureState.FAILED if problems else ConfigureState.SUCCEEDED
    row.errors = [error_body(each, fallback=id_of_request(row.pk)) for each in problems]
    row.sealed, row.finished_at = "", now
    row.save(update_fields=["state", "errors", "sealed", "finished_at"])
    objects = {"organisation": row.organisation_id, "request": row.pk}
    record_event(f"configure.{'fail' if problems else 'succeed'}", by=by, objects=objects, now=now)
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)


@in_transaction
def locked_request(attempt: ConfigureAttempt) -> ConfigureJob | None:
    """Lock an open request; None if it was closed. Raises LeaseLost."""
    assert_attempt(job_id=attempt.job_id, attempt=attempt.number)
    rows = ConfigureJob.objects.select_for_update(of=("self",))
    return rows.filter(pk=attempt.request_id, state__in=OPEN_REQUESTS).first()
