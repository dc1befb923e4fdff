"""The keyvalue filter: text between pairs."""

import pytest

from tests.tilekit.pipeline.running import parsed, reason_against
from tilekit.core.fields import Json
from tilekit.pipeline.grok.keyvalue import key_value


def pairs(text: str, arguments: str = "") -> Json:
    """The attributes that `%{data::keyvalue…}` sets at the root."""
    return parsed(f"rule %{{data::keyvalue{arguments}}}", text)


@pytest.mark.parametrize(
    "arguments,text,attributes",
    [
        ("", "a=1,b=-2;c=3 d=4", {"a": 1, "b": -2, "c": 3, "d": 4}),
        ("", "(a=1) [b=2] {c=3}", {"a": 1, "b": 2, "c": 3}),
        ("", "x/a=1 b=2", {"b": 2}),
        ("", "a=1/2 b=2", {"b": 2}),
        ("", "key = value", {}),
        ("", "a=1 a=1 a=two", {"a": [1, 1, "two"]}),
        ("", "db.name=x db.operation=insert", {"db": {"name": "x", "operation": "insert"}}),
        ("", "t=true f=false n=null q='null' e=''", {"t": True, "f": False, "q": "null"}),
        ("", "a=1.5 b=2.0e c=007 d=08 e=0", {"a": 1.5, "b": "2.0e", "c": 7, "d": "08", "e": 0}),
        ("", '"a b"=1 c="two words"', {"c": "two words"}),
        ("", "", {}),
        ('("="," ")', "key1=value1, key2 = value 2 ", {"key1": "value1", "key2": "value 2"}),
        ('("="," ")', "a= foo", {"a": "foo"}),
        ('(": ",",")', 'client: 192.0.2.4, server: localhost, request: "GET /a b", host: "h"',
         {"client": "192.0.2.4", "server": "localhost", "request": "GET /a b", "host": "h"}),
        ('("\\\\s*:\\\\s*")', "a : 1 b:2", {"a": 1, "b": 2}),
        ('("=","a-c:\\\\w]")', "k=x:]y", {"k": "x:]y"}),
        ("", "x=ü y=1", {"y": 1}),
        ("", "a=1.5e-05 b=2E3 c=1e", {"a": 1.5e-05, "b": 2000.0, "c": "1e"}),
        ("", "a=9223372036854775807 b=9223372036854775808",
         {"a": 9223372036854775807, "b": "9223372036854775808"}),
        ('("="," ","","\\t")', "a=x y\tb=2", {"a": "x y", "b": 2}),
        ('("="," ","","\\\\t")', "a=x y\tb=2", {"a": "x y", "b": 2}),
        ('("=","","","\\\\s")', "a=1 b=2\nc=3", {"a": 1, "b": 2, "c": 3}),
    ],
)  # fmt: skip
def test_pairs_stand_between_delimiters(arguments: str, text: str, attributes: Json) -> None:
    assert pairs(text, arguments) == attributes


def test_quotation_marks_come_in_pairs() -> None:
    assert reason_against('rule %{data::keyvalue("=","","#")}') == "keyvalue needs quotation marks in pairs"


@pytest.mark.parametrize(
    "text", ["a=<" + "b=1 " * 20_000, 'a="b ' * 20_000, "=" * 50_000, "a" * 200_000, "a=1," * 50_000]
)
def test_no_text_makes_it_slow(text: str) -> None:
    searched = 0

    class Counting:
        def search(self, data: bytes, at: int) -> tuple[tuple[bytes, ...], int] | None:
            nonlocal searched
            match = reader.pattern.search(data, at)
            searched += (match[1] if match else len(data)) - at
            return match

    reader = key_value(())
    counted = type(reader)(Counting(), reader.opening, reader.quotes)  # type: ignore[arg-type]  # it stands in

    counted.read(text)

    assert searched <= 3 * len(text) + 10
