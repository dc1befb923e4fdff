"""Why the tables about releases stay."""

from django.utils.translation import gettext_lazy as _

from jobs.retention.registry import keep
from releases.models import GtmRequest, ReleaseConfirmation, Transfer

keep(_("Decisions about a listing, kept as long as the listing."), GtmRequest, ReleaseConfirmation, Transfer)
