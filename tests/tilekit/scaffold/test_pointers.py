"""Values of unknown types are read and changed by JSON pointer."""

import pytest

from tilekit.core.fields import Json
from tilekit.parse.json_values import value_at
from tilekit.scaffold.pointers import copied_to, put_at


@pytest.mark.parametrize("pointer", ["/a/0/b", "/a/0/new", "/new/inside"])
def test_what_is_opened_may_be_changed_and_shares_the_rest(pointer: str) -> None:
    beside: Json = {"c": [1]}
    value: dict[str, Json] = {"a": [{"b": 1}, beside], "d": beside}

    changed = copied_to(value, pointer)
    assert isinstance(changed, dict)
    put_at(changed, pointer, 2)

    assert value_at(changed, pointer) == 2
    assert value == {"a": [{"b": 1}, beside], "d": beside}
    assert changed["d"] is beside
    assert value_at(changed, "/a/1") is beside


def test_what_has_another_shape_on_the_way_is_opened_up_to_there() -> None:
    value: dict[str, Json] = {"a": [{"b": 1}]}

    changed = copied_to(value, "/a/b")
    assert isinstance(changed, dict)
    put_at(changed, "/a/b", 2)

    assert changed == {"a": {"b": 2}}
    assert value == {"a": [{"b": 1}]}
