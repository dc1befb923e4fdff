"""The checklists and saved replies of teams in versions, and the ticks of reviews."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from common.ids import uuid7
from listings.models import Submission
from reviews.models.reviews import Review

_PERSON = settings.AUTH_USER_MODEL
ITEM_KEY_LENGTH = 40


class TextsKind(models.TextChoices):
    CHECKLIST = "checklist", _("Checklist")
    REPLIES = "replies", _("Saved replies")


class TeamTexts(models.Model):
    """A version of a team's checklist or saved replies. Rows are never changed, and the newest version counts.

    items is a list of `reviews.team_texts.TeamText`. Version 0 has no row: it has the texts that come with the portal
    (`reviews/checklists.py`, `reviews/canned_replies.py`). restores is the number of the version that a lead restored.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=TextsKind)
    team = models.CharField(max_length=30, choices=Team)
    number = models.PositiveIntegerField()
    items = models.JSONField(default=list)
    restores = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("team", "kind", "number"), name="reviews_teamtexts_number"),
            models.CheckConstraint(condition=Q(team__in=Team.values), name="reviews_teamtexts_team"),
            models.CheckConstraint(condition=Q(kind__in=TextsKind.values), name="reviews_teamtexts_kind"),
            models.CheckConstraint(condition=Q(number__gte=1), name="reviews_teamtexts_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.team}"


class ChecklistTick(models.Model):
    """A ticked item of the checklist in a review: which version of the list, and which submission the person saw.

    reads is {part of the listing that the item is about: its digest}. The tick counts as long as these parts and the
    text of the item stay the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="ticks")
    item_key = models.CharField(max_length=ITEM_KEY_LENGTH)
    version = models.PositiveIntegerField()
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    reads = models.JSONField(default=dict)
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("review", "item_key"), name="reviews_checklisttick_once"),)

    def __str__(self) -> str:
        return f"{self.item_key} in {self.review_id}"
