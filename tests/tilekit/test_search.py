import pytest

from tilekit.search import tokens


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
    assert tokens(text) == expected


@pytest.mark.parametrize("text", ["Café データ", "ÅNGSTRÖM", "가나다"])
def test_tokens_are_the_same_when_taken_twice(text: str) -> None:
    assert tokens(tokens(text)).split()[0] == tokens(text).split()[0]
