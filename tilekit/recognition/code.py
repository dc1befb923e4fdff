"""What Python code says about a listing: its version, the type of the check and the data that it sends."""

import re
from collections.abc import Iterable, Mapping

from tilekit.core.field import Json

CodeSays = dict[str, Json]
_VERSION = re.compile(r"^__version__\s*(?::\s*\w+\s*)?=\s*[\"']([^\"'\n]{1,40})[\"']", re.MULTILINE)
_PYTHON_LINE = re.compile(r"^(?:from [\w.]+ import |import [\w.]+|class \w+[(:]|def \w+\(|@\w+)", re.MULTILINE)
_BASE_CLASS = re.compile(r"^class \w+\([^)]*\b(OpenMetricsBaseCheck(?:V2)?|AgentCheck)\b", re.MULTILINE)
_STATSD = re.compile(r"^\s*(?:from|import) datadog(?:\.dogstatsd|\b.*statsd)", re.MULTILINE | re.IGNORECASE)
_SENT = (
    ("data.submitted_data_types", "Metrics", r"self\.(?:gauge|count|rate|monotonic_count|histogram|distribution)\("),
    ("data.submitted_data_types", "Events", r"self\.event\("),
    ("data.submitted_data_types", "Logs", r"self\.send_log\("),
    ("data.other_submitted_data", "Service checks", r"self\.service_check\("),
)


def is_python(text: str) -> bool:
    """Whether a text looks like a Python module."""
    return bool(_VERSION.search(text) or _PYTHON_LINE.search(text))


def code_facts(texts: Iterable[str]) -> CodeSays:
    """{path of a field: value} from the modules of a package. A type is only reported if a check is defined."""
    code = "\n".join(texts)
    version, kind = _VERSION.search(code), _check_kind(code)
    says: CodeSays = {"configuration.package_version": version[1]} if version else {}
    if not kind:
        return says
    return {**says, "configuration.agent_check_kind": kind, "configuration.code_type": "agent", **_data_sent(code)}


def _check_kind(code: str) -> str:
    """The type of the check, by its base class or the client that it uses; "" if it defines none."""
    bases = {match[1] for match in _BASE_CLASS.finditer(code)}
    if any(base.startswith("OpenMetrics") for base in bases):
        return "openmetrics"
    if bases:
        return "python"
    return "dogstatsd" if _STATSD.search(code) else ""


def _data_sent(code: str) -> Mapping[str, Json]:
    sent: dict[str, list[Json]] = {}
    for path, data_type, call in _SENT:
        if re.search(call, code):
            sent.setdefault(path, []).append(data_type)
    return dict(sent)
