"""What the Agent brings to where checks run, as admins say it."""

from django.db import models


class AgentPackages(models.Model):
    """The packages of one version of the Agent; the newest list counts, and none is ever changed.

    packages is {normal name: [versions]}, digest names it (`validation.queries.agent`).
    """

    agent_version = models.CharField(max_length=40)
    packages = models.JSONField()
    digest = models.CharField(max_length=64)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("-at", "-id"), name="validation_packages_latest"),)

    def __str__(self) -> str:
        return f"packages of Agent {self.agent_version}"
