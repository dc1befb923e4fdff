"""Single edits of JSON: the value changes as requested, and all other bytes stay the same."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tilekit.json_values import STORABLE_SIGNS
from tilekit.checks.fixes import apply_edits
from tilekit.checks.json_edits import json_text
from tilekit.core.fields import Json
from tilekit.parse.json import parse_json, pointer_to

# NUL is read as another character, because nothing can store it.
NAMES = st.text(STORABLE_SIGNS, max_size=4)
OBJECTS = st.dictionaries(
    NAMES, st.integers() | st.text(STORABLE_SIGNS, max_size=3) | st.lists(st.integers(), max_size=3), min_size=1
)
LAYOUTS = st.sampled_from([{"indent": 2}, {"indent": "\t"}, {}, {"separators": (",", ":")}])


@given(OBJECTS, LAYOUTS, st.data())
def test_removal_takes_out_one_member(value: dict[str, Json], layout: dict[str, object], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(value)))
    text = json.dumps(value, **layout).encode()  # type: ignore[arg-type]  # options of dumps

    after = apply_edits(text, (json_text("a.json", parse_json(text)).removing(pointer_to(name)),))

    assert json.loads(after) == {key: item for key, item in value.items() if key != name}


@given(OBJECTS, LAYOUTS, NAMES)
def test_insertion_adds_one_member(value: dict[str, Json], layout: dict[str, object], name: str) -> None:
    value.pop(name, None)
    text = json.dumps(value, **layout).encode()  # type: ignore[arg-type]  # options of dumps
    edit = json_text("a.json", parse_json(text)).inserting(pointer_to(name), [1])

    assert edit is not None
    assert list(json.loads(apply_edits(text, (edit,))).items()) == [*value.items(), (name, [1])]


@pytest.mark.parametrize(
    "before,pointer,after",
    [
        ('{\n  "a": 1,\n  "b": 2\n}\n', "/a", '{\n  "b": 2\n}\n'),
        ('{\n  "a": 1,\n  "b": 2\n}\n', "/b", '{\n  "a": 1\n}\n'),
        ('{\n  "a": 1\n}\n', "/a", "{}\n"),
        ("[1, 2, 3]", "/1", "[1, 3]"),
        ('\ufeff{"ä": 1, "b": 2}', "/b", '\ufeff{"ä": 1}'),
    ],
)
def test_removal_keeps_the_layout(before: str, pointer: str, after: str) -> None:
    data = before.encode()

    assert apply_edits(data, (json_text("a.json", parse_json(data)).removing(pointer),)).decode() == after


def test_insertion_follows_the_layout_and_needs_an_object() -> None:
    data = b'{\n  "a": 1\n}\n'
    edit = json_text("a.json", parse_json(data)).inserting("/b", "x")

    assert edit is not None
    assert apply_edits(data, (edit,)) == b'{\n  "a": 1,\n  "b": "x"\n}\n'
    assert json_text("a.json", parse_json(data)).inserting("/c/d", 1) is None
    assert json_text("a.json", parse_json(b"[]")).inserting("/a", 1) is None


def test_half_a_surrogate_pair_is_escaped() -> None:
    data = b'{"a": 1}'

    assert json_text("a.json", parse_json(data)).replacing("/a", "\ud800").replacement == '"\\ud800"'


@given(st.lists(st.integers() | OBJECTS, max_size=4), LAYOUTS, st.booleans())
def test_addition_adds_one_item(value: list[Json], layout: dict[str, object], is_first: bool) -> None:
    text = json.dumps(value, **layout).encode()  # type: ignore[arg-type]  # options of dumps
    new: Json = {"a": [1, {"b": "x\ny"}]}

    edit = json_text("a.json", parse_json(text)).adding("", new, at=0 if is_first else None)

    assert edit is not None
    assert json.loads(apply_edits(text, (edit,))) == ([new, *value] if is_first else [*value, new])


def test_addition_follows_the_layout_and_needs_a_list() -> None:
    data = b'{\n\t"a": [\n\t\t{\n\t\t\t"b": 1\n\t\t}\n\t]\n}\n'
    document = parse_json(data)
    edit = json_text("a.json", document).adding("/a", {"b": 2})

    assert edit is not None
    assert (
        apply_edits(data, (edit,)) == b'{\n\t"a": [\n\t\t{\n\t\t\t"b": 1\n\t\t},\n\t\t{\n\t\t\t"b": 2\n\t\t}\n\t]\n}\n'
    )
    wide = b'{\n    "a": [\n        1\n    ]\n}\n'
    edit = json_text("a.json", parse_json(wide)).adding("/a", {"b": 2})
    assert edit is not None
    assert (
        apply_edits(wide, (edit,)) == b'{\n    "a": [\n        1,\n        {\n            "b": 2\n        }\n    ]\n}\n'
    )
    assert json_text("a.json", document).adding("/b", 1) is None
    assert json_text("a.json", document).adding("", 1) is None


@given(OBJECTS, LAYOUTS, st.data())
def test_renewal_writes_other_members_in_the_place_of_one(
    value: dict[str, Json], layout: dict[str, object], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(value)))
    text = json.dumps(value, **layout).encode()  # type: ignore[arg-type]  # options of dumps
    new: dict[str, Json] = {"long one": [1], "long two": "x"}

    after = apply_edits(text, (json_text("a.json", parse_json(text)).expanding(pointer_to(name), new),))

    expected = [pair for key, item in value.items() for pair in (new.items() if key == name else [(key, item)])]
    assert list(json.loads(after).items()) == expected


@given(st.lists(st.integers() | OBJECTS, max_size=5), LAYOUTS, st.randoms(use_true_random=False))
def test_reordering_moves_whole_items(value: list[Json], layout: dict[str, object], random: Random) -> None:
    order = list(range(len(value)))
    random.shuffle(order)
    text = json.dumps(value, **layout).encode()  # type: ignore[arg-type]  # options of dumps

    after = apply_edits(text, json_text("a.json", parse_json(text)).reordering("", order))

    assert json.loads(after) == [value[at] for at in order]


# Without NUL, which the parser replaces.
@given(st.text(st.characters(exclude_characters="\0"), max_size=12), st.text(max_size=4), st.booleans(), st.data())
def test_a_part_of_a_text_is_changed(text: str, new: str, is_ascii: bool, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    source = json.dumps([text], ensure_ascii=is_ascii).encode(errors="replace")
    decoded = json.loads(source)[0]

    edit = json_text("a.json", parse_json(source)).rewording("/0", (start, end, new.encode(errors="replace").decode()))

    assert json.loads(apply_edits(source, (edit,))) == [
        decoded[:start] + new.encode(errors="replace").decode() + decoded[end:]
    ]


def test_a_part_of_a_plain_text_touches_nothing_else() -> None:
    data = b'["avg:a{*} by {b}"]'

    edit = json_text("a.json", parse_json(data)).rewording("/0", (6, 7, '$"x'))

    assert (data[edit.start : edit.end], edit.replacement) == (b"*", '$\\"x')
