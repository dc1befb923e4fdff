from typing import ClassVar

from common.filters import ListFilter


class _Filter(ListFilter, frozen=True, kw_only=True):
    choices: ClassVar = {"team": {"design"}, "state": {"waiting", "decided"}, "age": {"2"}}
    team: str = ""
    state: str = "waiting"
    age: str = ""


def test_invalid_values_of_a_filter_are_ignored() -> None:
    assert _Filter.read({"team": "design", "state": "x", "q": "a"}) == _Filter(team="design", q="a")
    assert _Filter.read({"q": f" {'a' * 101}"}).q == "a" * 100
    assert _Filter.read({}) == _Filter()


def test_chips_remove_one_parameter_each() -> None:
    filters = _Filter(team="design", age="2", q="quay")
    selects = [
        filters.form_select("team", "Team", [("design", "Design")]),
        filters.form_select("state", "State", [("waiting", "Waiting")]),
        filters.form_select("age", "Age", [("2", "2 days")]),
    ]

    chips = filters.chips(selects, lambda changed: "&".join(changed.query))

    assert [(chip["label"], chip["href"]) for chip in chips] == [
        ("Design", "age&q"),
        ("2 days", "team&q"),
        ("Contains: quay", "team&age"),
    ]
