"""When reviewers are away."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from common.ids import uuid7


class Absence(models.Model):
    """Days on which a reviewer is away, in the time zone of their team, the last day included.

    On the first day, their claims are released.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="reviews_absence_in_order"),
        )
        indexes = (models.Index(fields=("person", "last_day"), name="reviews_absence_by_person"),)

    def __str__(self) -> str:
        return f"{self.person_id} from {self.first_day} to {self.last_day}"
