"""SV-001 to SV-012: the keys of a saved view and their values."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, AssetCheckFunction
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.saved_views.files import saved_view_check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json import pointer_to
from tilekit.parse.json_values import members, text
from tilekit.platform_lists import line_set, lines, rows

_REQUIRED_KEYS = ("name", "page", "query", "type")
_KNOWN_KEYS = (*_REQUIRED_KEYS, "options", "timerange", "visible_facets")
_UNAVAILABLE = N_("The option {key} is not available on this page. Remove it.")
_PAGES_WITH_OPTIONS = {"stream", "analytics", "process_overview"}


@saved_view_check(
    "SV-001",
    Severity.BLOCKER,
    N_("The saved view has no {key}. Add this key."),
    name=N_("Missing key in a saved view"),
    applies_to=N_("file"),
    expected=N_("Has name, page, query and type"),
    bad="no query",
    good="name, page, query and type",
)
def has_keys(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The view has a name, page, query and type."""
    for key in _REQUIRED_KEYS:
        if key not in asset.value:
            yield asset.finding(value=key, key=key)


@saved_view_check(
    "SV-002",
    Severity.BLOCKER,
    N_("{key} is not a known key of a saved view. Remove it."),
    name=N_("Unknown key in a saved view"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("file"),
    expected=N_("No key other than name, page, query, type, options, timerange and visible_facets"),
    bad='"owner": "jo"',
    good="no other key",
)
def has_no_other_key(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The view has no unknown keys."""
    for key in asset.value:
        if key not in _KNOWN_KEYS:
            pointer = pointer_to(key)
            yield asset.finding(pointer, key, key=key, fix=asset.removing(pointer, N_("Remove {key}"), key=key))


@saved_view_check(
    "SV-003",
    Severity.BLOCKER,
    N_("{value} is not a type of saved view. Use logs, trace or process."),
    name=N_("Unknown type of saved view"),
    applies_to="/type",
    expected=N_("logs, trace or process"),
    bad='"type": "metrics"',
    good='"type": "logs"',
)
def has_known_type(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The type is logs, trace or process."""
    if "type" in asset.value and asset.value["type"] not in lines("saved_view_types.txt"):
        yield asset.finding("/type", asset.value["type"])


@saved_view_check(
    "SV-004",
    Severity.BLOCKER,
    N_("“{value}” is not a known page. Use one of these: {pages}."),
    name=N_("Unknown page of a saved view"),
    applies_to="/page",
    expected=N_("analytics, insights, patterns, stream, traces or process_overview"),
    bad='"page": "map"',
    good='"page": "stream"',
)
def has_known_page(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The page is on the platform's list."""
    pages = lines("saved_view_pages.txt")
    if "page" in asset.value and asset.value["page"] not in pages:
        yield asset.finding("/page", asset.value["page"], pages=tuple(sorted(pages)))


@saved_view_check(
    "SV-005",
    Severity.BLOCKER,
    N_("options must be a JSON object."),
    name=N_("Options of a saved view not an object"),
    fix=FixClass.SUGGESTED,
    applies_to="/options",
    expected=N_("A JSON object"),
    bad='"options": []',
    good='"options": {}',
)
def has_options(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Options are an object."""
    if "options" in asset.value and not isinstance(asset.value["options"], dict):
        fix = None if asset.value["options"] else asset.setting("/options", {}, N_("Use an empty object"))
        yield asset.finding("/options", fix=fix)


def _allowed_options(page: str) -> frozenset[str]:
    found = next((row["allowed_options"] for row in rows("saved_view_options.csv") if row["page"] == page), "")
    return frozenset(name for name in found.split(";") if name)


def _options_check(page: str) -> AssetCheckFunction[Asset]:
    def fits_page(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
        """The page of the view supports every option."""
        options = asset.value.get("options")
        if asset.value.get("page") != page or not isinstance(options, dict):
            return
        for key in options:
            if key not in _allowed_options(page):
                pointer = pointer_to("options", key)
                yield asset.finding(pointer, key, key=key, fix=asset.removing(pointer, N_("Remove {key}"), key=key))

    return fits_page


saved_view_check(
    "SV-006",
    Severity.BLOCKER,
    _UNAVAILABLE,
    name=N_("Unknown option on the stream page"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("/options, page stream"),
    expected=N_("Only columns, message_display, show_date_column, show_message_column, show_timeline, sort and stream"),
    bad='"options": {"widget": "x"} on stream',
    good='"options": {"columns": ["host"]}',
)(_options_check("stream"))
saved_view_check(
    "SV-007",
    Severity.BLOCKER,
    _UNAVAILABLE,
    name=N_("Unknown option on the analytics page"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("/options, page analytics"),
    expected=N_("Only aggregations, group_bys, limit, order, step_ms and widget"),
    bad='"options": {"columns": []} on analytics',
    good='"options": {"group_bys": []}',
)(_options_check("analytics"))
saved_view_check(
    "SV-008",
    Severity.BLOCKER,
    _UNAVAILABLE,
    name=N_("Unknown option on the process_overview page"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("/options, page process_overview"),
    expected=N_("Only sort, graph_options, view_options, filter, selected_top_graph and enabled_columns"),
    bad='"options": {"columns": []} on process_overview',
    good='"options": {"sort": "…"}',
)(_options_check("process_overview"))


@saved_view_check(
    "SV-009",
    Severity.BLOCKER,
    N_("Options are not available on this page. Remove them."),
    name=N_("Options on a page without options"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("/options, pages insights, patterns, traces"),
    expected=N_("No options"),
    bad='"options": {…} on patterns',
    good="no options",
)
def has_no_options(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """A view of a page without options sets none."""
    page, options = text(asset.value.get("page")), asset.value.get("options")
    if page in line_set("saved_view_pages.txt") - _PAGES_WITH_OPTIONS and isinstance(options, dict) and options:
        yield asset.finding("/options", fix=asset.removing("/options", N_("Remove the options")))


@saved_view_check(
    "SV-010",
    Severity.BLOCKER,
    N_("The time range has no interval_ms. Add this key."),
    name=N_("Time range without an interval"),
    fix=FixClass.SUGGESTED,
    applies_to="/timerange",
    expected=N_("Has interval_ms"),
    bad='"timerange": {}',
    good='"timerange": {"interval_ms": 900000}',
)
def has_interval(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """A time range has an interval."""
    found = asset.value.get("timerange")
    if "timerange" in asset.value and not (isinstance(found, dict) and "interval_ms" in found):
        new: Json = {**found, "interval_ms": 900_000} if isinstance(found, dict) else {"interval_ms": 900_000}
        yield asset.finding("/timerange", fix=asset.setting("/timerange", new, N_("Set the interval to 15 minutes")))


@saved_view_check(
    "SV-011",
    Severity.BLOCKER,
    N_("interval_ms must be a number greater than 0."),
    name=N_("Invalid interval of a time range"),
    fix=FixClass.SUGGESTED,
    applies_to="/timerange/interval_ms",
    expected=N_("A number above 0"),
    bad='"interval_ms": "15m"',
    good='"interval_ms": 900000',
)
def has_positive_interval(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The interval is a number above 0."""
    value, pointer = members(asset.value.get("timerange")).get("interval_ms", 1), "/timerange/interval_ms"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (is_number and float(str(value)) > 0):
        is_digits = isinstance(value, str) and value.strip().isdecimal() and int(value) > 0
        fix = asset.setting(pointer, int(str(value)), N_("Use a number")) if is_digits else None
        yield asset.finding(pointer, value, fix=fix)


@saved_view_check(
    "SV-012",
    Severity.BLOCKER,
    N_("visible_facets must be a list."),
    name=N_("Invalid list of visible facets"),
    fix=FixClass.SUGGESTED,
    applies_to="/visible_facets",
    expected=N_("A list of strings"),
    bad='"visible_facets": "status"',
    good='"visible_facets": ["status"]',
)
def has_facets(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Visible facets are a list of strings."""
    found = asset.value.get("visible_facets")
    if "visible_facets" in asset.value and not (
        isinstance(found, list) and all(isinstance(item, str) for item in found)
    ):
        fix = (
            asset.setting("/visible_facets", [found], N_("Convert the value to a list"))
            if isinstance(found, str)
            else None
        )
        yield asset.finding("/visible_facets", fix=fix)
