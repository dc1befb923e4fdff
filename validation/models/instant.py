"""What instant checks said of a draft."""

from django.db import models

from listings.models import Revision


class InstantFindings(models.Model):
    """What instant checks said of a revision as it stands: a cache that may be dropped at any time.

    versions ({section key: version}) and catalogue_version say what was checked. marks says what each check read of it
    (`tilekit.checks.changes`): those that would read the same are not asked again. unchecked lists the checks that
    could not be finished (`validation.stored`). steps is {step key: {"state", "missing"}} without regard to findings,
    of the steps that apply.
    """

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, primary_key=True, related_name="instant")
    versions = models.JSONField(default=dict)
    catalogue_version = models.CharField(max_length=40)
    findings = models.JSONField(default=list)
    grandfathered = models.JSONField(default=list)
    unchecked = models.JSONField(default=list)
    marks = models.JSONField(default=dict)
    steps = models.JSONField(default=dict)
    at = models.DateTimeField()
    # The row that this one was made of and takes the place of; not stored. None where there was none.
    former: "InstantFindings | None" = None

    def __str__(self) -> str:
        return f"instant findings of {self.revision_id}"
