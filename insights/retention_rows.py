"""Why the tables of Insights stay."""

from django.utils.translation import gettext_lazy as _

from insights.models import InsightMonth, MonthCounts, RevisionCounts, RollUp
from jobs.retention.registry import keep

keep(
    _("Sums without personal data: few rows for each month, and for each version of a listing."),
    InsightMonth,
    MonthCounts,
    RevisionCounts,
    RollUp,
)
