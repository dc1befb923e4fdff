"""LP-048: pipelines that are called like another product."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_check
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

_GENERAL_WORDS = re.compile(
    r"\b(?:access|audit|custom|default|events?|log|logs|main|parsing|pipelines?|process\w*)\b", re.IGNORECASE
)


@pipeline_check(
    "LP-048",
    Severity.WARNING,
    N_("The pipeline is called “{value}”, which is not the name of the product. Use the product's name."),
    name=N_("Pipeline with the name of another product"),
    starts_observed=True,
    applies_to="name",
    expected=N_("The name of the pipeline contains a word of the product's name, or only general words"),
    bad="name: Other Queue in the listing of Acme Queue",
    good="name: Acme Queue",
)
def is_called_like_product(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Customers find the pipeline by the name of the product."""
    name = text(pipeline.body.get("name")).strip()
    words = _GENERAL_WORDS.sub(" ", name).replace("_", " ").strip()
    if words and not own_names_of(bundle).has_word_of(words):
        yield pipeline.finding("/pipeline/name", name)
