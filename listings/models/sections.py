"""The section documents of a revision, with their history."""

from typing import Any

from django.db import models
from django.db.models import Q

from common.ids import uuid7
from listings.models.revisions import Revision


class Section(models.Model):
    """The stored document of a section. scope is "", or the ID of a plan that the API stores separately.

    changed is {field: version in which it last changed}, to detect conflicts with an editor who started earlier.
    unticked is {attestation: paths of the changes that unticked it}, until somebody ticks it again.
    filled is {path: {"files": names, "digest": digest of the value}} of the values that were filled in from files, or
    from other fields (no names), until somebody changes them. It is not content.
    audited_by and audited_at belong to the latest audit event about an edit, so that further saves need no query.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=30)
    scope = models.CharField(max_length=60, blank=True)
    document = models.JSONField(default=dict)
    schema = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    changed = models.JSONField(default=dict)
    unticked = models.JSONField(default=dict, db_default={})
    filled = models.JSONField(default=dict, db_default={})
    updated_by = models.UUIDField(null=True)
    updated_at = models.DateTimeField()
    audited_by = models.UUIDField(null=True)
    audited_at = models.DateTimeField(null=True)
    # The values before this save, in the current schema; not stored. None if the save did not change the document.
    former: dict[str, Any] | None = None

    class Meta:
        constraints = (models.UniqueConstraint(fields=("revision", "key", "scope"), name="listings_section_key"),)

    def __str__(self) -> str:
        return f"{self.revision_id} {self.key}"


class AppliedFix(models.Model):
    """A fix that changed several sections and files together and can be undone as a whole.

    code is the code of the check, title a stored message; finding_count and fingerprints describe the fixed findings.
    versions is {section key: [version before, version after]}. base and carried are {path: [sha256 before, after]},
    with "" for no file. folder is [name before, name after], [] if it is unchanged. version is the revision's version
    afterwards. unresolved is {"n": number of findings that could not be fixed, "why": [stored messages]}, {} if there
    are none.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="applied_fixes")
    code = models.CharField(max_length=20)
    title = models.JSONField()
    finding_count = models.PositiveIntegerField(default=1)
    fingerprints = models.JSONField(default=list)
    versions = models.JSONField(default=dict)
    base = models.JSONField(default=dict)
    carried = models.JSONField(default=dict)
    unresolved = models.JSONField(default=dict)
    folder = models.JSONField(default=list, db_default=[])
    version = models.PositiveIntegerField(default=0)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_by__isnull=True),
                name="listings_amendment_undone_paired",
            ),
        )
        indexes = (models.Index(fields=("revision", "version"), name="listings_amendment_by_version"),)

    def __str__(self) -> str:
        return f"{self.revision_id} {self.code}"


class SectionVersion(models.Model):
    """An entry in the history of a section. Edits that soon follow each other share the newest entry.

    renames is {old name: new name} of records. is_submitted means that a submission froze this version. applied_fix is
    the fix that wrote this version or was undone by it; such an entry is never updated. unticked are the attestations
    that the portal unticked with this version. suggested_by is the reviewer who suggested what the author accepted.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="history")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    schema = models.PositiveSmallIntegerField()
    renames = models.JSONField(default=dict)
    by = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    at = models.DateTimeField()
    is_submitted = models.BooleanField(default=False)
    unticked = models.JSONField(default=list, db_default=[])
    applied_fix = models.ForeignKey(AppliedFix, null=True, on_delete=models.SET_NULL, related_name="entries")
    suggested_by = models.UUIDField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("section", "version"), name="listings_section_version_once"),)

    def __str__(self) -> str:
        return f"{self.section_id} version {self.version}"
