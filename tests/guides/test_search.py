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
        ("logs", "/guides/log-pipeline/"),
        ("sign in", "/guides/api-integration/"),
        ("graphs", "/guides/dashboards/"),
        ("icons", "/guides/texts-logo-and-media/#logo"),
        ("logo", "/guides/texts-logo-and-media/#logo"),
        ("screenshot", "/guides/texts-logo-and-media/#media"),
        ("price", "/guides/review-to-release/#pricing"),
    ],
)
def test_best_section_comes_first(query: str, first: str) -> None:
    assert search_guides(query, "en").results[0].href == first


def test_all_words_must_occur() -> None:
    assert search_guides("grok zeppelin", "en").results == []
    assert search_guides(" ?! ", "en").results == []


@pytest.mark.parametrize(
    "language, query, title",
    [
        ("en", "dashbord", "Dashboards"),
        ("en", "widgit layout", "Dashboards"),
        ("en", "pipleine", "Log pipelines"),
        ("ja", "ログパイプライン 日付", "ログ パイプライン"),
        ("ja", "ダッシュボド", "ダッシュボード"),
    ],
)
def test_similar_words_are_searched_if_no_guide_contains_all(language: str, query: str, title: str) -> None:
    search = search_guides(query, language)

    assert search.are_similar
    assert search.results[0].guide == title


@pytest.mark.parametrize(
    "language, query, slug",
    [
        ("en", "logging", "log-pipeline"),
        ("en", "graph", "dashboards"),
        ("en", "alerts", "monitors-and-rules"),
        ("fr", "tableau de bord", "dashboards"),
        ("fr", "journaux", "log-pipeline"),
        ("fr", "moniteur", "monitors-and-rules"),
        ("fr", "logs", "log-pipeline"),
        ("fr", "icônes", "texts-logo-and-media"),
        ("fr", "connexion", "api-integration"),
        ("ja", "指標", "metrics"),
        ("ja", "ログ", "log-pipeline"),
        ("ja", "アイコン", "texts-logo-and-media"),
        ("ja", "サインイン", "api-integration"),
        ("ja", "審査", "review-to-release"),
        ("ja", "dashboards", "dashboards"),
        ("ja", "alerts", "monitors-and-rules"),
        ("ja", "検出ルール", "monitors-and-rules"),
    ],
)
def test_other_names_of_a_subject_lead_to_its_guide(language: str, query: str, slug: str) -> None:
    search = search_guides(query, language)

    assert not search.are_similar
    assert search.results[0].href.startswith(f"/guides/{slug}/")


@pytest.mark.parametrize("query", ["zeppelin", "日本", "x" * 300])
def test_words_that_are_not_similar_have_no_results(query: str) -> None:
    assert search_guides(query, "ja").results == []


def test_results_are_limited_and_have_excerpts_around_the_word() -> None:
    results = search_guides("the", "en").results
    excerpt = search_guides("refresh token", "en").results[0].excerpt

    assert len(results) == MAX_RESULTS
    assert "refresh token" in excerpt
    assert excerpt.startswith("… ")


def test_excerpts_keep_names_and_leave_out_lines_of_tables() -> None:
    assert "acme-queue_tests.yaml" in search_guides("facets processors", "en").results[0].excerpt
    excerpt = next(
        row.excerpt for row in search_guides("one-time payment", "en").results if row.href.endswith("#pricing")
    )
    assert "One-time payment once" in excerpt
    assert "---" not in excerpt


def test_english_guides_are_searched_without_translation() -> None:
    assert [result.language for result in search_guides("dogstatsd", "de").results][:1] == ["en"]
