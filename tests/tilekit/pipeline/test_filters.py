"""Filters: conversions of the text that a matcher found."""

import pytest

from tests.tilekit.pipeline.running import parsed
from tilekit.core.fields import Json


def filtered(text: str, name: str) -> Json:
    """The value that `%{data:x:<filter>}` extracts; None if it extracts nothing."""
    attributes = parsed(f"rule %{{data:x:{name}}}", text)
    assert isinstance(attributes, dict)
    return attributes.get("x")


@pytest.mark.parametrize(
    "name,text,value",
    [
        ("number", "1.5", 1.5),
        ("number", "x", None),
        ("number", "1e999", None),
        ("integer", "15", 15),
        ("integer", "15.9", None),
        ("integer", str(2**63), None),
        ("integer", "x", None),
        ("boolean", "TRUE", True),
        ("boolean", "NotTrue", False),
        ('nullIf("-")', "-", None),
        ('nullIf("-")', "a", "a"),
        ("lowercase", "ÀB", "àb"),
        ("uppercase", "ab", "AB"),
        ("decodeuricomponent", "%2Fa%20b", "/a b"),
        ("scale(1000)", "1.5", 1500.0),
        ("json", '{"a": [1, {"b": null}]}', {"a": [1, {}]}),
        ("json", "[1, 2]", [1, 2]),
        ("json", '{"a": null, "b": {"c": {}}, "d": ""}', {"d": ""}),
        ("json", '{"a": {"d.e": 1}}', {"a": {"d": {"e": 1}}}),
        ("json", '{"a.b": "c", "a.d": 1, "x..y": 2, ".": 3}', {"a": {"b": "c", "d": 1}, "x..y": 2, ".": 3}),
        ("json", '{"a": 1, "a.b": 2}', {"a": 1, "a.b": 2}),
        ("json", "{", None),
        ("json", '{"a": 1e999}', None),
        ("json", '{"a": NaN}', None),
        ("json", "[" * 100_000, None),
        ("json", "[" * 65 + "]" * 65, None),
        ("querystring", "?a=1&b=%20x&a=2&c=", {"a": ["1", "2"], "b": " x", "c": ""}),
        ("url", "https://u:p@h.example:8443/p/q?x=%E2%9C%93&y#top",
         {"host": "h.example", "port": 8443, "path": "/p/q", "queryString": {"x": "%E2%9C%93", "y": ""},
          "scheme": "https", "hash": "top", "auth": {"username": "u", "password": "p"}}),
        ("url", "https://u@h.example", {"host": "h.example", "path": "", "scheme": "https", "auth": {"username": "u"}}),
        ("url", "/only/path", {"path": "/only/path"}),
        ("rubyhash", '{name => "John", "job" => {"company" => "Big", "n" => 2}, :on => true, l => [1, nil]}',
         {"name": "John", "job": {"company": "Big", "n": 2}, "on": True, "l": [1, None]}),
        ("rubyhash", '{name => "John"', None),
        ("rubyhash", "{" * 100_000, None),
        ("xml", '<b c="d"><t l="en">Harry</t><y>5</y><y>6</y></b>',
         {"b": {"c": "d", "t": {"l": "en", "value": "Harry"}, "y": ["5", "6"]}}),
        ("xml", "<a>1</a>", {"a": "1"}),
        ("xml", '<e:a xmlns:e="urn:e" xmlns="urn:d" e:t="u"><b>1</b></e:a>', {"a": {"t": "u", "b": "1"}}),
        ("xml", "<a>", None),
        ("xml", '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', None),
        ("xml", "<a>" * 500 + "</a>" * 500, None),
        ('csv("a,b,c")', "x,2,0.5", {"a": "x", "b": 2, "c": 0.5}),
        ('csv("a,b")', "x,,z", {"a": "x"}),
        ('csv("a,b",";","\'")', "'x;y';z", {"a": "x;y", "b": "z"}),
        ('csv("a,b","tab")', "x\ty", {"a": "x", "b": "y"}),
        ('csv("a,b","\\t")', "x\t1e3", {"a": "x", "b": 1000.0}),
        ("array", "[a, b]", ["a", " b"]),
        ("array", '["1,2"]', ['"1', '2"']),
        ('array("[]","|")', "a|b", ["a", "b"]),
        ('array("{}","-", uppercase)', "{a-b}", ["A", "B"]),
        ('array("",",",integer)', "1,2,3", [1, 2, 3]),
        ('array("",",",integer)', "1,x,3", None),
        ("array(scale(10))", "[1,2.5]", [10.0, 25.0]),
        ('array("|",";")', "|a;b|", ["a", "b"]),
        ('array(";")', "a;b", ["a", "b"]),
        ('array("[]","\\\\n")', "a\nb", ["a", "b"]),
    ],
)  # fmt: skip
def test_filter_changes_a_text(name: str, text: str, value: Json) -> None:
    result = filtered(text, name)

    assert result == value
    assert type(result) is type(value)


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
    value = filtered(text, "useragent")

    assert value == {
        "browser": {"family": "Mobile Safari", "major": "5", "minor": "1"},
        "device": {"family": "iPhone", "category": "Mobile", "brand": "Apple", "model": "iPhone"},
        "os": {"family": "iOS", "major": "5", "minor": "1"},
    }


@pytest.mark.parametrize("option,family", [("", "Other"), ("(decodeuricomponent:true)", "Firefox"),
                                           ("(decodeuricomponent:false)", "Other")])  # fmt: skip
def test_a_user_agent_may_be_encoded(option: str, family: str) -> None:
    value = filtered("Mozilla%2F5.0%20(Windows%20NT%2010.0)%20Firefox%2F115.0", f"useragent{option}")

    assert isinstance(value, dict)
    assert isinstance(value["browser"], dict)
    assert value["browser"]["family"] == family
