from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import timezone as django_timezone
from django.utils import translation
from django.utils.html import escape

from page_parts.badges import BADGES, badge_of, register_badges
from page_parts.templatetags.display import (
    breakable,
    hue,
    initials,
    json_text,
    local_time,
    marked_changes,
    marked_words,
    message,
)
from page_parts.times import zone_names
from tilekit.core.messages import Message

NOON = datetime(2026, 11, 12, 12, 30, tzinfo=UTC)


def test_message_fills_in_its_values() -> None:
    assert message(Message("{n} characters", {"n": 94})) == "94 characters"


def test_message_of_nothing_is_empty() -> None:
    assert message(None) == ""


@pytest.mark.parametrize("language, shown", [("en", "12,345"), ("fr", "12\xa0345"), ("ja", "12,345")])
def test_counted_groups_digits_in_a_page(language: str, shown: str) -> None:
    with translation.override(language):
        html = engines["django"].from_string("{{ value|counted }}").render({"value": 12_345})

    assert html.replace("\u202f", "\xa0") == shown


def test_message_is_escaped_in_a_page() -> None:
    html = engines["django"].from_string("{{ value|message }}").render({"value": Message("<{n}>", {"n": "b"})})

    assert html == escape("<b>")


@pytest.mark.parametrize(
    "name, html",
    [
        ("acme.queue_depth", "acme.<wbr>queue_<wbr>depth"),
        ("assets/my-logo.svg", "assets/<wbr>my-<wbr>logo.<wbr>svg"),
        ("a__b..c_", "a__<wbr>b..<wbr>c_"),
        ("<b>.x", "&lt;b&gt;.<wbr>x"),
        ("", ""),
    ],
)
def test_technical_name_is_wrapped_after_its_separators(name: str, html: str) -> None:
    assert breakable(name) == html


def test_local_time_is_shown_in_the_readers_zone() -> None:
    with django_timezone.override(ZoneInfo("Asia/Tokyo")):
        html = local_time(NOON, "TIME_FORMAT").replace("\N{NO-BREAK SPACE}", " ")

    assert html == '<time datetime="2026-11-12T12:30:00+00:00" title="12 Nov 2026, 21:30 JST">21:30 JST</time>'


def test_local_time_speaks_the_readers_language() -> None:
    with translation.override("fr"), django_timezone.override(UTC):
        html = local_time(NOON, "DATE_FORMAT")

    assert ">12\N{NO-BREAK SPACE}nov.\N{NO-BREAK SPACE}2026<" in html


@pytest.mark.parametrize("value", ["2026-11-12T12:30:00+00:00", "2026-11-12T12:30:00", NOON.replace(tzinfo=None)])
def test_local_time_reads_texts_and_naive_times_as_utc(value: object) -> None:
    with django_timezone.override(UTC):
        assert local_time(value, "TIME_FORMAT") == local_time(NOON, "TIME_FORMAT")


@pytest.mark.parametrize("hours", [-11, 13])
@pytest.mark.parametrize("day", [date(2026, 11, 12), "2026-11-12"])
def test_local_time_of_a_date_is_that_day_everywhere(day: date | str, hours: int) -> None:
    with django_timezone.override(timezone(timedelta(hours=hours))):
        assert ">12 Nov 2026<" in local_time(day)


@pytest.mark.parametrize("value", [None, "", "soon"])
def test_local_time_of_nothing_is_empty(value: object) -> None:
    assert local_time(value) == ""


@pytest.mark.parametrize(
    "name, letters",
    [("Maya Kessler", "MK"), ("Ana Maria de Souza", "AS"), ("ines.duarte@demo.example", "ID"), ("Bo", "B"), ("", "?")],
)
def test_initials_are_first_and_last(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_hue_is_the_same_for_the_same_name() -> None:
    assert hue("Maya Kessler") == hue("Maya Kessler")
    assert {hue(str(number)) for number in range(50)} == {1, 2, 3, 4}


def test_json_text_of_nothing_is_empty() -> None:
    assert json_text(None) == ""
    assert json_text({"name": "é"}) == '{"name": "é"}'


def test_every_badge_has_an_icon_and_a_word() -> None:
    badges = [badge for family in BADGES.values() for badge in family.values()]

    assert [badge for badge in badges if not (badge.icon and str(badge.label))] == []
    assert {badge.style for badge in badges} <= {"", "accent", "bad", "warn", "info", "ok"}


def test_unknown_state_is_shown_by_its_own_name() -> None:
    assert badge_of("revision", "half_way").label == "half way"


def test_family_can_be_registered_only_once() -> None:
    with pytest.raises(ValueError, match="level"):
        register_badges("level", {})


def test_changed_text_is_marked_without_added_spaces() -> None:
    parts = [("same", "Wat"), ("ins", "ch <b>"), ("del", "er"), ("gap", ""), ("same", "end")]

    assert marked_changes(parts) == (
        'Wat<ins><span class="sr">Added: </span>ch &lt;b&gt;</ins><del><span class="sr">Removed: </span>er</del>'
        '<span class="faint">⋯<span class="sr"> unchanged lines not shown</span></span>\nend'
    )


@pytest.mark.parametrize(
    "text, terms, html",
    [
        ("Metrics of your <caches>", ["cach"], "Metrics of your &lt;<mark>caches</mark>&gt;"),
        ("Café & cafeteria", ["cafe"], "<mark>Café</mark> &amp; <mark>cafeteria</mark>"),
        ("S3バケットの監視", ["バケ", "ケッ"], "S3<mark>バケッ</mark>トの監視"),
        ("Decaf", ["caf"], "Decaf"),
    ],
)
def test_words_of_a_search_are_marked(text: str, terms: list[str], html: str) -> None:
    assert marked_words(text, terms) == html
    assert marked_words(text, []) == text


def test_no_zone_depends_on_the_computer() -> None:
    assert {"Europe/Paris", "localtime", "Factory"} & zone_names() == {"Europe/Paris"}
