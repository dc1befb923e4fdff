"""SV-016: the types of values in a saved view."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.json_types import FLAG, TEXT, TEXTS, wrong_types
from tilekit.checks.saved_views.files import saved_view_check
from tilekit.core.messages import N_

# Keys that other checks report are left out.
_TYPES = {
    "": {"name": TEXT, "query": TEXT},
    "/options": {
        "columns": TEXTS,
        "message_display": TEXT,
        **dict.fromkeys(("show_date_column", "show_message_column", "show_timeline"), FLAG),
    },
}


@saved_view_check(
    "SV-016",
    Severity.WARNING,
    TEXT.message,
    name=N_("Saved view value of the wrong type"),
    applies_to="name, query, options",
    expected=N_("Values have the type that the platform expects"),
    bad='"query": 5',
    good='"query": "source:acme-queue"',
)
def has_types(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Values have the type that the platform expects."""
    for pointer, types in _TYPES.items():
        yield from wrong_types(asset, asset.value, types, at=pointer)
