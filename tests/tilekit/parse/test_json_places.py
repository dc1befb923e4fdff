import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import listing_folders
from tilekit.parse.json_places import places_of
from tilekit.parse.json_scan import scan

NAMES = st.sampled_from(["a", "b", "a/b", "~c", '"q', "\\", "é", "", "a\nb"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


@given(value=VALUES, indent=st.sampled_from([None, 0, 2]), is_ascii=st.booleans())
def test_places_are_those_of_the_patient_scanner(value: object, indent: int | None, *, is_ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)

    assert places_of(text) == scan(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": {"x": 1}, "a": {"x": 2}}',
        '{"a": {"x": 1}, "b": {"x": 2}}',
        " [ ] ",
        '{"a" : [\t] , "b":{ }\r\n}',
        "3",
        '"x"',
    ],
)
def test_places_of_odd_texts(text: str) -> None:
    assert places_of(text) == scan(text)


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_places_of_real_files(folder: object) -> None:
    for path in sorted(folder.rglob("*.json")):  # type: ignore[attr-defined]
        text = path.read_text("utf-8-sig")
        assert places_of(text) == scan(text), path
