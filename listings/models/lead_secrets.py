"""Secrets of the system to which customers' interest in a listing is reported."""

from django.db import models

from listings.models.listings import Listing


class LeadSecret(models.Model):
    """One secret value, encrypted; nothing but the delivery of leads may open it.

    kind is the type of the lead configuration, "" for a secret that belongs to none; name is the key under which a
    client sent the value. No document, history or answer holds it.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="lead_secrets")
    kind = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    sealed = models.TextField()
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("listing", "name"), name="listings_leadsecret_name_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
