"""How long imports are kept, and why the other tables about listings stay."""

from django.utils.translation import gettext_lazy as _

from jobs.retention.registry import RetentionKind, keep, remove_after
from listings.models import (
    AppliedFix,
    ClientSecret,
    Identity,
    Import,
    LeadSecret,
    Listing,
    OrganisationDefaults,
    PastTransition,
    Release,
    Revision,
    Section,
    SectionVersion,
    StatePeriod,
    StepAssignment,
    Submission,
)

remove_after(
    RetentionKind(
        name="imports",
        label=_("Imports that have ended"),
        setting="IMPORT_DAYS",
        due=lambda before: Import.objects.filter(finished_at__lt=before),
        since="finished_at",
    )
)
keep(
    _("What was submitted, reviewed and released stays as evidence, as long as the listing."),
    Listing,
    Identity,
    Revision,
    StatePeriod,
    Submission,
    Release,
    PastTransition,
)
keep(
    _("The content of drafts, which belongs to the partner. A step keeps its last 20 versions and those submitted."),
    Section,
    SectionVersion,
    AppliedFix,
    StepAssignment,
    OrganisationDefaults,
)
keep(_("Secrets of a listing, deleted with it. Each is stored as a hash or encrypted."), ClientSecret, LeadSecret)
