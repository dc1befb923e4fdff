"""The choices that a control offers."""

from collections.abc import Sequence

from tilekit.core.field import Choice
from tilekit.sections.pricing import Pricing

METRIC_CHECK, BILLED_METRIC = "data.metric_check", "pricing.metric"
_MOST_CHOICES = 300


def metric_choices(key: str, names: Sequence[str]) -> dict[str, Sequence[Choice]]:
    """{path: choices} for the field of the section that names metrics; {} if there are so many that people must type.

    names are those of the metrics table. A plan is billed by one of those that are for billing.
    """
    fitting = [name for name in names if Pricing.metric.is_well_formed(name)] if key == Pricing.key else names
    path = BILLED_METRIC if key == Pricing.key else METRIC_CHECK
    return {path: [Choice(name, name, is_name=True) for name in fitting]} if 0 < len(fitting) <= _MOST_CHOICES else {}
