"""LP-014 to LP-017: the remappers that every pipeline has."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import FixClass, Severity, Spot
from tilekit.checks.logs.changing import Changing
from tilekit.checks.logs.reading import Pipeline, pipeline_rule, test_files
from tilekit.checks.logs.remapping import remapper_fix
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text

_REMAPPERS = {
    "LP-014": ("date-remapper", Severity.WARNING, N_("Add a date remapper, or logs get the time they arrived.")),
    "LP-015": ("status-remapper", Severity.WARNING, N_("Add a status remapper, or all logs show as info.")),
    "LP-016": ("service-remapper", Severity.ADVICE, N_("Add a service remapper.")),
    "LP-017": ("message-remapper", Severity.ADVICE, N_("Add a message remapper if logs have no attribute message.")),
}


def _asks_for(code: str) -> None:
    kind, severity, message = _REMAPPERS[code]

    @pipeline_rule(code, severity, message, fix=FixClass.SUGGESTED)
    def has_remapper(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
        """There is one; what is switched off has no effect."""
        active = {processor.type for processor in pipeline.processors if processor.value.get("enabled") is not False}
        if not pipeline.processors or kind in active or (kind == "message-remapper" and not _lacks_message(bundle)):
            return
        yield pipeline.spot("/pipeline/processors", kind, fix=remapper_fix(bundle, Changing(bundle, pipeline), kind))


for _code in _REMAPPERS:
    _asks_for(_code)


def _lacks_message(bundle: Bundle) -> bool:
    """Whether a sample is an object without a message; a line of text is one itself. Without samples: who knows."""
    from tilekit.pipeline.json_text import object_in  # noqa: PLC0415 the engine is loaded when it is asked for

    samples = [text(test.get("sample")) for tests in test_files(bundle) for _, test in tests.tests]
    found = [sent for sample in samples if (sent := object_in(sample)) is not None]
    return not samples or any("message" not in sent for sent in found)
