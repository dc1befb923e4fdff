"""The choices of lifecycle fields: states of a revision, availabilities of a listing and others."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RevisionState(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    IN_SANDBOX = "in_sandbox", _("Enabled in sandbox")
    SIGNED_OFF = "signed_off", _("Signed off")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    REJECTED = "rejected", _("Rejected")
    ARCHIVED = "archived", _("Archived")


CLOSED = (RevisionState.PUBLISHED, RevisionState.SUPERSEDED)
EDITABLE = (RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED)
# Submitting a revision again in these states returns the open submission.
OPEN_ROUND = (RevisionState.SUBMITTED, RevisionState.IN_REVIEW)
# All teams have approved the submission, and it isn't released yet.
RELEASE_READY = (RevisionState.APPROVED, RevisionState.IN_SANDBOX, RevisionState.SIGNED_OFF, RevisionState.SCHEDULED)


class Availability(TextChoices):
    NONE = "none", _("Not in the catalogue")
    LISTED = "listed", _("Listed")
    DEPRECATED = "deprecated", _("Deprecated")
    UNPUBLISHED = "unpublished", _("Unpublished")


class IdentityKind(TextChoices):
    INTEGRATION_ID = "integration_id", _("Integration ID")
    APP_UUID = "app_uuid", _("App UUID")
    SOURCE_TYPE_NAME = "source_type_name", _("Integration display name")
    METRIC_PREFIX = "metric_prefix", _("Metric prefix")
    SHORT_NAME = "short_name", _("Asset short name")
    RULE_ID = "rule_id", _("Rule ID")
    SERVICE_CHECK_NAME = "service_check_name", _("Service check name")


# Names that two listings may share: the first one claims them, and the other only gets a finding.
SHARED_KINDS = frozenset((IdentityKind.SERVICE_CHECK_NAME,))


class ReleaseKind(TextChoices):
    PUBLISH = "publish", _("Publish")
    ROLL_BACK = "roll_back", pgettext_lazy("release", "Roll back")
