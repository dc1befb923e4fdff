"""Past transitions whose texts no other row keeps, with the reasons that were given for them."""

from django.db import models


class PastTransition(models.Model):
    """A transition of a subject whose lifecycle keeps its history, or one with texts that leaves a revision's state.

    id is that of the audit event, which doesn't contain texts. subject is the ID of a listing, a sandbox org, a
    transfer or a revision, by that of the person or application, None for the system. If there is a note, the partner
    reads it instead of the reason, which is then for staff.
    """

    id = models.UUIDField(primary_key=True)
    subject = models.UUIDField()
    verb = models.CharField(max_length=40)
    by = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True, db_default="")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("subject", "-at"), name="listings_past_of_subject"),)

    def __str__(self) -> str:
        return f"{self.verb} of {self.subject}"
