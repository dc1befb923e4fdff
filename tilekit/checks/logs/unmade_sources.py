"""LP-046: remappers that read an attribute that no log has."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_check, test_files
from tilekit.checks.logs.processors import RESERVED_REMAPPERS
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

_FEWEST_SAMPLES = 2
# What the Agent and its forwarders add to logs, which samples often lack.
_ADDED = frozenset(("timestamp", "date", "time", "status", "level", "severity", "service", "message", "msg", "ddtags"))


@pipeline_check(
    "LP-046",
    Severity.ADVICE,
    N_("No sample has the attribute {value}, and no processor sets it, so this remapper does nothing. Check the name."),
    name=N_("Remapper of an attribute that no log has"),
    applies_to=N_("remapper"),
    expected=N_("At least one source of a remapper is in a sample, or another processor sets it"),
    bad="sources: [created_on], but the logs have occurred_at",
    good="sources: [occurred_at]",
)
def reads_known_attributes(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """A remapper reads an attribute whose name is in a sample or in another processor. One source is enough."""
    samples = [text(test.get("sample")) for tests in test_files(bundle) for _, test in tests.tests]
    if len(samples) < _FEWEST_SAMPLES:
        return
    leaves = [one for one in pipeline.processors if one.type != "pipeline"]
    settings = {one.pointer: str({key: value for key, value in one.value.items() if key != "name"}) for one in leaves}
    for processor in (one for one in leaves if one.type in RESERVED_REMAPPERS):
        others = [said for pointer, said in settings.items() if pointer != processor.pointer]
        names = [source.rpartition(".")[2] for source in processor.sources]
        is_made = any(name in _ADDED or any(name in one for one in (*samples, *others)) for name in names)
        if names and not is_made:
            yield pipeline.finding(f"{processor.pointer}/sources/0", processor.sources[0])
