"""Revisions (attempts to change what is live), submissions (frozen contents of one) and releases (going live)."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.ids import uuid7
from listings.models.listings import ROUTES, Listing
from listings.states.revision_states import CLOSED, RevisionState
from tilekit.sections import repaired_documents


class Revision(models.Model):
    """An attempt to change what is live.

    version counts edits and transitions, so that a submission notices concurrent writes. submission_number counts
    submissions. imported_sha256 is the archive that a client or the worker imported last, "" after other imports. base
    has the imported files that are written from fields, carried the files that do not belong to any section; both are
    {path in the folder: sha256}. idle_warned_at is when the partner was warned that the revision will be archived.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=RevisionState, default=RevisionState.DRAFT)
    state_since = models.DateTimeField()
    archived_from = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    submission_number = models.PositiveIntegerField(default=0, db_column="round")
    base = models.JSONField(default=dict)
    carried = models.JSONField(default=dict)
    folder = models.CharField(max_length=200, blank=True)
    imported_sha256 = models.CharField(max_length=64, blank=True)
    release_at = models.DateTimeField(null=True)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    active_at = models.DateTimeField()
    idle_warned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("listing", "number"), name="listings_revision_number"),
            models.UniqueConstraint(
                fields=("listing",), condition=~Q(state__in=CLOSED), name="listings_revision_one_open"
            ),
            models.UniqueConstraint(
                fields=("listing",), condition=Q(state=RevisionState.PUBLISHED), name="listings_revision_one_published"
            ),
            models.CheckConstraint(condition=Q(state__in=RevisionState.values), name="listings_revision_state"),
            models.CheckConstraint(
                condition=Q(state=RevisionState.SCHEDULED, release_at__isnull=False)
                | ~Q(state=RevisionState.SCHEDULED),
                name="listings_revision_scheduled_paired",
            ),
            models.CheckConstraint(
                condition=Q(state=RevisionState.ARCHIVED) ^ Q(archived_from=""),
                name="listings_revision_archived_paired",
            ),
        )
        indexes = (models.Index(fields=("state", "state_since"), name="listings_revision_by_state"),)

    def __str__(self) -> str:
        return f"{self.listing_id} #{self.number}"

    def submission_name(self, number: int) -> str:
        """What partners and reviewers call a submission of the revision: “Revision 2, submission 1”."""
        return gettext("Revision {number}, submission {round}").format(number=self.number, round=number)

    @property
    def latest_submission_name(self) -> str:
        return self.submission_name(self.submission_number)


class StatePeriod(models.Model):
    """A period that a revision spent in a state, stored at its end. Pages estimate from it how long others take.

    verb is the transition that ended it, ended_by the ID of the person or application that applied it (None for the
    system), and reason the text that was given for it. Earlier versions did not store these three.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="state_periods")
    state = models.CharField(max_length=20, choices=RevisionState)
    route = models.CharField(max_length=20, choices=ROUTES)
    submission_number = models.PositiveIntegerField(db_column="round")
    since = models.DateTimeField()
    until = models.DateTimeField()
    verb = models.CharField(max_length=40, blank=True, db_default="")
    ended_by = models.UUIDField(null=True)
    reason = models.TextField(blank=True, db_default="")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(state__in=RevisionState.values), name="listings_stay_state"),)
        indexes = (models.Index(fields=("state", "route", "-until"), name="listings_stay_latest"),)

    def __str__(self) -> str:
        return f"{self.revision_id} in {self.state}"


class Submission(models.Model):
    """The frozen content of a revision, which is never edited. Checks, reviewers, sandboxes and the catalogue use it.

    documents is {section key: document}, schemas {section key: number}, section_digests {section key: sha256};
    files, base and carried are {path: sha256}. digest is the digest of the folder; terms_digest is that of the values
    that a folder cannot contain.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="submissions")
    submission_number = models.PositiveIntegerField(db_column="round")
    digest = models.CharField(max_length=80)
    terms_digest = models.CharField(max_length=80)
    basics = models.JSONField()
    documents = models.JSONField()
    schemas = models.JSONField()
    section_digests = models.JSONField()
    files = models.JSONField()
    base = models.JSONField()
    carried = models.JSONField()
    folder = models.CharField(max_length=200, blank=True)
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("revision", "submission_number"), name="listings_submission_round"),
        )
        indexes = (models.Index(fields=("digest",), name="listings_submission_digest"),)

    def __str__(self) -> str:
        return f"{self.revision_id} submission {self.submission_number}"

    @property
    def name(self) -> str:
        return self.revision.submission_name(self.submission_number)

    def versioned_name(self, version: str) -> str:
        """The name after the version of the tile, which several submissions may have."""
        text = gettext("{version}, revision {number}, submission {round}")
        numbers = {"number": self.revision.number, "round": self.submission_number}
        return text.format(version=version, **numbers) if version else self.name

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any) -> Self:
        """Load a row, and repair values that an earlier version of the portal should not have stored."""
        row = super().from_db(db, field_names, values, **more)
        if "documents" in field_names:
            row.documents = repaired_documents(row.documents)
        return row


class ReleaseKind(models.TextChoices):
    PUBLISH = "publish", _("Publish")
    ROLL_BACK = "roll_back", pgettext_lazy("release", "Roll back")


class Release(models.Model):
    """A submission going live; append-only. Rolling back is a new release of an older submission."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="releases")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="releases")
    kind = models.CharField(max_length=10, choices=ReleaseKind)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(kind__in=ReleaseKind.values), name="listings_release_kind"),)
        indexes = (models.Index(fields=("listing", "-at"), name="listings_release_by_listing"),)

    def __str__(self) -> str:
        return f"{self.listing_id} {self.kind}"
