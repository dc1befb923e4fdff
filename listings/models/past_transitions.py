"""The past transitions of live tiles and sandbox orgs, with the reasons that were given for them."""

from django.db import models


class PastTransition(models.Model):
    """A transition that was applied to a subject whose lifecycle keeps its history.

    id is that of the audit event, which doesn't contain texts. subject is the ID of a listing or a sandbox org, by that
    of the person or application, None for the system.
    """

    id = models.UUIDField(primary_key=True)
    subject = models.UUIDField()
    verb = models.CharField(max_length=40)
    by = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("subject", "-at"), name="listings_past_of_subject"),)

    def __str__(self) -> str:
        return f"{self.verb} of {self.subject}"
