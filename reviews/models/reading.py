"""What reviewers have read, and notes about listings that only staff see."""

from django.conf import settings
from django.db import models
from django.db.models import F

from common.ids import uuid7
from listings.models import Listing, Submission

_PERSON = settings.AUTH_USER_MODEL
SECTION_KEY_LENGTH = 30
NOTE_LENGTH = 2000


class SectionRead(models.Model):
    """A section of a listing that a person has read, in this submission.

    digest is that of the section's content. The mark counts as long as the content stays the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(_PERSON, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=SECTION_KEY_LENGTH)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("listing", "person", "section"), name="reviews_sectionread_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} read {self.section} of {self.listing_id}"


class StaffNote(models.Model):
    """A note about a listing for all its reviews, which partners never see."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="staff_notes")
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(max_length=NOTE_LENGTH)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = (F("at").desc(), F("id").desc())

    def __str__(self) -> str:
        return f"{self.by_id} on {self.listing_id}"
