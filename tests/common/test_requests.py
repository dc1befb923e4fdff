import pytest
from django.test import RequestFactory

from common.requests import parse_number, parse_uuid, seen_version


@pytest.mark.parametrize(
    "text, number",
    [("7", 7), ("007", 7), ("999999999", 999999999), ("", None), ("-1", None), ("1.5", None), ("٣", None), ("x", None)],
)
def test_number_in_reads_what_our_forms_send(text: str, number: int | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("length", [10, 5000])
def test_number_in_takes_no_number_that_a_column_could_not_hold(length: int) -> None:
    assert parse_number("9" * length) is None


def test_seen_version_is_none_where_the_form_does_not_say() -> None:
    factory = RequestFactory()

    assert seen_version(factory.post("/", {"seen": "3"})) == 3
    assert seen_version(factory.post("/")) is None


def test_uuid_in_reads_ids_alone() -> None:
    assert str(parse_uuid("01a1f8be-6389-7055-8227-6e076071c746")) == "01a1f8be-6389-7055-8227-6e076071c746"
    assert parse_uuid("x") is None
