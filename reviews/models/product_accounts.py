"""Accounts in the partner's product, with which reviewers test it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encrypted_columns import encrypted_columns
from common.ids import uuid7
from listings.models import Revision

ACCOUNT_SECRETS = encrypted_columns(
    "reviews.ProductAccount", "sealed", purpose="reviews.product-account", is_bound_to_row=True
)
LABEL_LENGTH = 60


class EraseReason(models.TextChoices):
    """Reasons for erasing the secrets of an account, apart from transitions of its revision."""

    REMOVED = "removed", _("Removed by the partner")
    EXPIRED = "expired", _("Not changed for too long")
    TRANSFERRED = "transferred", _("Listing transferred to another organisation")


class ProductAccount(models.Model):
    """A test account that the partner gave to the reviewers of a revision.

    label is its only value that is no secret. sealed contains the others, encrypted (`reviews.sealed_accounts`).
    erase_reason is an `EraseReason`, or the verb of the transition that erased the secrets. The row stays afterwards,
    so that the views in the audit log still have the name of the account. warned_at is when the partner was told that
    the account will be erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="product_accounts")
    label = models.CharField(max_length=LABEL_LENGTH)
    sealed = models.TextField(blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    erase_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(Q(erased_at=None, erase_reason="") & ~Q(sealed=""))
                | (Q(erased_at__isnull=False, sealed="") & ~Q(erase_reason="")),
                name="reviews_productaccount_erased_or_sealed",
            ),
            models.UniqueConstraint(
                fields=("revision", "label"), condition=Q(erased_at=None), name="reviews_productaccount_one_label"
            ),
        )
        indexes = (
            models.Index(fields=("changed_at",), condition=Q(erased_at=None), name="reviews_productaccount_old"),
        )

    def __str__(self) -> str:
        return f"{self.label} for {self.revision_id}"

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None
