"""The values with which the new listings of an organisation begin."""

from django.db import models

from accounts.models import Organisation


class OrganisationDefaults(models.Model):
    """The defaults of an organisation. values is {path of a field: value as in documents}."""

    organisation = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.CASCADE, related_name="listing_defaults"
    )
    values = models.JSONField(default=dict)
    updated_by = models.UUIDField(null=True)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"defaults of {self.organisation_id}"
