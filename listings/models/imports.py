"""Archives that the worker imports, because reading them may take a long time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from common.ids import uuid7
from listings.models.revisions import Revision


class ImportState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("failed on our side")


OPEN_IMPORTS = (ImportState.QUEUED, ImportState.RUNNING)


class Import(models.Model):
    """An import of an archive into a draft (target) or, without target, as a new listing.

    revision is the result, null until the import is done. key identifies the request: only one import per key can be
    open, so that a double click imports once. If the archive is built from stored files, files is {path: sha256},
    folder is the name of their folder, and sha256 is the digest of both. seen is the version of the target that the
    sender saw; null accepts any version. progress is {"done": subjects, "total": subjects}. refusal is the reason for
    a refusal, in the sender's language; refusal_code is the code of the error, "" if there was none.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="imports")
    target = models.ForeignKey(Revision, null=True, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    files = models.JSONField(default=dict)
    folder = models.CharField(max_length=200, blank=True, default="")
    seen = models.PositiveIntegerField(null=True)
    key = models.CharField(max_length=64)
    requested_by = models.UUIDField()
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.QUEUED)
    progress = models.JSONField(default=dict)
    refusal = models.TextField(blank=True)
    refusal_code = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="listings_import_state"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_IMPORTS, finished_at__isnull=True)
                | (~Q(state__in=OPEN_IMPORTS) & Q(finished_at__isnull=False)),
                name="listings_import_finished_paired",
            ),
            models.UniqueConstraint(
                fields=("key",), condition=Q(state__in=OPEN_IMPORTS), name="listings_import_one_open"
            ),
        )
        indexes = (models.Index(fields=("requested_by", "-created_at"), name="listings_import_by_person"),)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_IMPORTS
