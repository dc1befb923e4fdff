"""Workflows outside the portal that may sign in without a key."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.applications import Application
from accounts.models.organisations import Organisation
from common.ids import uuid7

# Runs for these events can contain code that nobody with access to the repository has approved.
PULL_REQUEST_EVENTS = ("pull_request", "pull_request_review", "pull_request_review_comment", "pull_request_target")


class TrustedPublisher(models.Model):
    """A workflow of a repository that acts as the application, for one listing.

    It is deleted when its application is removed. If the listing is deleted or transferred, listing_id stays, but the
    workflow can't sign in. An empty environment or ref matches any value. repository_id is the issuer's ID of the
    repository. It is pinned at the first use, so that another repository with the same name is rejected later. events
    are the PULL_REQUEST_EVENTS whose runs may sign in; runs for other events always may.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="publishers")
    application = models.OneToOneField(Application, models.CASCADE, related_name="publisher")
    listing_id = models.UUIDField()
    issuer = models.CharField(_("issuer"), max_length=200)
    repository = models.CharField(_("repository"), max_length=200)
    workflow = models.CharField(_("workflow"), max_length=100)
    environment = models.CharField(_("environment"), max_length=255, blank=True, default="", db_default="")
    ref = models.CharField(_("branch or tag"), max_length=200, blank=True, default="", db_default="")
    events = models.JSONField(_("pull request events"), blank=True, default=list, db_default=[])
    repository_id = models.CharField(max_length=100, blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "listing_id", "issuer", "repository", "workflow", "environment", "ref"),
                name="accounts_publisher_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.repository} {self.workflow}"
