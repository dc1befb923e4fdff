"""The metrics that a control offers, and why it offers none."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from common.lazy_text import LazyText
from tilekit.core.field import Choice
from tilekit.sections.pricing import Pricing

METRIC_CHECK, BILLED_METRIC = "data.metric_check", "pricing.metric"
_MOST_CHOICES = 300


def metric_choices(key: str, names: Sequence[str]) -> dict[str, Sequence[Choice]]:
    """{path: choices} for the field of the section that names metrics; {} if there are so many that people must type.

    names are those of the metrics table. A plan is billed by one of those that are for billing.
    """
    fitting = _billable(names) if key == Pricing.key else names
    path = BILLED_METRIC if key == Pricing.key else METRIC_CHECK
    return {path: [Choice(name, name, is_name=True) for name in fitting]} if 0 < len(fitting) <= _MOST_CHOICES else {}


def without_billed_metrics(names: Sequence[str]) -> LazyText:
    """Why people type the metric that a plan is billed by; "" if they choose it from the metrics table."""
    fitting = _billable(names)
    if len(fitting) > _MOST_CHOICES:
        return _("There are too many metrics for billing in the Data step to choose from. Type the name.")
    if fitting:
        return ""
    return _(
        "There is no metric to choose: the names of metrics for billing start with “datadog.marketplace.”, and the "
        "Data step has none. Type the name, or add the metric in the Data step."
    )


def _billable(names: Sequence[str]) -> list[str]:
    return [name for name in names if Pricing.metric.is_well_formed(name)]
