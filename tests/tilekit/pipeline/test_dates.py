"""Dates: formats, time zones, and what the date remapper reads without a format."""

import pytest

from tests.tilekit.pipeline.running import parsed
from tilekit.core.fields import Json
from tilekit.pipeline.grok.dates import moment_in


@pytest.mark.parametrize(
    "pattern,text,moment",
    [
        ("HH:mm:ss", "14:20:15", 51615000),
        ("hh:mm:ss a", "02:20:15 PM", 51615000),
        ("KK:mm aa", "00:20 am", 1200000),
        ("kk:mm", "14:20", 51600000),
        ("kk:mm", "24:20", 1200000),
        ("H:m:s", "4:2:5", 14525000),
        ("dd/MM/yyyy", "11/10/2014", 1412985600000),
        ("d/M/yy", "1/2/14", 1391212800000),
        ("d/M/yy", "1/2/99", 917827200000),
        ("EEE MMM dd HH:mm:ss yyyy", "Thu Jun 16 08:29:03 2016", 1466065743000),
        ("EEE MMM d HH:mm:ss yyyy", "Tue Nov 1 08:29:03 2016", 1477988943000),
        ("EEEE, d MMMM yyyy", "Tuesday, 1 November 2016", 1477958400000),
        ("EEEE, d MMMM yyyy", "Tue, 1 nov 2016", 1477958400000),
        ("dd/MMM/yyyy:HH:mm:ss Z", "06/Mar/2013:01:36:30 +0900", 1362501390000),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2016-11-29T16:21:36.431+0000", 1480436496431),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2016-11-29T16:21:36.431Z", 1480436496431),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSZZ", "2016-11-29T16:21:36.431+02:00", 1480429296431),
        ("yyyy-MM-dd HH:mm:ss.SSSSSS", "2016-11-29 16:21:36.431999", 1480436496431),
        ("yyyy-MM-dd HH:mm:ss.SSS z", "2007-08-31 19:22:22.427 ADT", 1188598942427),
        ("yyyy-MM-dd HH:mm:ss z", "2024-08-01 12:00:00 CET", 1722506400000),
        ("yyyy-MM-dd HH:mm:ss z", "2024-01-05 12:00:00 EET", 1704448800000),
        ("yyyy-MM-dd HH:mm ZZZ", "2007-08-31 19:22 Europe/Paris", 1188580920000),
        ("yyyy-MM-dd HH:mmX", "2007-08-31 19:22-03", 1188598920000),
        ("yyyy-DDD", "2016-033", 1454371200000),
        ("YYYY-'W'ww-e", "2016-W05-2", 1454371200000),
        ("h 'o''clock' a", "3 o'clock pm", 54000000),
        ("yyyyMMdd HH:mm:ss.SSSSSS", "20250211 13:17:55.023299", 1739279875023),
        ("dd/MMM/yyyy:HH:mm:ss.SSS", "06/Feb/2009:12:14:14.655", 1233922454655),
        ("MMM d y HH:mm:ss z", "Nov 16 2020 13:41:29 GMT", 1605534089000),
        ("yyyy-MM-dd HH:mm:ss.SSS zzzz", "2007-08-31 19:22:22.427 America/Thule", 1188598942427),
        ("yyyy-MM-dd HH:mm:ss.SSS Z", "2007-08-31 19:22:22.427 -03:00", 1188598942427),
        ("M/d/yy HH:mm:ss,SSSSSSSSS z", "11/16/18 19:40:59,123456789 GMT", 1542397259123),
        ("yyMMdd HH:mm:ss", "171113 14:14:20", 1510582460000),
    ],
)
def test_format_reads_a_date(pattern: str, text: str, moment: int) -> None:
    assert parsed(f'rule %{{date("{pattern}"):x}}', text) == {"x": moment}


@pytest.mark.parametrize(
    "zone,moment",
    [
        ("Europe/Paris", 1466058543000),
        ("UTC+5", 1466047743000),
        ("+5", 1466047743000),
        ("+05:30", 1466045943000),
        ("GMT-3", 1466076543000),
        ("UT+5", 1466047743000),
        ("+3", 1466054943000),
        ("-0300", 1466076543000),
        ("+03:00:00", 1466054943000),
        ("EST", 1466083743000),
        ("BRT", 1466076543000),
    ],
)
def test_a_zone_holds_for_texts_without_one(zone: str, moment: int) -> None:
    rule = f'rule %{{date("EEE MMM dd HH:mm:ss yyyy","{zone}"):x}}'

    assert parsed(rule, "Thu Jun 16 08:29:03 2016") == {"x": moment}


@pytest.mark.parametrize(
    "pattern,locale,text,moment",
    [
        ("dd MMMM yyyy HH:mm", "fr", "14 juillet 2021 10:00", 1626256800000),
        ("EEE dd MMM yyyy", "fr-FR", "mer. 03 févr. 2021", 1612310400000),
        ("EEEE d MMMM yyyy", "FR_CA", "Mercredi 3 Février 2021", 1612310400000),
        ("dd. MMM yyyy", "de", "03. Mrz 2021", 1614729600000),
        ("dd. MMM yyyy", "de-DE", "03. März 2021", 1614729600000),
        ("EEEE, d MMMM yyyy", "es", "miércoles, 3 febrero 2021", 1612310400000),
        ("dd-MMM-yyyy", "pt_BR", "03-fev-2021", 1612310400000),
        ("dd MMM yyyy", "it", "03 GEN 2021", 1609632000000),
        ("dd MMM yyyy", "nl", "03 mrt 2021", 1614729600000),
        ("yyyy年MMMd日", "ja", "2021年10月3日", 1633219200000),
        ("dd MMM yyyy", "en-GB", "03 Feb 2021", 1612310400000),
    ],
)
def test_names_are_read_in_the_language_of_the_locale(pattern: str, locale: str, text: str, moment: int) -> None:
    assert parsed(f'rule %{{date("{pattern}","UTC","{locale}"):x}}', text) == {"x": moment}


def test_names_of_another_language_are_not_read() -> None:
    assert parsed('rule %{date("dd MMM yyyy","UTC","fr"):x}', "03 Feb 2021") is None


def test_a_zone_in_the_text_wins() -> None:
    rule = 'rule %{date("yyyy-MM-dd HH:mm Z","Asia/Tokyo"):x}'

    assert parsed(rule, "2016-01-01 00:00 +0000") == {"x": 1451606400000}


def test_a_day_without_a_year_is_in_the_year_of_the_platforms_tests() -> None:
    assert parsed('rule %{date("MMM dd HH:mm:ss"):x}', "Mar 13 17:42:44") == {"x": 37734164000}
    assert moment_in("Mar 13 17:42:44") == 37734164000


def test_an_hour_that_does_not_exist_is_not_extracted() -> None:
    assert parsed('rule %{date("HH:mm"):x}', "24:20") == {}


@pytest.mark.parametrize("text", ["31/02/2016", "00/01/2016", "10/13/2016"])
def test_a_day_that_does_not_exist_is_not_extracted(text: str) -> None:
    assert parsed('rule %{date("dd/MM/yyyy"):x}', text) == {}


@pytest.mark.parametrize(
    "value,moment",
    [
        ("2023-07-21T19:13:02.620256081Z", 1689966782620),
        ("2023-11-24T21:39:37.805667+00:00", 1700861977805),
        ("2023-11-24 21:39:37,805 +0100", 1700858377805),
        ("2023-11-24", 1700784000000),
        ("20231124T213937Z", 1700861977000),
        ("20231124T2239+0100", 1700861940000),
        (1649778172517, 1649778172517),
        ("1649345354892", 1649345354892),
        (1649778172517.9, 1649778172517),
        ("", None),
        ("yesterday", None),
        ("2023-02-30T00:00:00Z", None),
        ("2023-01-01T25:00:00Z", None),
        (True, None),
        (None, None),
        ({}, None),
        (10**400, None),
        ("9" * 5000, None),
        ("0001-01-01T00:00:00+14:00", -62135647200000),
    ],
)
def test_the_remapper_reads_iso_and_milliseconds(value: Json, moment: int | None) -> None:
    assert moment_in(value) == moment
