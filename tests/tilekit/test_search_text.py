import pytest

from tilekit.search_text import search_tokens


@pytest.mark.parametrize(
    "text,expected",
    [
        ("Café ÀÉ", "cafe ae"),
        ("Straße ﬁne", "strasse fine"),
        ("acme_widget.queue-depth", "acme widget queue depth"),
        ("データ収集", "デー ータ タ収 収集"),
        ("水", "水"),
        ("ｶﾞｽ", "ガス"),
        ("Acme データ 3.5", "acme デー ータ 3 5"),
        ("  ?! ", ""),
    ],
)
def test_tokens_normalise(text: str, expected: str) -> None:
    assert search_tokens(text) == expected


@pytest.mark.parametrize("text", ["Café データ", "ÅNGSTRÖM", "가나다"])
def test_tokens_are_the_same_when_taken_twice(text: str) -> None:
    assert search_tokens(search_tokens(text)).split()[0] == search_tokens(text).split()[0]
