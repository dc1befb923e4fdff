"""MD-060: sample tags that create a metric for each request or person."""

import re
from collections.abc import Iterator

from tilekit.checks.finding import Severity
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, matching_cells, metrics_check
from tilekit.checks.metrics.tag_lists import SAMPLE_TAGS
from tilekit.checks.unique_keys import UNIQUE_KEY
from tilekit.core.messages import N_

_PERSONAL = re.compile(
    r"(?:^|[_.-])(?:password|passwd|secret|api_?key|access_?token|ssn|phone(?:_number)?|full_?name|e_?mail(?:_address)?)$",
    re.IGNORECASE,
)


@metrics_check(
    "MD-060",
    Severity.WARNING,
    N_("The tag {tag} has a value for each request or person. Remove it from the metric."),
    name=N_("Sample tag with too many or private values"),
    folded=N_("The tag {tag} has a value for each request or person ({n} lines, first on line {line}). Remove it."),
    starts_observed=True,
    applies_to="sample_tags",
    expected=N_("No sample tag identifies a single request, session or person, or contains a secret"),
    bad="queue,request_id",
    good="queue,request_type",
)
def has_shared_tags(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Each value of a tag stands for many requests or people."""
    for row, value, _ in matching_cells(metrics, SAMPLE_TAGS, str.strip):
        keys = (part.partition(":")[0].strip() for part in value.split(","))
        tag = next((key for key in keys if UNIQUE_KEY.search(key) or _PERSONAL.search(key)), "")
        if tag:
            yield RawMetricsFinding(row=row, column=SAMPLE_TAGS, value=value, parameters={"tag": tag})
