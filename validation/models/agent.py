"""Packages that the Agent ships, as entered by admins."""

from django.db import models


class AgentPackages(models.Model):
    """A list of the packages that a version of the Agent ships. The newest list is current; lists are never changed.

    packages is {normal name: [versions]}, digest is its digest (`validation.queries.agent`).
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
