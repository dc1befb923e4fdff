"""Which attributes the logs of a listing have, as far as its pipeline, facets and tests show it."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.logs.reading import pipelines, test_files
from tilekit.core.fields import Json
from tilekit.lists import members, rows
from tilekit.parse.dashboard import text

_SLOT = ("", __name__)
_MAX_LEVELS = 20


class Attributes(Struct, frozen=True, kw_only=True):
    """results are the attributes of the tests' results, an object beside what is in it; facets those of facets."""

    results: frozenset[str]
    facets: frozenset[str]

    def has_result(self, name: str) -> bool:
        """True for an attribute that a sample has after the pipeline, or that every log has."""
        return name in self.results or is_everywhere(name)

    def knows(self, name: str) -> bool:
        """True for what can be asked for: a facet, a standard attribute or one of a result."""
        return name in self.facets or self.has_result(name)


def known_attributes(bundle: Bundle) -> Attributes:
    """The attributes of the listing's logs; read once per bundle."""
    return bundle.once(_SLOT, lambda: _read(bundle))


def _read(bundle: Bundle) -> Attributes:
    results = [test.get("result") for file in test_files(bundle) for _, test in file.tests]
    names = (name for result in results if isinstance(result, dict) for name in _names(result))
    facets = (text(facet.get("path")) for file in pipelines(bundle) for _, facet in file.facets)
    return Attributes(results=frozenset(names), facets=frozenset(path for path in facets if path))


def _names(result: Mapping[str, Json]) -> Iterator[str]:
    """Every path below `custom`; what else a result holds is reserved."""
    custom = result.get("custom")
    yield from _paths(custom, "", 0) if isinstance(custom, dict) else ()


def _paths(value: Mapping[str, Json], above: str, level: int) -> Iterator[str]:
    """Of the objects in a list too: who asks for what is in them names no index."""
    for key, item in value.items() if level < _MAX_LEVELS else ():
        yield f"{above}{key}"
        for one in item if isinstance(item, list) else [item]:
            if isinstance(one, dict):
                yield from _paths(one, f"{above}{key}.", level + 1)


def is_everywhere(name: str) -> bool:
    """Whether an attribute is standard or reserved: any log may have it."""
    return name in _standard() or name in members("reserved_log_attributes.txt")


def _standard() -> frozenset[str]:
    return frozenset(row["path"] for row in rows("standard_attributes.csv"))
