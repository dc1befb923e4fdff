"""The values of attributes in the expected results of a listing's pipeline tests."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.logs.pipeline_files import test_files
from tilekit.core.fields import Json
from tilekit.parse.json_values import members

_MAX_ATTRIBUTE_LEVELS = 20


class ResultValues(Struct, frozen=True, kw_only=True):
    """texts are the texts of each attribute. names are all attributes, lists those that a result has more than once."""

    names: frozenset[str]
    texts: Mapping[str, frozenset[str]]
    lists: frozenset[str]

    @property
    def single(self) -> frozenset[str]:
        """The attributes of which a log has one value, as a search names them: with @."""
        return frozenset(f"@{name}" for name in self.names - self.lists)


@once_per_bundle
def result_values(bundle: Bundle) -> ResultValues:
    """The attributes in all results; read once per bundle."""
    names, texts, lists = set[str](), dict[str, set[str]](), set[str]()
    for file in test_files(bundle):
        for _, test in file.tests:
            for name, value, is_in_list in _attributes(members(members(test.get("result")).get("custom"))):
                names.add(name)
                if is_in_list:
                    lists.add(name)
                if isinstance(value, str):
                    texts.setdefault(name, set()).add(value)
    return ResultValues(
        names=frozenset(names),
        texts={name: frozenset(values) for name, values in texts.items()},
        lists=frozenset(lists),
    )


def _attributes(
    value: Mapping[str, Json], above: str = "", *, is_in_list: bool = False, level: int = 0
) -> Iterator[tuple[str, Json, bool]]:
    """(path, value, whether it is in a list) of all members. Paths have no list indexes, because searches have none."""
    for key, item in value.items() if level < _MAX_ATTRIBUTE_LEVELS else ():
        is_list = is_in_list or isinstance(item, list)
        yield from ((f"{above}{key}", one, is_list) for one in (item if isinstance(item, list) and item else [item]))
        for one in item if isinstance(item, list) else [item]:
            if isinstance(one, dict):
                yield from _attributes(one, f"{above}{key}.", is_in_list=is_list, level=level + 1)
