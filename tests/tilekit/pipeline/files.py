"""Pipeline and tests files as bytes."""

import json

from tests.tilekit.pipeline.running import pipeline_of
from tilekit.core.fields import Json


def bytes_of_pipeline(*processors: dict[str, Json]) -> bytes:
    """The pipeline as JSON, which is valid YAML."""
    return json.dumps(pipeline_of(*processors)).encode()


def bytes_of_tests(*tests: Json) -> bytes:
    return json.dumps({"id": "acme", "tests": list(tests)}).encode()


def grok(match_rules: str, support_rules: str = "", source: str = "message") -> dict[str, Json]:
    rules: dict[str, Json] = {"matchRules": match_rules, "supportRules": support_rules}
    return {"type": "grok-parser", "name": "g", "enabled": True, "source": source, "samples": [], "grok": rules}


UP: dict[str, Json] = grok("up %{word:state} %{integer:n}")
RESULT: Json = {"custom": {"n": 7, "state": "up"}, "message": "up 7", "tags": ["source:LOGS_SOURCE"]}
