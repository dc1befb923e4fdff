"""Records the requests of a trial, and what it issued."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, field

from accounts.tokens import hash_of
from common.actions import action
from common.regions import Region
from trials.faults import RequestFault
from trials.models import IssuedKind, IssuedValue, RequestKind, TrialRequest

MAX_REQUESTS = 500  # of a trial; later ones are answered but not recorded


class NewIssuedValue(Struct, frozen=True, kw_only=True):
    """A code or token in a response. Only its hash is stored."""

    kind: IssuedKind
    value: str
    scopes: Sequence[str]
    expires_at: datetime | None = None
    redirect_uri: str = ""
    challenge: str = ""


class RequestRecord(Struct, frozen=True, kw_only=True):
    """A request and its response, without secrets. used and revoked are the IDs of issued values that it ended."""

    kind: RequestKind
    status: int
    is_accepted: bool
    faults: Sequence[RequestFault] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""
    issued: Sequence[NewIssuedValue] = ()
    used: int | None = None
    revoked: int | None = None


@action
def record_request(record: RequestRecord, *, trial_id: UUID, region: Region, now: datetime) -> None:
    """Store a request and what it issued, used or revoked. region is that of the address."""
    IssuedValue.objects.bulk_create(_issued_row(trial_id, value, now) for value in record.issued)
    if record.used is not None:
        IssuedValue.objects.filter(pk=record.used).update(used_at=now)
    if record.revoked is not None:
        IssuedValue.objects.filter(pk=record.revoked, revoked_at=None).update(revoked_at=now)
    if TrialRequest.objects.filter(trial=trial_id).count() < MAX_REQUESTS:
        TrialRequest.objects.create(
            trial_id=trial_id,
            kind=record.kind,
            region=region,
            status=record.status,
            is_accepted=record.is_accepted,
            faults=[row.stored for row in record.faults],
            parameters=dict(record.parameters),
            answer=dict(record.answer),
            scope=record.scope,
            at=now,
        )


def _issued_row(trial_id: UUID, value: NewIssuedValue, now: datetime) -> IssuedValue:
    return IssuedValue(
        trial_id=trial_id,
        kind=value.kind,
        hash=hash_of(value.value),
        redirect_uri=value.redirect_uri,
        challenge=value.challenge,
        scopes=list(value.scopes),
        issued_at=now,
        expires_at=value.expires_at,
    )
