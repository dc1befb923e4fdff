from hypothesis import given
from hypothesis import strategies as st

from tests.tilekit.json_values import JSON
from tilekit.core.digest import canonical_json, section_digest, without_row_keys
from tilekit.core.field import Json
from tilekit.sections import SECTIONS
from tilekit.sections.configuration import Configuration
from tilekit.sections.overview import Overview

EMPTY: list[Json] = [None, "", [], {}]


@given(values=st.dictionaries(st.sampled_from(list(Overview.fields)), JSON), empty=st.sampled_from(EMPTY))
def test_section_digest_ignores_empty_values(values: dict[str, Json], empty: Json) -> None:
    padded = {**dict.fromkeys(Overview.fields, empty), **values}

    assert section_digest(Overview(padded)) == section_digest(Overview(values))


@given(
    captions=st.lists(st.text(min_size=1).filter(str.strip), max_size=4),
    keys=st.lists(st.text(), min_size=4, max_size=4),
)
def test_section_digest_ignores_row_keys(captions: list[str], keys: list[str]) -> None:
    bare_rows: list[Json] = [{"caption": caption} for caption in captions]
    keyed: list[Json] = [{"key": key, "caption": caption} for key, caption in zip(keys, captions, strict=False)]

    assert section_digest(Overview({"media": keyed})) == section_digest(Overview({"media": bare_rows}))


def test_section_digest_ignores_blank_rows() -> None:
    filled = Overview({"media": [{"key": "a", "caption": "One"}]})

    padded = Overview({"media": [{"key": "b"}, {"key": "a", "caption": "One"}, {"key": "c", "caption": ""}]})

    assert section_digest(padded) == section_digest(filled)


def test_section_digest_sees_order_of_rows() -> None:
    one: Json = {"caption": "One"}
    two: Json = {"caption": "Two"}

    assert section_digest(Overview({"media": [one, two]})) != section_digest(Overview({"media": [two, one]}))


def test_section_digest_ignores_the_key_of_a_file() -> None:
    first, second = ({"key": key, "name": "a.svg", "sha256": "ab", "size": 1} for key in ("x", "y"))

    assert section_digest(Overview({"logo_light": first})) == section_digest(Overview({"logo_light": second}))


def test_section_digest_parts_by_scope() -> None:
    plain = Overview({"title": "Acme"})
    attested = Overview({"title": "Acme", "logo_rights": True})

    assert section_digest(plain) == section_digest(attested)
    assert section_digest(plain, "submission") != section_digest(attested, "submission")


def test_section_digest_parts_rows_by_scope() -> None:
    plain = Configuration({"oauth_scopes": [{"key": "a", "scope": "metrics_read"}]})
    reasoned = Configuration({"oauth_scopes": [{"key": "a", "scope": "metrics_read", "reason": "Alerts"}]})

    assert section_digest(plain) == section_digest(reasoned)
    assert section_digest(plain, "submission") != section_digest(reasoned, "submission")


def test_empty_sections_have_one_digest() -> None:
    assert len({section_digest(section(), scope) for section in SECTIONS for scope in ("content", "submission")}) == 1


@given(value=JSON)
def test_bare_is_stable(value: Json) -> None:
    once = without_row_keys(value)

    assert canonical_json(without_row_keys(once)) == canonical_json(once)
