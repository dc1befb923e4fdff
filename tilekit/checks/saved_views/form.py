"""SV-001 to SV-012 and SV-016: the keys of a saved view, and the types and values of its members."""

from collections.abc import Callable

from tilekit.checks.assets import Asset
from tilekit.checks.finding import Fix, Severity
from tilekit.checks.json_types import FLAG, NUMBER, TEXT, TEXTS, only
from tilekit.checks.saved_views.contents import saved_view_check
from tilekit.checks.shapes import HasKeys, HasNoKey, HasTypes, HasValue, Place, ShapeTable
from tilekit.core.messages import N_
from tilekit.parse.json_values import members, text
from tilekit.platform_lists import line_set, lines, rows

_REQUIRED_KEYS = ("name", "page", "query", "type")
_KNOWN_KEYS = (*_REQUIRED_KEYS, "options", "timerange", "visible_facets")
_PAGES_WITH_OPTIONS = {"stream", "analytics", "process_overview"}
_UNAVAILABLE = N_("The option {key} is not available on this page. Remove it.")


def _page_of(asset: Asset) -> str:
    return text(asset.value.get("page"))


def _shows(page: str) -> Callable[[Asset], bool]:
    return lambda asset: _page_of(asset) == page


def _is_unavailable(option: Place) -> bool:
    page = _page_of(option.asset)
    options = (row["allowed_options"] for row in rows("saved_view_options.csv") if row["page"] == page)
    return option.key not in next(options, "").split(";")


def _fix_using_number(place: Place) -> Fix | None:
    digits = text(place.value).strip()
    return place.setting(int(digits) or None if digits.isdecimal() else None, N_("Use a number"))


def _fix_adding_interval(place: Place) -> Fix | None:
    return place.setting({**members(place.value), "interval_ms": 900_000}, N_("Set the interval to 15 minutes"))


def _fix_using_list(place: Place) -> Fix | None:
    return place.setting([place.value] if isinstance(place.value, str) else None, N_("Convert the value to a list"))


row = ShapeTable(saved_view_check)
row(
    "SV-001",
    Severity.BLOCKER,
    N_("The saved view has no {key}. Add this key."),
    HasKeys(keys=lambda: _REQUIRED_KEYS),
    name=N_("Missing key in a saved view"),
    expected=N_("Has name, page, query and type"),
    bad="no query",
    good="name, page, query and type",
)
row(
    "SV-002",
    Severity.BLOCKER,
    N_("{key} is not a known key of a saved view. Remove it."),
    HasNoKey(forbids=lambda member: member.key not in _KNOWN_KEYS),
    name=N_("Unknown key in a saved view"),
    expected=N_("No key other than name, page, query, type, options, timerange and visible_facets"),
    bad='"owner": "jo"',
    good="no other key",
)
row(
    "SV-003",
    Severity.BLOCKER,
    N_("{value} is not a type of saved view. Use logs, trace or process."),
    HasValue(at="/type", fits=lambda value: value in lines("saved_view_types.txt")),
    name=N_("Unknown type of saved view"),
    expected=N_("logs, trace or process"),
    bad='"type": "metrics"',
    good='"type": "logs"',
)
row(
    "SV-004",
    Severity.BLOCKER,
    N_("“{value}” is not a known page. Use one of these: {pages}."),
    HasValue(
        at="/page",
        fits=lambda value: value in lines("saved_view_pages.txt"),
        parameters=lambda _place: {"pages": tuple(sorted(lines("saved_view_pages.txt")))},
    ),
    name=N_("Unknown page of a saved view"),
    expected=N_("analytics, insights, patterns, stream, traces or process_overview"),
    bad='"page": "map"',
    good='"page": "stream"',
)
row(
    "SV-005",
    Severity.BLOCKER,
    N_("options must be a JSON object."),
    HasValue(
        at="/options",
        fits=lambda options: isinstance(options, dict),
        repair=lambda place: place.setting(None if place.value else {}, N_("Use an empty object")),
        shows_value=False,
    ),
    name=N_("Options of a saved view not an object"),
    expected=N_("A JSON object"),
    bad='"options": []',
    good='"options": {}',
)
row(
    "SV-006",
    Severity.BLOCKER,
    _UNAVAILABLE,
    HasNoKey(at="/options", when=_shows("stream"), forbids=_is_unavailable),
    name=N_("Unknown option on the stream page"),
    applies_to=N_("/options, page stream"),
    expected=N_("Only columns, message_display, show_date_column, show_message_column, show_timeline, sort and stream"),
    bad='"options": {"widget": "x"} on stream',
    good='"options": {"columns": ["host"]}',
)
row(
    "SV-007",
    Severity.BLOCKER,
    _UNAVAILABLE,
    HasNoKey(at="/options", when=_shows("analytics"), forbids=_is_unavailable),
    name=N_("Unknown option on the analytics page"),
    applies_to=N_("/options, page analytics"),
    expected=N_("Only aggregations, group_bys, limit, order, step_ms and widget"),
    bad='"options": {"columns": []} on analytics',
    good='"options": {"group_bys": []}',
)
row(
    "SV-008",
    Severity.BLOCKER,
    _UNAVAILABLE,
    HasNoKey(at="/options", when=_shows("process_overview"), forbids=_is_unavailable),
    name=N_("Unknown option on the process_overview page"),
    applies_to=N_("/options, page process_overview"),
    expected=N_("Only sort, graph_options, view_options, filter, selected_top_graph and enabled_columns"),
    bad='"options": {"columns": []} on process_overview',
    good='"options": {"sort": "…"}',
)
row(
    "SV-009",
    Severity.BLOCKER,
    N_("Options are not available on this page. Remove them."),
    HasValue(
        at="/options",
        when=lambda asset: _page_of(asset) in line_set("saved_view_pages.txt") - _PAGES_WITH_OPTIONS,
        fits=lambda options: not members(options),
        repair=lambda place: place.asset.removing("/options", N_("Remove the options")),
        shows_value=False,
    ),
    name=N_("Options on a page without options"),
    applies_to=N_("/options, pages insights, patterns, traces"),
    expected=N_("No options"),
    bad='"options": {…} on patterns',
    good="no options",
)
row(
    "SV-010",
    Severity.BLOCKER,
    N_("The time range has no interval_ms. Add this key."),
    HasValue(
        at="/timerange",
        fits=lambda time_range: "interval_ms" in members(time_range),
        repair=_fix_adding_interval,
        shows_value=False,
    ),
    name=N_("Time range without an interval"),
    expected=N_("Has interval_ms"),
    bad='"timerange": {}',
    good='"timerange": {"interval_ms": 900000}',
)
row(
    "SV-011",
    Severity.BLOCKER,
    N_("interval_ms must be a number greater than 0."),
    HasValue(
        at="/timerange/interval_ms",
        fits=lambda value: NUMBER.fits(value) and float(str(value)) > 0,
        repair=_fix_using_number,
    ),
    name=N_("Invalid interval of a time range"),
    expected=N_("A number above 0"),
    bad='"interval_ms": "15m"',
    good='"interval_ms": 900000',
)
row(
    "SV-012",
    Severity.BLOCKER,
    N_("visible_facets must be a list."),
    HasValue(
        at="/visible_facets",
        fits=TEXTS.fits,
        repair=_fix_using_list,
        shows_value=False,
    ),
    name=N_("Invalid list of visible facets"),
    expected=N_("A list of strings"),
    bad='"visible_facets": "status"',
    good='"visible_facets": ["status"]',
)
row(
    "SV-016",
    Severity.WARNING,
    TEXT.message,
    HasTypes(
        types={  # keys that other checks report are left out
            "": {"name": TEXT, "query": TEXT},
            "/options": {
                "columns": TEXTS,
                "message_display": only("inline", "expanded-md", "expanded-lg"),
                **dict.fromkeys(("show_date_column", "show_message_column", "show_timeline"), FLAG),
            },
        }
    ),
    name=N_("Saved view value of the wrong type"),
    applies_to="name, query, options",
    expected=N_("Values have the type that the platform expects"),
    bad='"query": 5',
    good='"query": "source:acme-queue"',
)
