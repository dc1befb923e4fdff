"""Maps between the values of resources and those of entities."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from msgspec import Struct

from api.configure.faults import resource_fault
from api.configure.problems import DetailCode
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.sections.row_matching import rows_of

# {word in a resource: value in the entity}
Spelled = Mapping[str | bool, Json]
CONTACTS, LINKS = "listingContacts", "listingUris"


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
    known = {str(word).lower(): value for word, value in spelled.items()}
    back: dict[str, Json] = {str(value): word for word, value in spelled.items()}

    def write(body: Values, value: Json) -> bool:
        word = str(value).lower()
        if word in known:
            body[name] = known[word]
        return word in known

    return KeyMap(key=key, write=write, show=lambda body: back.get(str(body.get(name, ""))), covers=(name,))


def inner(key: str, part: str, name: str) -> KeyMap:
    """A map for a string inside an object."""

    def write(body: Values, value: Json) -> bool:
        found = _object(key, value).get(part)
        if not isinstance(found, str):
            raise resource_fault(DetailCode.SCHEMA, _("{key} must be a string.").format(key=f"{key}.{part}"))
        body[name] = found
        return True

    def show(body: Values) -> Json:
        return {part: body[name]} if body.get(name) else None

    return KeyMap(key=key, write=write, show=show, covers=(name,))


def contact(key: str, kind: str) -> KeyMap:
    """A map from the key to the listing's contact of this kind."""

    def write(body: Values, value: Json) -> bool:
        body[CONTACTS] = [*rows_of(body.get(CONTACTS)), {**_object(key, value), "type": kind}]
        return True

    def show(body: Values) -> Json:
        found = (each for each in rows_of(body.get(CONTACTS)) if str(each.get("type")).lower() == kind.lower())
        return next(({name: value for name, value in each.items() if name != "type"} for each in found), None)

    return KeyMap(key=key, write=write, show=show, covers=(CONTACTS,))


def link(key: str, kind: str) -> KeyMap:
    """A map for the link of a listing with this type."""

    def write(body: Values, value: Json) -> bool:
        body[LINKS] = [*rows_of(body.get(LINKS)), {"type": kind, "uri": value}]
        return True

    def show(body: Values) -> Json:
        return next((each.get("uri") for each in rows_of(body.get(LINKS)) if each.get("type") == kind), None)

    return KeyMap(key=key, write=write, show=show, covers=(LINKS,))


def other_links(key: str, *, without: str) -> KeyMap:
    """A map for the links of a listing except those of one type."""

    def write(body: Values, value: Json) -> bool:
        if not isinstance(value, list) or len(rows_of(value)) != len(value):
            raise resource_fault(DetailCode.SCHEMA, _("{key} must be a list of objects.").format(key=key))
        found = [{("uri" if name == "link" else name): each[name] for name in each} for each in rows_of(value)]
        body[LINKS] = [*rows_of(body.get(LINKS)), *found]
        return True

    def show(body: Values) -> Json:
        found = [each for each in rows_of(body.get(LINKS)) if each.get("type") != without]
        return [{("link" if name == "uri" else name): each[name] for name in each} for each in found] or None

    return KeyMap(key=key, write=write, show=show, covers=(LINKS,))


def markets(key: str) -> KeyMap:
    """A map for the markets in which a plan is sold. Other states of a market exist only in the ingestion API."""
    name = "marketStates"

    def write(body: Values, value: Json) -> bool:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise resource_fault(DetailCode.SCHEMA, _("{key} must be a list of strings.").format(key=key))
        body[name] = [{"marketCode": each, "state": "Enabled"} for each in value]
        return True

    def show(body: Values) -> Json:
        found: list[Json] = [
            each.get("marketCode") for each in rows_of(body.get(name)) if each.get("state") == "Enabled"
        ]
        return found or None

    return KeyMap(key=key, write=write, show=show, covers=(name,))


def _object(key: str, value: Json) -> Values:
    if not isinstance(value, dict):
        raise resource_fault(DetailCode.SCHEMA, _("{key} must be an object.").format(key=key))
    return value
