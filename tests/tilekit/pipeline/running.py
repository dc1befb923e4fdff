"""Runs single rules and processors on a log."""

from tilekit.core.fields import Json
from tilekit.pipeline.compile import CompiledPipeline, compile_pipeline
from tilekit.pipeline.grok.parser import compile_grok
from tilekit.pipeline.log import Log, log_of


def pipeline_of(*processors: dict[str, Json], query: str = "source:acme") -> dict[str, Json]:
    """The value of a pipeline file with these processors."""
    body: dict[str, Json] = {
        "type": "pipeline",
        "name": "Acme",
        "enabled": True,
        "filter": {"query": query},
        "processors": list(processors),
    }
    return {"id": "acme", "pipeline": body}


def compiled(*processors: dict[str, Json]) -> CompiledPipeline:
    return compile_pipeline(pipeline_of(*processors))


def log_after(sample: str, *processors: dict[str, Json], service: str = "", tags: list[str] | None = None) -> Log:
    """The log after the processors have run; asserts that all of them are valid."""
    pipeline = compiled(*processors)
    assert [note.reason.id for note in pipeline.notes if note.kind.value not in ("simulated", "hint")] == []
    log = log_of(sample, source=pipeline.sources[0], service=service, tags=tags)
    pipeline.run(log)
    return log


def custom(sample: str, *processors: dict[str, Json]) -> Json:
    """The attributes in the result of a sample."""
    return log_after(sample, *processors).result()["custom"]


def parsed(rules: str, text: str, support: str = "") -> Json:
    """The values that a grok parser extracts; None if no rule matches. Asserts that all rules are valid."""
    grok = compile_grok(rules, support)
    assert [broken.problem.reason for broken in grok.broken] == []
    log = log_of("")
    return log.attributes if grok.apply(log, text) else None


def reason_against(rule: str, support: str = "") -> str:
    """The reason why a rule is refused; fails if it is valid."""
    (broken,) = compile_grok(rule, support).broken
    return broken.problem.reason.id
