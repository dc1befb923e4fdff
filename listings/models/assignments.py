"""Steps of the wizard that a member of the organisation has given to a colleague."""

from django.db import models

from common.ids import uuid7
from listings.models.revisions import Revision


class StepAssignment(models.Model):
    """A step of a revision, by its key, and the person who is to fill it in. A step has one person at most.

    It doesn't change who may edit the step. It has no effect while the person is not a member of the organisation.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="step_assignments")
    step = models.CharField(max_length=30)
    person = models.UUIDField()
    assigned_by = models.UUIDField(null=True)
    assigned_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("revision", "step"), name="listings_assignment_step"),)
        indexes = (models.Index(fields=("person", "assigned_at"), name="listings_assignment_by_person"),)

    def __str__(self) -> str:
        return f"{self.revision_id} {self.step}"
