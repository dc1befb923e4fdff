"""Which files a listing may hold."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, Severity, Spot, finding
from tilekit.checks.reading import MANIFEST, json_of
from tilekit.checks.registry import check
from tilekit.core.field import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Unparsable

_PLACES = (
    r"manifest\.json|README\.md|CHANGELOG\.md|metadata\.csv",
    r"images/.+\.(?:png|jpe?g|svg|gif)",
    r"assets/(?:dashboards|monitors|security|saved_views)/[^/]+\.json",
    r"assets/logs/[^/]+\.ya?ml",
    r"assets/(?:service_checks|oauth_clients)\.json",
    r"assets/dataflows\.yaml",
    r"assets/configuration/spec\.yaml",
    r"assets/logos/[^/]+\.(?:svg|png)",
    r"assets/eula\.pdf|assets/eula/[^/]+\.pdf",
    r"logos/[^/]+\.png",
    r"tile/media/.+\.(?:png|jpe?g|mp4)",
    r"dist/[^/]+\.whl",
)
_WITH_CODE = (
    r"pyproject\.toml|setup\.py|setup\.cfg|hatch\.toml|tox\.ini|MANIFEST\.in|requirements[^/]*\.(?:in|txt)",
    r"(?:datadog_checks|tests)/.+",
)
_KNOWN = re.compile("|".join(f"(?:{place})" for place in _PLACES), re.IGNORECASE)
_CODE = re.compile("|".join(f"(?:{place})" for place in _WITH_CODE))
_IS_CODE = re.compile(r"datadog_checks/.+\.py")


@check(
    code="GEN-005",
    severity=Severity.WARNING,
    fix=FixClass.SUGGESTED,
    message=N_("{file} is not part of a listing and will not be published. Remove it or move it."),
)
def unknown_file(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Every file is one of the kinds a listing holds, or one that the manifest names."""
    named = _named(bundle)
    has_code = any(_IS_CODE.fullmatch(path) for path in bundle.files)
    for path in sorted(bundle.files):
        is_known = _KNOWN.fullmatch(path) or (has_code and _CODE.fullmatch(path))
        if not is_known and path not in named:
            yield finding(file=path, fix=Fix(title=Message(N_("Remove the file")), removed=(path,)))


def _named(bundle: Bundle) -> set[str]:
    """Every text of the manifest that is a path of the listing."""
    try:
        values: list[Json] = [json_of(bundle, MANIFEST).value]
    except Unparsable:
        return set()
    found = set()
    while values:
        value = values.pop()
        if isinstance(value, str) and value in bundle.files:
            found.add(value)
        elif isinstance(value, dict | list):
            values += value.values() if isinstance(value, dict) else value
    return found
