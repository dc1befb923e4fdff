"""Secrets for the partner's system that receives leads (customers who are interested in a listing)."""

from django.db import models

from accounts.encrypted_columns import encrypted_columns
from listings.models.listings import Listing

LEAD_SECRETS = encrypted_columns("listings.LeadSecret", "sealed", purpose="listings.lead-secret")


class LeadSecret(models.Model):
    """An encrypted secret. Only the delivery of leads may decrypt it.

    kind is the type of the lead configuration, "" for other secrets; name is the JSON key with which a client sent it.
    Documents, history entries and responses never contain it.
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
