"""Filters: what becomes of a text that a matcher found."""

import pytest

from tests.tilekit.pipeline.running import parsed
from tilekit.core.fields import Json


def filtered(text: str, name: str) -> Json:
    """What `%{data:x:<filter>}` extracts; None where it extracts nothing."""
    found = parsed(f"rule %{{data:x:{name}}}", text)
    assert isinstance(found, dict)
    return found.get("x")


@pytest.mark.parametrize(
    "name,text,value",
    [
        ("number", "1.5", 1.5),
        ("number", "x", None),
        ("number", "1e999", None),
        ("integer", "15", 15),
        ("integer", "15.9", 15),
        ("integer", "x", None),
        ("boolean", "TRUE", True),
        ("boolean", "no", None),
        ('nullIf("-")', "-", None),
        ('nullIf("-")', "a", "a"),
        ("lowercase", "ÀB", "àb"),
        ("uppercase", "ab", "AB"),
        ("decodeuricomponent", "%2Fa%20b", "/a b"),
        ("scale(1000)", "1.5", 1500.0),
        ("json", '{"a": [1, {"b": null}]}', {"a": [1, {"b": None}]}),
        ("json", "[1, 2]", [1, 2]),
        ("json", "{", None),
        ("json", '{"a": 1e999}', None),
        ("json", '{"a": NaN}', None),
        ("json", "[" * 100_000, None),
        ("json", "[" * 65 + "]" * 65, None),
        ("querystring", "?a=1&b=%20x&a=2&c=", {"a": ["1", "2"], "b": " x", "c": ""}),
        ("url", "https://u:p@h.example:8443/p/q?x=1&y#top",
         {"host": "h.example", "port": 8443, "path": "/p/q", "queryString": {"x": "1", "y": ""}, "scheme": "https",
          "hash": "top"}),
        ("url", "/only/path", {"path": "/only/path"}),
        ("rubyhash", '{name => "John", "job" => {"company" => "Big", "n" => 2}, :on => true, l => [1, nil]}',
         {"name": "John", "job": {"company": "Big", "n": 2}, "on": True, "l": [1, None]}),
        ("rubyhash", '{name => "John"', None),
        ("rubyhash", "{" * 100_000, None),
        ("xml", '<b c="d"><t l="en">Harry</t><y>5</y><y>6</y></b>',
         {"b": {"c": "d", "t": {"l": "en", "value": "Harry"}, "y": ["5", "6"]}}),
        ("xml", "<a>1</a>", {"a": "1"}),
        ("xml", "<a>", None),
        ("xml", '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', None),
        ("xml", "<a>" * 500 + "</a>" * 500, None),
        ('csv("a,b,c")', "x,2,0.5", {"a": "x", "b": 2, "c": 0.5}),
        ('csv("a,b")', "x,,z", {"a": "x"}),
        ('csv("a,b",";","\'")', "'x;y';z", {"a": "x;y", "b": "z"}),
        ('csv("a,b","tab")', "x\ty", {"a": "x", "b": "y"}),
        ("array", "[a, b]", ["a", "b"]),
        ('array("[]","|")', "a|b", ["a", "b"]),
        ('array("{}","-", uppercase)', "{a-b}", ["A", "B"]),
        ('array("",",",integer)', "1,x,3", [1, 3]),
        ('array(";")', "a;b", ["a", "b"]),
        ('array("[]","\\\\n")', "a\nb", ["a", "b"]),
    ],
)  # fmt: skip
def test_filter_changes_a_text(name: str, text: str, value: Json) -> None:
    found = filtered(text, name)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "arguments,text,value",
    [
        ("", "user=john connect_date=11/08/2017 id=123 action=click", {"user": "john", "id": 123, "action": "click"}),
        ('(": ")', "user: john id: 123", {"user": "john", "id": 123}),
        ('("=","/:")', "url=https://app.example/event user=john",
         {"url": "https://app.example/event", "user": "john"}),
        ('(":=","","<>")', 'a:=<x y> b:="z"', {"a": "x y"}),
        ('("=")', "key:=valueStr", {}),
        ('("=","","","|")', "key1=value1|key2=value2", {"key1": "value1", "key2": "value2"}),
        ("", '"key"="va lue", n=007; x= y=null t=true f=1.5', {"key": "va lue", "n": "007", "t": True, "f": 1.5}),
        ("", "a=1,b=-2", {"a": 1, "b": -2}),
        ("", "nothing here", {}),
        ("", "=", {}),
    ],
)  # fmt: skip
def test_pairs_of_key_and_value_become_an_object(arguments: str, text: str, value: Json) -> None:
    assert filtered(text, f"keyvalue{arguments}") == value


def test_an_object_without_a_name_goes_to_the_root() -> None:
    assert parsed("rule %{data::json}", '{"a": {"b": 1}}') == {"a": {"b": 1}}
    assert parsed("rule %{data::json}", "[1]") == {}
    assert parsed("rule %{word:w} %{data::keyvalue}", "go a=1") == {"w": "go", "a": 1}


def test_a_filter_follows_a_matchers_reading() -> None:
    assert parsed("rule %{number:x:scale(1000000)} ms", "0.58 ms") == {"x": 580000.0}


def test_a_user_agent_is_taken_apart() -> None:
    text = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 5_1 like Mac OS X) AppleWebKit/534.46 Version/5.1 Mobile/9B206 Safari/7534"
    )
    found = filtered(text, "useragent")

    assert found == {
        "browser": {"family": "Mobile Safari", "major": "5", "minor": "1"},
        "device": {"family": "iPhone", "category": "Mobile", "brand": "Apple", "model": "iPhone"},
        "os": {"family": "iOS", "major": "5", "minor": "1"},
    }
