"""What the API does in the background."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from api.idempotency.actions import delete_expired_keys
from jobs.kinds import Payload, Renew, job_kind


@job_kind("delete-expired-idempotency-keys", label=_("Delete old idempotency keys"), every=timedelta(hours=1))
def delete_idempotency_keys(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:  # noqa: ARG001
    delete_expired_keys(now=timezone.now())
