"""Archives that the worker imports, because reading them may take a long time."""

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from jobs.models import OPEN_STATES, LongRunningState, Refusable, state_constraints
from listings.models.revisions import Revision


class Import(Refusable):
    """An import of an archive into a draft (target) or, without target, as a new listing.

    revision is the result, null until the import is done. key identifies the request: only one import per key can be
    open, so that a double click imports once. If the archive is built from stored files, files is {path: sha256},
    folder is the name of their folder, and sha256 is the digest of both. seen is the version of the target that the
    sender saw; null accepts any version. The steps are the subjects of the checks.

    If awaits_answers, the archive is only read: reading is what it contains, and the person then decides what to do.
    It is downloaded from url, unless that is "". part is the folder in the archive that is read. applied_fix is the
    change of the draft that followed.
    """

    job_kind = "import-archive"
    payload_key = "import"
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
    awaits_answers = models.BooleanField(default=False, db_default=False)
    reading = models.JSONField(null=True)
    url = models.CharField(max_length=2000, blank=True, default="", db_default="")
    part = models.CharField(max_length=1000, blank=True, default="", db_default="")
    applied_fix = models.UUIDField(null=True)
    refusal_code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = (
            *state_constraints("listings_import", LongRunningState),
            models.UniqueConstraint(
                fields=("key",), condition=Q(state__in=OPEN_STATES), name="listings_import_one_open"
            ),
        )
        indexes = (models.Index(fields=("requested_by", "-created_at"), name="listings_import_by_person"),)
