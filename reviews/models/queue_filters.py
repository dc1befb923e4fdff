"""Filters of the queue that people save with a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Team
from common.ids import uuid7

FILTER_NAME_LENGTH = 60


class SavedFilter(models.Model):
    """A saved filter of the queue. team is the team with which it is shared, "" if only its owner sees it.

    query is {parameter: value} of the queue's URL. Later versions of the portal ignore what they don't know.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    team = models.CharField(max_length=30, choices=Team, blank=True)
    name = models.CharField(max_length=FILTER_NAME_LENGTH)
    query = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "name"), condition=Q(team=""), name="reviews_savedfilter_private_name"
            ),
            models.UniqueConstraint(
                fields=("team", "name"), condition=~Q(team=""), name="reviews_savedfilter_shared_name"
            ),
            models.CheckConstraint(condition=Q(team__in=["", *Team.values]), name="reviews_savedfilter_team"),
            models.CheckConstraint(condition=~Q(name=""), name="reviews_savedfilter_named"),
        )

    def __str__(self) -> str:
        return self.name
