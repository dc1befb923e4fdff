"""The checks of saved views (subject SV)."""

from collections.abc import Collection, Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, AssetCheckFunction, CheckDecorator, assets
from tilekit.checks.dashboards.form import holds_name, product_names
from tilekit.checks.finding import FixClass, RawFinding, Severity, Stage
from tilekit.checks.fixes import json_fix, setting
from tilekit.checks.logs.attributes import is_everywhere
from tilekit.checks.logs.pipeline_files import pipelines
from tilekit.checks.logs.sources import own_source, sure_source
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text
from tilekit.parse.json import pointer_to
from tilekit.platform_lists import line_set, lines, rows
from tilekit.queries.brackets import broken_at, excerpt_around
from tilekit.queries.edits import with_term
from tilekit.queries.languages import Language, parse_text
from tilekit.sections.overview import Overview

_NEEDED = ("name", "page", "query", "type")
_KNOWN = (*_NEEDED, "options", "timerange", "visible_facets")
_UNAVAILABLE = N_("The option {key} is not available on this page. Remove it.")
_PAGES_WITH_OPTIONS = {"stream", "analytics", "process_overview"}


def files(bundle: Bundle) -> tuple[Asset, ...]:
    """The saved views of a listing."""
    return assets(bundle, "saved_views")


saved_view_check = CheckDecorator(files)


@saved_view_check(
    "SV-001",
    Severity.BLOCKER,
    N_("The saved view has no {key}. Add it."),
    applies_to="file",
    expected=N_("Has name, page, query, type"),
    bad="no query",
    good="name, page, query and type",
)
def has_keys(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The view has a name, page, query and type."""
    for key in _NEEDED:
        if key not in asset.value:
            yield asset.finding(value=key, key=key)


@saved_view_check(
    "SV-002",
    Severity.BLOCKER,
    N_("{key} is not a known key of a saved view. Remove it."),
    fix=FixClass.SUGGESTED,
    applies_to="file",
    expected=N_("No key other than name, page, query, type, options, timerange, visible_facets"),
    bad='"owner": "jo"',
    good="no other key",
)
def has_no_other_key(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """There are no other keys."""
    for key in asset.value:
        if key not in _KNOWN:
            pointer = pointer_to(key)
            yield asset.finding(pointer, key, key=key, fix=asset.removing(pointer, N_("Remove {key}"), key=key))


@saved_view_check(
    "SV-003",
    Severity.BLOCKER,
    N_("{value} is not a type of saved view."),
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
    N_("“{value}” is not a known page. Use one of {pages}."),
    applies_to="/page",
    expected=N_("analytics, insights, patterns, stream, traces or process_overview"),
    bad='"page": "map"',
    good='"page": "stream"',
)
def has_known_page(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The page is on the platform's list."""
    pages = lines("saved_view_pages.txt")
    if "page" in asset.value and asset.value["page"] not in pages:
        yield asset.finding("/page", asset.value["page"], pages=", ".join(sorted(pages)))


@saved_view_check(
    "SV-005",
    Severity.BLOCKER,
    N_("options must be a JSON object."),
    fix=FixClass.SUGGESTED,
    applies_to="/options",
    expected=N_("An object"),
    bad='"options": []',
    good='"options": {}',
)
def has_options(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Options are an object."""
    if "options" in asset.value and not isinstance(asset.value["options"], dict):
        fix = None if asset.value["options"] else asset.setting("/options", {}, N_("Replace it with an empty object"))
        yield asset.finding("/options", fix=fix)


def _allowed(page: str) -> frozenset[str]:
    found = next((row["allowed_options"] for row in rows("saved_view_options.csv") if row["page"] == page), "")
    return frozenset(name for name in found.split(";") if name)


def _options_check(page: str) -> AssetCheckFunction[Asset]:
    def fits_page(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
        options = asset.value.get("options")
        if asset.value.get("page") != page or not isinstance(options, dict):
            return
        for key in options:
            if key not in _allowed(page):
                pointer = pointer_to("options", key)
                yield asset.finding(pointer, key, key=key, fix=asset.removing(pointer, N_("Remove {key}"), key=key))

    return fits_page


saved_view_check(
    "SV-006",
    Severity.BLOCKER,
    _UNAVAILABLE,
    fix=FixClass.SUGGESTED,
    applies_to="/options, page stream",
    expected=N_("Only columns, message_display, show_date_column, show_message_column, show_timeline, sort, stream"),
    bad='"options": {"widget": "x"} on stream',
    good='"options": {"columns": ["host"]}',
)(_options_check("stream"))
saved_view_check(
    "SV-007",
    Severity.BLOCKER,
    _UNAVAILABLE,
    fix=FixClass.SUGGESTED,
    applies_to="/options, page analytics",
    expected=N_("Only aggregations, group_bys, limit, order, step_ms, widget"),
    bad='"options": {"columns": []} on analytics',
    good='"options": {"group_bys": []}',
)(_options_check("analytics"))
saved_view_check(
    "SV-008",
    Severity.BLOCKER,
    _UNAVAILABLE,
    fix=FixClass.SUGGESTED,
    applies_to="/options, page process_overview",
    expected=N_("Only sort, graph_options, view_options, filter, selected_top_graph, enabled_columns"),
    bad='"options": {"columns": []} on process_overview',
    good='"options": {"sort": "…"}',
)(_options_check("process_overview"))


@saved_view_check(
    "SV-009",
    Severity.BLOCKER,
    N_("This page has no options. Remove them."),
    fix=FixClass.SUGGESTED,
    applies_to="/options, pages insights, patterns, traces",
    expected=N_("No options"),
    bad='"options": {…} on patterns',
    good="no options",
)
def has_no_options(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Pages without options have none."""
    page, options = text(asset.value.get("page")), asset.value.get("options")
    if page in line_set("saved_view_pages.txt") - _PAGES_WITH_OPTIONS and isinstance(options, dict) and options:
        yield asset.finding("/options", fix=asset.removing("/options", N_("Remove the options")))


@saved_view_check(
    "SV-010",
    Severity.BLOCKER,
    N_("The time range has no interval_ms."),
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
        yield asset.finding("/timerange", fix=asset.setting("/timerange", new, N_("Set it to 15 minutes")))


@saved_view_check(
    "SV-011",
    Severity.BLOCKER,
    N_("interval_ms must be a number greater than 0."),
    fix=FixClass.SUGGESTED,
    applies_to="/timerange/interval_ms",
    expected=N_("A number above 0"),
    bad='"interval_ms": "15m"',
    good='"interval_ms": 900000',
)
def has_positive_interval(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The interval is a number above 0."""
    value, pointer = asset.at("/timerange/interval_ms"), "/timerange/interval_ms"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value is not None and not (is_number and float(str(value)) > 0):
        is_digits = isinstance(value, str) and value.strip().isdecimal() and int(value) > 0
        fix = asset.setting(pointer, int(str(value)), N_("Use a number")) if is_digits else None
        yield asset.finding(pointer, value, fix=fix)


@saved_view_check(
    "SV-012",
    Severity.BLOCKER,
    N_("visible_facets must be a list."),
    fix=FixClass.SUGGESTED,
    applies_to="/visible_facets",
    expected=N_("A list of texts"),
    bad='"visible_facets": "status"',
    good='"visible_facets": ["status"]',
)
def has_facets(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Visible facets are a list of texts."""
    found = asset.value.get("visible_facets")
    if "visible_facets" in asset.value and not (
        isinstance(found, list) and all(isinstance(item, str) for item in found)
    ):
        fix = asset.setting("/visible_facets", [found], N_("Convert it to a list")) if isinstance(found, str) else None
        yield asset.finding("/visible_facets", fix=fix)


@saved_view_check(
    "SV-013",
    Severity.WARNING,
    N_("The query must filter on source:{source} so that customers see your logs."),
    fix=FixClass.SUGGESTED,
    applies_to="/query",
    expected=N_("Valid; filters logs on source:{id}"),
    bad="status:error",
    good="source:acme-queue status:error",
)
def shows_own_logs(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """A view of logs has a valid query and filters by the listing's source."""
    source = own_source(bundle)
    query = asset.value.get("query")
    broken = broken_at(query) if isinstance(query, str) else None
    if broken is not None:
        unread = N_("The query cannot be read near “{near}”. Check its brackets and quotation marks.")
        yield asset.finding("/query", query, message=unread, near=excerpt_around(str(query), broken))
    elif asset.value.get("type") == "logs" and source and isinstance(query, str) and not _asks_for_source(query):
        change, sure = with_term(query, f"source:{source}"), source == sure_source(bundle)
        fix = asset.rewording("/query", change, N_("Filter on source:{source}"), source=source) if sure else None
        yield asset.finding("/query", query, source=source, fix=fix)


def _asks_for_source(query: str) -> bool:
    """Whether a query filters by a source. An excluded source (-source:nginx) doesn't count."""
    return any(found.key == "source" and not found.is_negated for found in parse_text(Language.SEARCH, query).filters)


@saved_view_check(
    "SV-014",
    Severity.ADVICE,
    N_("The name of the saved view must contain {name}."),
    fix=FixClass.SUGGESTED,
    applies_to="/name",
    expected=N_("Contains the product name; unique in the listing"),
    bad="Errors",
    good="Acme Queue Errors",
)
def names_product(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """The name contains the product name, and no other view has it."""
    found, names = text(asset.value.get("name")), product_names(bundle)
    if found and names and not holds_name(found, names):
        name = bundle.section(Overview).title or names[0]
        fix = asset.setting("/name", f"{name} {found}", N_("Add it at the start"))
        yield asset.finding("/name", found, name=name, fix=fix)
    same = [view.file for view in files(bundle) if text(view.value.get("name")) == found]
    if found and asset.file in same[1:]:
        yield asset.finding("/name", found, message=N_("Two saved views are called {name}. Rename one."), name=found)


@saved_view_check(
    "SV-015",
    Severity.ADVICE,
    N_("{value} is not one of your facets. Add it to your facets, or remove it from the view."),
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
    applies_to="/visible_facets, /options/columns",
    expected=N_("Each is a facet of the pipeline or a standard facet"),
    bad="@mine.field",
    good="@http.status_code",
)
def has_own_facets(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """Attributes (@...) in a view of logs are facets of the pipeline or standard. Not checked without a pipeline.

    Reported once per list, because exported views contain every facet of an account.
    """
    known = {text(facet.get("path")) for found in pipelines(bundle) for _, facet in found.facets}
    if asset.value.get("type") != "logs" or not any(pipelines(bundle)):
        return
    for base in ("/visible_facets", "/options/columns"):
        listed = asset.at(base)
        facets = listed if isinstance(listed, list) else []
        odd = [at for at, facet in enumerate(facets) if _is_unknown(facet, known)]
        if odd:
            kept = [facet for facet in facets if not _is_unknown(facet, known)]
            fix = json_fix(asset.file, asset.document, setting(base, kept), title=N_("Keep your own facets"))
            message = N_("{n} facets are not yours. The first is {value}.") if len(odd) > 1 else ""
            yield asset.finding(f"{base}/{odd[0]}", facets[odd[0]], message=message, n=len(odd), fix=fix)


def _is_unknown(facet: Json, known: Collection[str]) -> bool:
    return isinstance(facet, str) and facet.startswith("@") and facet[1:] not in known and not is_everywhere(facet[1:])
