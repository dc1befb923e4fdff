"""The search in the guides."""

import pytest

from guides.search import MAX_RESULTS, search_guides

pytestmark = pytest.mark.sqlite_is_enough


@pytest.mark.parametrize(
    "query, first",
    [
        ("dogstatsd", "/guides/agent-check/#dogstatsd"),
        ("redirect uri", "/guides/api-integration/#addresses"),
        ("grok", "/guides/log-pipeline/#grok"),
        ("unit", "/guides/metrics/#units"),
        ("SANDBOX", "/guides/review-to-release/#sandbox"),
        ("saved view", "/guides/monitors-and-rules/#saved-views"),
    ],
)
def test_best_section_comes_first(query: str, first: str) -> None:
    assert search_guides(query, "en")[0].href == first


def test_all_words_must_occur() -> None:
    assert search_guides("grok zeppelin", "en") == []
    assert search_guides(" ?! ", "en") == []


def test_results_are_limited_and_have_excerpts_around_the_word() -> None:
    results = search_guides("the", "en")
    excerpt = search_guides("refresh token", "en")[0].excerpt

    assert len(results) == MAX_RESULTS
    assert "refresh token" in excerpt
    assert excerpt.startswith("… ")


def test_excerpts_keep_names_and_leave_out_lines_of_tables() -> None:
    assert "acme-queue_tests.yaml" in search_guides("facets processors", "en")[0].excerpt
    excerpt = next(row.excerpt for row in search_guides("one-time payment", "en") if row.href.endswith("#pricing"))
    assert "One-time payment once" in excerpt
    assert "---" not in excerpt


def test_english_guides_are_searched_without_translation() -> None:
    assert [result.language for result in search_guides("dogstatsd", "de")][:1] == ["en"]
