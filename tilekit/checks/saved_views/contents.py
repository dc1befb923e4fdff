"""SV-013 to SV-015: the logs that a saved view shows, its name and its facets."""

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, CheckDecorator, assets
from tilekit.checks.dashboards.titles import holds_name, product_names
from tilekit.checks.finding import FindingPlace, FixClass, RawFinding, Severity, Stage
from tilekit.checks.fixes import values_fix
from tilekit.checks.logs.attributes import LACKS_AT, is_everywhere, known_attributes
from tilekit.checks.logs.pipeline_files import pipelines
from tilekit.checks.logs.sources import own_source, sure_source
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.queries.brackets import broken_at, excerpt_around
from tilekit.queries.edits import with_term
from tilekit.queries.languages import Language, parse_text
from tilekit.sections.overview import Overview


def files(bundle: Bundle) -> tuple[Asset, ...]:
    """The saved views of a listing."""
    return assets(bundle, "saved_views")


saved_view_check = CheckDecorator(files)
_TAGS_OF_EVERY_LOG = ("env", "version")
_REPEATED = N_("{value} appears twice in this list. Remove one.")
_OTHER_FACETS = N_(
    "{n} facets are not yours. The first is {value}. Add them to your facets, or remove them from the view."
)


@saved_view_check(
    "SV-013",
    Severity.WARNING,
    N_("The query must filter on source:{source} so that customers see your logs."),
    name=N_("Saved view that shows other logs"),
    fix=FixClass.SUGGESTED,
    applies_to="/query",
    expected=N_("A valid query, which filters on a source if the view shows logs"),
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
    """Whether a query filters by a source. An excluded source (-source:nginx) doesn't count, and neither does any."""
    filters = parse_text(Language.SEARCH, query).filters
    return any(one.key == "source" and not one.is_negated and one.value.strip("*") for one in filters)


@saved_view_check(
    "SV-014",
    Severity.ADVICE,
    N_("The name of the saved view must contain {name}."),
    name=N_("Unsuitable name of a saved view"),
    fix=FixClass.SUGGESTED,
    applies_to="/name",
    expected=N_("Contains the product name, and is unique in the listing"),
    bad="Errors",
    good="Acme Queue Errors",
)
def names_product(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """The name contains the product name, and no other view has it."""
    view_name, names = text(asset.value.get("name")), product_names(bundle)
    if view_name and names and not holds_name(view_name, names):
        name = bundle.section(Overview).title or names[0]
        fix = asset.setting("/name", f"{name} {view_name}", N_("Add the name at the start"))
        yield asset.finding("/name", view_name, name=name, fix=fix)
    same = [view.file for view in files(bundle) if text(view.value.get("name")) == view_name]
    if view_name and asset.file in same[1:]:
        yield asset.finding(
            "/name", view_name, message=N_("Two saved views have the name {name}. Rename one of them."), name=view_name
        )


@saved_view_check(
    "SV-015",
    Severity.ADVICE,
    N_("{value} is not one of your facets. Add it to your facets, or remove it from the view."),
    name=N_("Unknown facet in a saved view"),
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
    applies_to="/visible_facets, /options/columns",
    expected=N_("Each facet is from the pipeline or is a standard facet, and is listed once"),
    bad="@mine.field",
    good="@http.status_code",
)
def has_own_facets(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """Attributes (@...) in a view of logs are facets of the pipeline or standard attributes.

    Not checked without a pipeline. Reported once per view, because exported views contain every facet of an account.
    """
    paths = {text(facet.get("path")) for pipeline in pipelines(bundle) for _, facet in pipeline.facets}
    if asset.value.get("type") != "logs" or not any(pipelines(bundle)):
        return
    facets = {base: elements(asset.at(base)) for base in ("/visible_facets", "/options/columns")}
    unknown = [
        (f"{base}/{at}", facet)
        for base, listed in facets.items()
        for at, facet in enumerate(listed)
        if _is_unknown(facet, paths)
    ]
    for pointer, facet in unknown[:1]:
        kept = {base: [one for one in listed if not _is_unknown(one, paths)] for base, listed in facets.items()}
        new = {base: listed for base, listed in kept.items() if listed != facets[base]}
        fix = values_fix(asset.file, asset.document, new, title=N_("Keep only your own facets"))
        message = _OTHER_FACETS if len(unknown) > 1 else ""
        raw_finding = asset.finding(pointer, facet, message=message, n=len(unknown), fix=fix)
        yield replace(raw_finding, other_places=tuple(FindingPlace(pointer=other) for other, _ in unknown[1:]))
    attributes = known_attributes(bundle)
    for base, listed in facets.items():
        for at, facet in enumerate(listed):
            if attributes.lacks_at(text(facet)):
                yield asset.finding(f"{base}/{at}", facet, message=LACKS_AT)
            elif facet in listed[:at]:
                yield asset.finding(f"{base}/{at}", facet, message=_REPEATED)


def _is_unknown(facet: Json, paths: Collection[str]) -> bool:
    """Whether a facet is on an attribute of other logs. Old views also name tags of every log in this way: @env."""
    name = facet[1:] if isinstance(facet, str) and facet.startswith("@") else ""
    return bool(name) and name not in paths and name not in _TAGS_OF_EVERY_LOG and not is_everywhere(name)
