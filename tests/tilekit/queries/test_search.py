"""Searches are parsed into filters, variables and words."""

import pytest

from tilekit.queries.brackets import broken_at, excerpt_around
from tilekit.queries.languages import parse_search
from tilekit.queries.scopes import variable_of, variables_in


def found_in(query: str) -> list[tuple[str, str, bool]]:
    return [(one.key, one.value, one.is_negated) for one in parse_search(query).filters]


@pytest.mark.parametrize(
    "query,filters",
    [
        ("source:a -status:ok", [("source", "a", False), ("status", "ok", True)]),
        ("NOT env:x", [("env", "x", True)]),
        ('@a.b:"c d" word', [("@a.b", "c d", False), ("", "word", False)]),
        ("@a:(b OR c) d:e", [("@a", "b", False), ("@a", "c", False), ("d", "e", False)]),
        ('@a:(>=4 OR "x y")', [("@a", ">=4", False), ("@a", "x y", False)]),
        ('@a:(b OR \\"c d\\") @e:\\"f g\\"', [("@a", "b", False), ("@a", "c d", False), ("@e", "f g", False)]),
        ('@a:\\*b @c:*\\"d\\"* e\\"', [("@a", "\\*b", False), ("@c", '*\\"d\\"*', False), ("", "e\\", False)]),
        ("(a:b OR -c:d) AND e", [("a", "b", False), ("c", "d", True), ("", "e", False)]),
        ("-a:(b OR c) d:e", [("a", "b", True), ("a", "c", True), ("d", "e", False)]),
        ("NOT (a:b OR (c:d AND -e:f)) g", [("a", "b", True), ("c", "d", True), ("e", "f", False), ("", "g", False)]),
        ("CIDR(@a.ip, 10.0.0.0/8,::1) b:c", [("@a.ip", "10.0.0.0/8,::1", False), ("b", "c", False)]),
        ("NOT CIDR( @a.ip,10.0.0.0/8)", [("@a.ip", "10.0.0.0/8", True)]),
        ("@a:[1 TO 5] @b:{1 TO 5}", [("@a", "[1 TO 5]", False), ("@b", "{1 TO 5}", False)]),
        ("@url:http\\:\\/\\/a\\ b", [("@url", "http\\:\\/\\/a\\ b", False)]),
        ("#calc:yes @a:*?*", [("#calc", "yes", False), ("@a", "*?*", False)]),
        ("", []),
        ("   ", []),
    ],
)
def test_filters_have_key_value_and_sense(query: str, filters: list[tuple[str, str, bool]]) -> None:
    assert (found_in(query), parse_search(query).fault) == (filters, None)


def test_variables_stand_alone_or_as_values() -> None:
    parts = parse_search("source:a $host hosts:$b.value tags:($c OR d)")

    assert [one.name for one in parts.variables] == ["host", "b.value", "c"]
    assert parts.tags == ("source", "hosts", "tags")


def test_fields_are_attributes_without_their_sign() -> None:
    parts = parse_search("@http.method:GET service:x -@usr.id:*")

    assert (parts.fields, parts.tags) == (("http.method", "usr.id"), ("service",))


@pytest.mark.parametrize(
    "query,at", [("a:(b", 2), ("a)", 1), ('a:"b', 2), ("@a:[1 TO", 3), ("CIDR(@a, 1", 4), ('a "b" "', 6)]
)
def test_what_has_no_partner_is_a_fault(query: str, at: int) -> None:
    fault = parse_search(query).fault

    assert fault is not None
    assert fault.at == at


@pytest.mark.parametrize(
    "query,at",
    [("a{b}(c)[d]", None), ("a{b", 1), ("a{b)}", 3), ('a:"{" b', None), ('a:"b', 2), ('a:\\"b', None), (")", 0)],
)
def test_broken_at_finds_what_has_no_partner(query: str, at: int | None) -> None:
    assert broken_at(query) == at


def test_near_shows_the_place() -> None:
    assert excerpt_around("avg:acme.queue.depth{$queue by {queue}", 20) == ".queue.depth{$queue by {"


def test_variables_may_hold_dots_and_values() -> None:
    assert variables_in("a{$os.family.value,$b-c}.") == ["os.family.value", "b-c"]
    assert variable_of("os.family.value", {"os.family"}) == "os.family"
    assert variable_of("os", {"os.family"}) == ""
