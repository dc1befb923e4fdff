"""How long the records of API calls are kept."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from api.models import AccessToken, ConfigureJob, IdempotencyKey, ReceivedFile, Upload, UploadPart, UsedIdToken
from api.uploads.writes import remove_parts
from jobs.retention.registry import RetentionKind, keep, remove_after


def remove_uploads(uploads: Sequence[Upload], _now: datetime) -> None:
    """Delete locked uploads with their parts."""
    for upload in uploads:
        remove_parts(upload)
        upload.delete()


remove_after(
    RetentionKind(
        name="idempotency-keys",
        label=_("Idempotency keys with stored responses that have expired"),
        due=lambda before: IdempotencyKey.objects.filter(expires_at__lte=before),
        since="expires_at",
    )
)
remove_after(
    RetentionKind(
        name="access-tokens",
        label=_("Access tokens that have expired"),
        due=lambda before: AccessToken.objects.filter(expires_at__lte=before),
        since="expires_at",
    )
)
remove_after(
    RetentionKind(
        name="id-tokens",
        label=_("Digests of ID tokens that have expired"),
        due=lambda before: UsedIdToken.objects.filter(expires_at__lte=before),
        since="expires_at",
    )
)
remove_after(
    RetentionKind(
        name="uploads",
        label=_("Uploads through the API that have expired"),
        due=lambda before: Upload.objects.filter(expires_at__lte=before),
        since="expires_at",
        size="size",
        related=(UploadPart,),
        remove=remove_uploads,
        batch=20,
    )
)
remove_after(
    RetentionKind(
        name="configure-requests",
        label=_("Requests of the configure API that have ended"),
        setting="CONFIGURE_REQUEST_DAYS",
        due=lambda before: ConfigureJob.objects.filter(finished_at__lt=before),
        since="finished_at",
    )
)
keep(_("The latest file of each entity, deleted with the entity or the listing."), ReceivedFile)
