"""Maps keys of a definition to fields of a listing. Other keys are stored, but set no field."""

from collections.abc import Mapping

from api.ingestion.modules.field_maps import FieldMap, html, renamed
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.sections import options
from tilekit.sections.row_matching import rows_of

_MARKETPLACE = "microsoft-azure-marketplace."
_TITLE, _CATEGORIES = f"{_MARKETPLACE}title", f"{_MARKETPLACE}categoryMap"
_LEVEL = "categoryL1"


def _in_offer(inner: FieldMap) -> FieldMap:
    """A map like inner, for a body in which the keys are inside the definition."""

    def show(body: Values, value: Json) -> None:
        definition = _part(body, "definition")
        inner.show(_part(definition, "offer"), value)

    return FieldMap(path=inner.path, read=lambda body: inner.read(_offer(body)), show=show)


def _title() -> FieldMap:
    """A map for the title or, without one, the display text of the definition."""
    inner = _in_offer(renamed(_TITLE, "overview.title"))
    return FieldMap(
        path=inner.path, read=lambda body: inner.read(body) or _definition(body).get("displayText"), show=inner.show
    )


def _categories() -> FieldMap:
    """A map for the known categories by their first level, whose words are joined with hyphens."""

    def read(offer: Values) -> Json:
        words = {str(row.get(_LEVEL)).lower() for row in rows_of(offer.get(_CATEGORIES))}
        levels: list[Json] = [level.value for level in options.category_choices() if _dashed(level.value) in words]
        return levels or None

    def show(offer: Values, value: Json) -> None:
        if value or _CATEGORIES in offer:
            names = value if isinstance(value, list) else []
            offer[_CATEGORIES] = [{_LEVEL: _dashed(str(name))} for name in names]

    return FieldMap(path="overview.categories", read=read, show=show)


MAPS: tuple[FieldMap, ...] = (
    _title(),
    *map(
        _in_offer,
        (
            renamed(f"{_MARKETPLACE}summary", "overview.short_description"),
            html(f"{_MARKETPLACE}description", "overview.overview_md"),
            _categories(),
            renamed(f"{_MARKETPLACE}supportContactEmail", "support.support_email"),
            renamed(f"{_MARKETPLACE}publicAzureSupportUrl", "support.support_url"),
            renamed(f"{_MARKETPLACE}engineeringContactEmail", "support.maintainer_email"),
        ),
    ),
)


def _dashed(name: str) -> str:
    return name.lower().replace(" ", "-")


def _part(values: Values, name: str) -> Values:
    """The object with this name; creates it if it is missing."""
    part = values.get(name)
    if not isinstance(part, dict):
        part = values[name] = {}
    return part


def _definition(body: Mapping[str, Json]) -> Values:
    definition = body.get("definition")
    return definition if isinstance(definition, dict) else {}


def _offer(body: Mapping[str, Json]) -> Values:
    offer = _definition(body).get("offer")
    return offer if isinstance(offer, dict) else {}
