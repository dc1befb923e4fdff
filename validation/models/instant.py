"""Stored findings of instant checks."""

from django.db import models

from listings.models import Revision


class InstantFindings(models.Model):
    """The cached findings of instant checks on a revision. Rows may be deleted at any time.

    versions ({section key: version}) and catalogue_version identify the content and the checks. unchecked lists the
    checks that could not be finished (`validation.stored_findings`). steps is {step key: {"state", "missing"}} of the
    steps that apply, without regard to findings.
    """

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, primary_key=True, related_name="instant")
    versions = models.JSONField(default=dict)
    catalogue_version = models.CharField(max_length=40)
    findings = models.JSONField(default=list)
    grandfathered = models.JSONField(default=list)
    unchecked = models.JSONField(default=list)
    steps = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("revision",), name="validation_instant_unfinished", condition=~models.Q(unchecked=[])),
        )

    def __str__(self) -> str:
        return f"instant findings of {self.revision_id}"


class ShownBlocker(models.Model):
    """A check whose blocker a draft had, and since when. Blockers of empty fields don't count."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("revision", "code"), name="validation_shownblocker_once"),)

    def __str__(self) -> str:
        return f"{self.code} in {self.revision_id}"
