"""Parts of a new listing that are generated from the Data step: Data Collected in the README, assets/dataflows.yaml."""

import json
import re

from tilekit.core.fields import Json
from tilekit.scaffold.skeleton import has_code

_PLAIN_SCALAR = re.compile(r"[a-z][a-z0-9-]*")
_ITEM = """  - id: {id}
    always_on: true
    granular: false
    data_type: {data_type}
    direction: inbound
"""


def data_collected(parts: dict[str, dict[str, Json]]) -> str:
    """The section with its heading; "" for a listing that exchanges no data."""
    if not has_code(parts):
        return ""
    title = str(parts.get("overview", {}).get("title") or parts.get("basics", {}).get("name") or "This")
    name = f"{' '.join(title.split())} integration"
    sentences = {
        "Metrics": _metrics(parts, name),
        "Logs": _logs(parts, name),
        "Events": _events(parts, name),
        "Service Checks": _service_checks(parts, name),
    }
    blocks = [f"### {heading}\n\n{sentence}\n" for heading, sentence in sentences.items() if sentence]
    return "## Data Collected\n\n" + "\n".join(blocks)


def _metrics(parts: dict[str, dict[str, Json]], name: str) -> str:
    if parts.get("data", {}).get("metadata_csv"):
        return f"See `metadata.csv` for the metrics that the {name} provides."
    return f"The {name} does not include any metrics."


def _logs(parts: dict[str, dict[str, Json]], name: str) -> str:
    data = parts.get("data", {})
    if not (_submits(parts, "Logs") or data.get("log_pipeline_yaml")):
        return ""
    source = data.get("logs_source")
    tag = f" with the source `{source}`" if isinstance(source, str) and source and "`" not in source else ""
    return f"The {name} sends logs{tag}."


def _events(parts: dict[str, dict[str, Json]], name: str) -> str:
    is_sent = _submits(parts, "Events") or parts.get("data", {}).get("creates_events") is True
    return f"The {name} {'sends' if is_sent else 'does not include any'} events."


def _service_checks(parts: dict[str, dict[str, Json]], name: str) -> str:
    if parts.get("data", {}).get("service_checks_json"):
        return f"See `assets/service_checks.json` for the service checks that the {name} provides."
    return f"The {name} does not include any service checks."


def _submits(parts: dict[str, dict[str, Json]], data_type: str) -> bool:
    types = parts.get("data", {}).get("submitted_data_types")
    return isinstance(types, list) and data_type in types


def dataflows(parts: dict[str, dict[str, Json]]) -> bytes:
    """The file; empty if the listing submits nothing."""
    types = parts.get("data", {}).get("submitted_data_types")
    names = [name.lower() for name in types if isinstance(name, str)] if isinstance(types, list) else []
    if not names or not has_code(parts):
        return b""
    identifier = parts.get("overview", {}).get("integration_id")
    head = identifier if isinstance(identifier, str) and identifier else "listing"
    items = [_ITEM.format(id=_yaml_scalar(f"{head}-{name}"), data_type=_yaml_scalar(name)) for name in names]
    return ("provides:\n" + "".join(items)).encode("utf-8", "replace")


def _yaml_scalar(text: str) -> str:
    """The text as a YAML scalar. It is quoted if it could be read as another type; a JSON text is also valid YAML."""
    return text if _PLAIN_SCALAR.fullmatch(text) else json.dumps(text)
