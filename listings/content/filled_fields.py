"""Notes that values of a draft were filled in from files or other fields. They are stored next to the documents."""

from collections.abc import Iterator, Mapping, Sequence

from listings.content.references import value_at_path
from tilekit.core.digest import digest_of
from tilekit.core.field import Json
from tilekit.core.section import Values

# {path of a value: names of the files that it comes from}; without names, it comes from other fields.
Sources = Mapping[str, Sequence[str]]
Notes = Mapping[str, Mapping[str, Json]]


def notes_for(key: str, values: Values, *, sources: Sources, earlier: Notes) -> dict[str, dict[str, Json]]:
    """The notes of a section with these values: new ones for the sources, and earlier ones that still apply."""
    new: dict[str, dict[str, Json]] = {
        path: {"files": list(names), "digest": digest_of(value_at_path(path, {key: values}))}
        for path, names in sources.items()
        if path.startswith(f"{key}.")
    }
    return {**{path: dict(earlier[path]) for path in _in_force(key, values, earlier)}, **new}


def filled_from(key: str, values: Values, notes: Notes) -> dict[str, tuple[str, ...]]:
    """{path: names of files} of the values that nobody has changed since they were filled in."""
    return {path: _names(notes[path]) for path in _in_force(key, values, notes)}


def filled_from_fields(key: str, values: Values, notes: Notes) -> list[str]:
    """The paths of such values that come from other fields, and not from files."""
    return [path for path, names in filled_from(key, values, notes).items() if not names]


def _in_force(key: str, values: Values, notes: Notes) -> Iterator[str]:
    documents = {key: values}
    return (path for path, note in notes.items() if digest_of(value_at_path(path, documents)) == note.get("digest"))


def _names(note: Mapping[str, Json]) -> tuple[str, ...]:
    names = note.get("files")
    return tuple(map(str, names)) if isinstance(names, list) else ()
