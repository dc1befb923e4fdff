from common.filter_query import read_choices, read_search_text


def test_invalid_values_of_a_filter_are_ignored() -> None:
    choices = {"team": {"design"}, "state": {"waiting", "decided"}, "age": {"2"}}

    assert read_choices({"team": "design", "state": "x", "q": "a"}, choices) == {"team": "design"}
    assert read_search_text({"q": f" {'a' * 101}"}) == "a" * 100
    assert read_search_text({}) == ""
