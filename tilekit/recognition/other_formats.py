"""Files of other tools, and objects of the platform, that listings can't contain."""

import re
from collections.abc import Mapping

from tilekit.core.field import Json
from tilekit.parse.json_values import members, text
from tilekit.recognition.content import FileContent

_RESOURCE = re.compile(r'^[ \t]*(?:resource|data)[ \t]+"datadog_\w+"[ \t]+"', re.MULTILINE)
_SLO_TYPES = frozenset(("metric", "monitor", "time_slice"))
_TEST_TYPES = frozenset(("api", "browser", "mobile"))


def is_terraform(content: FileContent) -> bool:
    """Whether it declares resources of the platform."""
    return _RESOURCE.search(content.text) is not None


def is_grafana_dashboard(content: FileContent) -> bool:
    """Whether it has panels, alone or as the API returns it."""
    value = members(content.value)
    board = members(value.get("dashboard")) or value
    return isinstance(board.get("panels"), list) and any(key in board for key in ("schemaVersion", "templating"))


def is_other_object(content: FileContent) -> bool:
    """Whether it is a notebook, an SLO or a synthetic test, alone or as the API returns it."""
    value = members(content.value)
    data = members(value.get("data")) or value
    return any(map(_is_other, (value, data, members(data.get("attributes")))))


def _is_other(value: Mapping[str, Json]) -> bool:
    kind = text(value.get("type"))
    is_slo = kind in _SLO_TYPES and isinstance(value.get("thresholds"), list)
    is_test = kind in _TEST_TYPES and isinstance(value.get("config"), dict) and "locations" in value
    return is_slo or is_test or isinstance(value.get("cells"), list)
