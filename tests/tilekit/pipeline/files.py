"""Pipeline and tests files as bytes."""

import json

from tests.tilekit.pipeline.running import pipeline_of
from tilekit.core.fields import Json
from tilekit.pipeline import PipelineReport
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.runner import parse_file, run_samples


def bytes_of_pipeline(*processors: dict[str, Json]) -> bytes:
    """The pipeline as JSON, which is valid YAML."""
    return json.dumps(pipeline_of(*processors)).encode()


def bytes_of_tests(*tests: Json) -> bytes:
    return json.dumps({"id": "acme", "tests": list(tests)}).encode()


def run_files(pipeline: bytes, tests: bytes | None) -> PipelineReport:
    """The report for the bytes of two files (tests None: the pipeline is only compiled)."""
    compiled = compile_pipeline(parse_file(pipeline, "pipeline"))
    return run_samples(compiled, parse_file(tests, "tests") if tests is not None else None)


def grok(match_rules: str, support_rules: str = "", source: str = "message") -> dict[str, Json]:
    rules: dict[str, Json] = {"matchRules": match_rules, "supportRules": support_rules}
    return {"type": "grok-parser", "name": "g", "enabled": True, "source": source, "samples": [], "grok": rules}


UP: dict[str, Json] = grok("up %{word:state} %{integer:n}")
RESULT: Json = {"custom": {"n": 7, "state": "up"}, "message": "up 7", "tags": ["source:LOGS_SOURCE"]}
