"""Maps between the values of resources and those of entities."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from msgspec import Struct

from api.configure.faults import resource_fault
from api.configure.problems import DetailCode
from api.ingestion.modules.field_maps import CONTACTS_KEY, contact_of
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.sections.row_matching import rows_of

# {word in a resource: value in the entity}
Spelled = Mapping[str | bool, Json]
LINKS_KEY = "listingUris"


class KeyMap(Struct, frozen=True, kw_only=True):
    """A map between a key of a resource and the body of an entity.

    write sets the value in the body, and returns False if it does not fit. show reads the value from the body; None if
    it is absent. covers lists the keys of the body that show reads.
    """

    key: str
    write: Callable[[Values, Json], bool]
    show: Callable[[Values], Json]
    covers: tuple[str, ...]


def renamed(key: str, name: str) -> KeyMap:
    """A map for a value that has another name in the entity."""

    def write(body: Values, value: Json) -> bool:
        body[name] = value
        return True

    return KeyMap(key=key, write=write, show=lambda body: body.get(name), covers=(name,))


def words(key: str, name: str, spelled: Spelled) -> KeyMap:
    """A map for words, ignoring case; spelled is {word in a resource: value in the entity}.

    Unknown words are stored as sent.
    """
    by_word = {str(word).lower(): value for word, value in spelled.items()}
    back: dict[str, Json] = {str(value): word for word, value in spelled.items()}

    def write(body: Values, value: Json) -> bool:
        word = str(value).lower()
        if word in by_word:
            body[name] = by_word[word]
        return word in by_word

    return KeyMap(key=key, write=write, show=lambda body: back.get(str(body.get(name, ""))), covers=(name,))


def inner(key: str, part: str, name: str) -> KeyMap:
    """A map for a string inside an object."""

    def write(body: Values, value: Json) -> bool:
        text = _object(key, value).get(part)
        if not isinstance(text, str):
            raise resource_fault(DetailCode.SCHEMA, _("{key} must be a string.").format(key=f"{key}.{part}"))
        body[name] = text
        return True

    def show(body: Values) -> Json:
        return {part: body[name]} if body.get(name) else None

    return KeyMap(key=key, write=write, show=show, covers=(name,))


def contact(key: str, kind: str) -> KeyMap:
    """A map from the key to the listing's contact of this kind."""

    def write(body: Values, value: Json) -> bool:
        body[CONTACTS_KEY] = [*rows_of(body.get(CONTACTS_KEY)), {**_object(key, value), "type": kind}]
        return True

    def show(body: Values) -> Json:
        row = contact_of(body, kind)
        return None if row is None else {name: value for name, value in row.items() if name != "type"}

    return KeyMap(key=key, write=write, show=show, covers=(CONTACTS_KEY,))


def link(key: str, kind: str) -> KeyMap:
    """A map for the link of a listing with this type."""

    def write(body: Values, value: Json) -> bool:
        body[LINKS_KEY] = [*rows_of(body.get(LINKS_KEY)), {"type": kind, "uri": value}]
        return True

    def show(body: Values) -> Json:
        return next((row.get("uri") for row in rows_of(body.get(LINKS_KEY)) if row.get("type") == kind), None)

    return KeyMap(key=key, write=write, show=show, covers=(LINKS_KEY,))


def other_links(key: str, *, without: str) -> KeyMap:
    """A map for the links of a listing except those of one type."""

    def write(body: Values, value: Json) -> bool:
        if not isinstance(value, list) or len(rows_of(value)) != len(value):
            raise resource_fault(DetailCode.SCHEMA, _("{key} must be a list of objects.").format(key=key))
        links = [{("uri" if name == "link" else name): row[name] for name in row} for row in rows_of(value)]
        body[LINKS_KEY] = [*rows_of(body.get(LINKS_KEY)), *links]
        return True

    def show(body: Values) -> Json:
        links = [row for row in rows_of(body.get(LINKS_KEY)) if row.get("type") != without]
        return [{("link" if name == "uri" else name): row[name] for name in row} for row in links] or None

    return KeyMap(key=key, write=write, show=show, covers=(LINKS_KEY,))


def markets(key: str) -> KeyMap:
    """A map for the markets in which a plan is sold. Other states of a market exist only in the ingestion API."""
    name = "marketStates"

    def write(body: Values, value: Json) -> bool:
        if not isinstance(value, list) or not all(isinstance(market, str) for market in value):
            raise resource_fault(DetailCode.SCHEMA, _("{key} must be a list of strings.").format(key=key))
        body[name] = [{"marketCode": market, "state": "Enabled"} for market in value]
        return True

    def show(body: Values) -> Json:
        codes: list[Json] = [row.get("marketCode") for row in rows_of(body.get(name)) if row.get("state") == "Enabled"]
        return codes or None

    return KeyMap(key=key, write=write, show=show, covers=(name,))


def _object(key: str, value: Json) -> Values:
    if not isinstance(value, dict):
        raise resource_fault(DetailCode.SCHEMA, _("{key} must be an object.").format(key=key))
    return value
