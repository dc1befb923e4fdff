"""Compares the listings of a run: UUIDs, IDs, names and metric prefixes that several of them use."""

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tilekit.core.fields import Json
from tilekit.parse.json import parse_json
from tilekit.parse.json_values import text, value_at
from tilekit.parse.limits import MAX_PARSED_BYTES
from tilekit.parse.positions import Unparsable
from tilekit.platform_lists import line_set
from tilekit.scaffold.paths import MANIFEST

Identities = Mapping[str, Mapping[str, str]]
_POINTERS = {
    "app_uuid": "/app_uuid",
    "integration_id": "/app_id",
    "source_type_name": "/assets/integration/source_type_name",
    "metric_prefix": "/assets/integration/metrics/prefix",
}


def shared_identities(paths: Iterable[str]) -> dict[str, Identities]:
    """Path of a listing -> kind (of `TakenIdentities`) -> value -> another listing of the run that uses it.

    Only the manifests are read. Listings that share nothing are left out, so that their findings stay the same.
    """
    places = {path: Path(path).resolve() for path in dict.fromkeys(paths)}
    owners = defaultdict[tuple[str, str], dict[Path, str]](dict)
    if len(set(places.values())) > 1:
        for path, place in places.items():
            for identity in _identities(place):
                owners[identity].setdefault(place, path)
    shared: dict[str, dict[str, dict[str, str]]] = {}
    for (kind, value), listings in owners.items():
        for path, place in places.items() if len(listings) > 1 else ():
            if place in listings:
                other = next(name for other_place, name in listings.items() if other_place != place)
                shared.setdefault(path, {}).setdefault(kind, {})[value] = other
    return dict(shared)


def _identities(place: Path) -> Iterator[tuple[str, str]]:
    """(kind, value) of the listing at a place; nothing if its manifest can't be read, which a check reports."""
    manifest = _manifest(place)
    for kind, pointer in _POINTERS.items():
        value = text(value_at(manifest, pointer))
        if value and not (kind == "metric_prefix" and value in line_set("shared_metric_prefixes.txt")):
            yield kind, value


def _manifest(place: Path) -> Json:
    try:
        data = (place / MANIFEST).read_bytes() if place.is_dir() else _manifest_in_archive(place)
        return parse_json(data).value if len(data) <= MAX_PARSED_BYTES else None
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, Unparsable):
        return None


def _manifest_in_archive(place: Path) -> bytes:
    """The bytes of the manifest in an archive; b"" if there is none or it is too large."""
    with zipfile.ZipFile(place) as archive:
        entries = [entry for entry in archive.infolist() if entry.filename.rpartition("/")[2] == MANIFEST]
        entry = min(entries, key=lambda one: one.filename.count("/"), default=None)
        return archive.read(entry) if entry and entry.file_size <= MAX_PARSED_BYTES else b""
