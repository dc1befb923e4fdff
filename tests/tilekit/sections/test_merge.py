from hypothesis import given
from hypothesis import strategies as st

from tests.tilekit.json_values import JSON
from tilekit.core.digest import without_row_keys
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.sections.merge import Conflict, Conflicts, Merged, merge
from tilekit.sections.overview import Overview

BASE: Values = {"title": "Acme", "vendor_name": "Acme", "categories": ["Cloud"]}
ONE: Json = {"key": "a", "caption": "One"}
TWO: Json = {"key": "b", "caption": "Two"}
THREE: Json = {"key": "c", "caption": "Three"}


def merged(base: Values, ours: Values, theirs: Values) -> Merged | Conflicts:
    return merge(Overview(base), ours, Overview(theirs))


def rows(base: list[Json], ours: list[Json], theirs: list[Json]) -> Json | Conflicts:
    result = merged({"media": base}, {"media": ours}, {"media": theirs})
    return result.values["media"] if isinstance(result, Merged) else result


def conflict(path: str, base: Json, ours: Json, theirs: Json) -> Conflicts:
    return Conflicts(items=(Conflict(path=path, base=base, ours=ours, theirs=theirs),))


def test_other_fields_that_others_changed_stay() -> None:
    theirs = {**BASE, "vendor_name": "Acme Inc."}

    assert merged(BASE, {"title": "Acme Queue"}, theirs) == Merged(
        values={**BASE, "title": "Acme Queue", "vendor_name": "Acme Inc."}
    )


def test_the_same_field_is_a_conflict() -> None:
    theirs = {**BASE, "title": "Acme Broker"}

    assert merged(BASE, {"title": "Acme Queue"}, theirs) == conflict(
        "title", "Acme", "Acme Queue", "Acme Broker"
    )  # fmt: skip


def test_the_same_change_twice_is_none() -> None:
    theirs = {**BASE, "title": "Acme Queue"}

    assert merged(BASE, {"title": "Acme Queue"}, theirs) == Merged(values=theirs)


def test_a_field_sent_unchanged_does_not_undo_theirs() -> None:
    theirs = {**BASE, "title": "Acme Broker"}

    assert merged(BASE, {"title": "Acme"}, theirs) == Merged(values=theirs)


def test_rows_of_both_are_kept() -> None:
    assert rows([ONE], [ONE, TWO], [ONE, THREE]) == [ONE, TWO, THREE]


def test_other_rows_that_others_changed_stay() -> None:
    ours: Json = {"key": "a", "caption": "Uno"}
    theirs: Json = {"key": "b", "caption": "Due"}

    assert rows([ONE, TWO], [ours, TWO], [ONE, theirs]) == [ours, theirs]


def test_other_fields_of_a_row_that_others_changed_stay() -> None:
    ours: Json = {"key": "a", "caption": "Uno"}
    theirs: Json = {"key": "a", "caption": "One", "media_type": "image"}

    assert rows([ONE], [ours], [theirs]) == [{"key": "a", "caption": "Uno", "media_type": "image"}]


def test_the_same_field_of_a_row_is_a_conflict() -> None:
    ours: Json = {"key": "a", "caption": "Uno"}
    theirs: Json = {"key": "a", "caption": "Eins"}

    assert rows([ONE, TWO], [ours, TWO], [theirs, TWO]) == conflict("media[a].caption", "One", "Uno", "Eins")


def test_a_removed_row_stays_removed() -> None:
    assert rows([ONE, TWO], [TWO], [ONE, TWO, THREE]) == [TWO, THREE]


def test_removing_a_row_that_others_changed_is_a_conflict() -> None:
    theirs: Json = {"key": "a", "caption": "Eins"}

    assert rows([ONE, TWO], [TWO], [theirs, TWO]) == conflict("media[a]", ONE, None, theirs)


def test_my_order_holds_where_i_moved_rows() -> None:
    assert rows([ONE, TWO], [TWO, ONE], [ONE, TWO, THREE]) == [TWO, THREE, ONE]


def test_their_order_holds_where_i_did_not() -> None:
    ours: Json = {"key": "a", "caption": "Uno"}

    assert rows([ONE, TWO], [ours, TWO], [TWO, ONE]) == [TWO, ours]


def test_rows_without_keys_are_not_guessed_at() -> None:
    base, ours, theirs = ([{"caption": text}] for text in ("One", "Uno", "Eins"))

    assert rows(list(base), list(ours), list(theirs)) == conflict("media", base, ours, theirs)


ANY = st.dictionaries(st.sampled_from(["title", "media", "categories", "logo_light"]), JSON, max_size=4)


@given(base=ANY, ours=ANY, theirs=ANY)
def test_merge_loses_nothing_of_either(base: Values, ours: Values, theirs: Values) -> None:
    result = merged(base, ours, theirs)

    if isinstance(result, Conflicts):
        assert result.items
        return
    assert set(result.values) == {*theirs, *ours}
    for name in ours:
        if without_row_keys(theirs.get(name)) == without_row_keys(base.get(name)):
            assert without_row_keys(result.values[name]) == without_row_keys(ours[name])


@given(base=ANY, ours=ANY)
def test_merge_without_another_editor_takes_all(base: Values, ours: Values) -> None:
    result = merged(base, ours, base)

    assert isinstance(result, Merged)
    assert without_row_keys(result.values) == without_row_keys({**base, **ours})
