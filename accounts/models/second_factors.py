"""What admins did to the second factors of people."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from common.reason_form import MAX_REASON_LENGTH


class SecondFactorReset(models.Model):
    """An admin removed all second factors of a person, who lost them, and ended the person's sessions."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor_resets")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(max_length=MAX_REASON_LENGTH)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.person_id} by {self.by_id}"
