"""The queries of every form of widget, with pointer, language and source."""

import pytest

from tilekit.core.fields import Json
from tilekit.queries.languages import Language
from tilekit.queries.used_names import UsedNames, used_names
from tilekit.queries.widgets import queries_of

Q = "avg:a.b{$c} by {d}"
FORMS: list[tuple[dict[str, Json], list[tuple[str, str, str, str]]]] = [
    ({"requests": [{"q": Q}]}, [("/requests/0/q", Q, "metric", "metrics")]),
    ({"requests": {"fill": {"q": Q}}, "scope": ["e:f"]},
     [("/requests/fill/q", Q, "metric", "metrics"), ("/scope/0", "e:f", "scope", "")]),
    ({"requests": [{"queries": [{"name": "q1", "data_source": "metrics", "query": Q}],
                    "formulas": [{"formula": "q1 * 2", "alias": "Twice"}]}]},
     [("/requests/0/queries/0/query", Q, "metric", "metrics"),
      ("/requests/0/formulas/0/formula", "q1 * 2", "formula", "")]),
    ({"requests": [{"queries": [{"data_source": "cloud_cost", "query": Q}]}]},
     [("/requests/0/queries/0/query", Q, "metric", "cloud_cost")]),
    ({"requests": [{"queries": [{"data_source": "logs", "search": {"query": "source:a"}, "indexes": ["*"],
                                 "compute": {"aggregation": "avg", "metric": "@b"},
                                 "group_by": [{"facet": "@c", "sort": {"metric": "@b"}}]}]}]},
     [("/requests/0/queries/0/search/query", "source:a", "search", "logs"),
      ("/requests/0/queries/0/compute/metric", "@b", "field", "logs"),
      ("/requests/0/queries/0/group_by/0/facet", "@c", "field", "logs"),
      ("/requests/0/queries/0/group_by/0/sort/metric", "@b", "field", "logs")]),
    ({"requests": [{"queries": [{"data_source": "process", "metric": "process.stat.cpu.total_pct",
                                 "text_filter": "java", "tag_filters": ["a:b"]}]}]},
     [("/requests/0/queries/0/metric", "process.stat.cpu.total_pct", "metric name", "process"),
      ("/requests/0/queries/0/text_filter", "java", "search", "process"),
      ("/requests/0/queries/0/tag_filters/0", "a:b", "scope", "process")]),
    ({"requests": [{"queries": [{"data_source": "slo", "slo_id": "x", "additional_query_filters": "env:b"}]}]},
     [("/requests/0/queries/0/additional_query_filters", "env:b", "scope", "slo")]),
    ({"requests": [{"queries": [{"data_source": "metrics", "metric_name": "a.b", "filter": "c:d"}]}]},
     [("/requests/0/queries/0/metric_name", "a.b", "metric name", "metrics"),
      ("/requests/0/queries/0/filter", "c:d", "scope", "metrics")]),
    ({"requests": [{"log_query": {"index": "*", "search": {"query": "source:a"}, "group_by": [{"facet": "b"}]}}]},
     [("/requests/0/log_query/search/query", "source:a", "search", "logs"),
      ("/requests/0/log_query/group_by/0/facet", "b", "field", "logs")]),
    ({"requests": [{"apm_query": {"search": {"query": "env:a"}}}]},
     [("/requests/0/apm_query/search/query", "env:a", "search", "spans")]),
    ({"requests": [{"rum_query": {"search": {"query": "@type:view"}, "compute": {"facet": "@b"}}}]},
     [("/requests/0/rum_query/search/query", "@type:view", "search", "rum"),
      ("/requests/0/rum_query/compute/facet", "@b", "field", "rum")]),
    ({"requests": [{"event_query": {"search": "x", "query": "sources:a"}}]},
     [("/requests/0/event_query/query", "sources:a", "search", "events")]),
    ({"requests": [{"process_query": {"metric": "process.stat.mem.rss", "search_by": "x", "filter_by": ["a:b"]}}]},
     [("/requests/0/process_query/metric", "process.stat.mem.rss", "metric name", "process"),
      ("/requests/0/process_query/search_by", "x", "search", "process"),
      ("/requests/0/process_query/filter_by/0", "a:b", "scope", "process")]),
    ({"requests": [{"query": {"data_source": "logs_stream", "query_string": "source:a"},
                    "columns": [{"field": "@b", "width": "auto"}]}]},
     [("/requests/0/query/query_string", "source:a", "search", "logs_stream"),
      ("/requests/0/columns/0/field", "@b", "field", "logs_stream")]),
    ({"requests": [{"request_type": "funnel", "query": {"data_source": "rum", "query_string": "@a:b",
                                                       "steps": [{"facet": "@view.name", "value": "/"}]}}]},
     [("/requests/0/query/query_string", "@a:b", "search", "rum"),
      ("/requests/0/query/steps/0/facet", "@view.name", "field", "rum")]),
    ({"requests": [{"request_type": "topology", "query": {"data_source": "service_map", "filters": ["env:a"]}}]},
     [("/requests/0/query/filters/0", "env:a", "scope", "service_map")]),
    ({"requests": {"x": {"q": Q}, "y": {"q": Q}}},
     [("/requests/x/q", Q, "metric", "metrics"), ("/requests/y/q", Q, "metric", "metrics")]),
    ({"requests": {"table": {"queries": [{"data_source": "rum", "search": {"query": "@a:b"}}]}}},
     [("/requests/table/queries/0/search/query", "@a:b", "search", "rum")]),
    ({"requests": [], "events": [{"q": "sources:a", "tags_execution": "and"}]},
     [("/events/0/q", "sources:a", "search", "events")]),
    ({"type": "event_stream", "query": "sources:a"}, [("/query", "sources:a", "search", "events")]),
    ({"type": "log_stream", "query": "source:a", "columns": ["host", "@b"]},
     [("/query", "source:a", "search", "logs"), ("/columns/0", "host", "field", "logs"),
      ("/columns/1", "@b", "field", "logs")]),
    ({"type": "trace_service", "env": "$env", "service": "web", "span_name": "x"}, [("/env", "$env", "scope", "")]),
    ({"type": "run_workflow", "workflow_id": "a", "inputs": [{"name": "env", "value": "$env.value"}]},
     [("/inputs/0/value", "$env.value", "scope", "")]),
    ({"type": "manage_status", "query": "tag:x"}, [("/query", "tag:x", "search", "monitors")]),
    ({"type": "check_status", "check": "a.b", "group": "host:x", "group_by": ["host"], "tags": ["e:f"]},
     [("/check", "a.b", "service check", ""), ("/group", "host:x", "scope", ""),
      ("/group_by/0", "host", "field", ""), ("/tags/0", "e:f", "scope", "")]),
    ({"requests": {"table": {"formulas": [{"formula": "q1", "dimension": "x"}]}}},
     [("/requests/table/formulas/0/formula", "q1", "formula", "")]),
    ({"type": "treemap", "group_by": "user", "color_by": "user", "requests": [{"q": Q}]},
     [("/requests/0/q", Q, "metric", "metrics")]),
    ({"type": "wildcard", "specification": {"contents": {"encoding": {"x": {"field": "host"}}, "filter": "a('"}}}, []),
    ({"requests": [{"queries": [{"data_source": "logs", "search": {"query": "a"},
                                 "group_by": {"fields": ["@b", "c"], "limit": 10}}]}]},
     [("/requests/0/queries/0/search/query", "a", "search", "logs"),
      ("/requests/0/queries/0/group_by/fields/0", "@b", "field", "logs"),
      ("/requests/0/queries/0/group_by/fields/1", "c", "field", "logs")]),
    ({"requests": [{"queries": [{"data_source": "apm_metrics", "query_filter": "env:a", "group_by": ["service"]}]}]},
     [("/requests/0/queries/0/query_filter", "env:a", "search", "apm_metrics"),
      ("/requests/0/queries/0/group_by/0", "service", "field", "apm_metrics")]),
    ({"type": "split_group", "split_config": {"sort": {"compute": {"aggregation": "sum", "metric": "a.b"}}}},
     [("/split_config/sort/compute/metric", "a.b", "metric name", "metrics")]),
    ({"type": "split_group", "split_config": {"sort": {"compute": {"aggregation": "sum", "metric": "@a.b"}}}},
     [("/split_config/sort/compute/metric", "@a.b", "field", "")]),
    ({"type": "split_group", "source_widget_definition": {"requests": [{"q": Q}]},
      "split_config": {"split_dimensions": [{"one_graph_per": "env"}]}},
     [("/source_widget_definition/requests/0/q", Q, "metric", "metrics"),
      ("/split_config/split_dimensions/0/one_graph_per", "env", "field", "")]),
    ({"requests": [{"queries": [{"data_source": "logs", "calculated_fields": [{"name": "x", "expression": "lower(@a)"}],
                                 "search": {"query": ""}}]}]},
     [("/requests/0/queries/0/calculated_fields/0/expression", "lower(@a)", "formula", "logs")]),
    ({"requests": [{"queries": [{"data_source": "traces",
                                 "search": {"expression": "a -> b", "nodes": {"a": "env:x"}}}]}]},
     [("/requests/0/queries/0/search/nodes/a", "env:x", "search", "traces")]),
    ({"requests": [{"q": Q, "metadata": [{"expression": Q, "alias_name": "B"}]}]},
     [("/requests/0/q", Q, "metric", "metrics"), ("/requests/0/metadata/0/expression", Q, "metric", "metrics")]),
    ({"type": "group", "title": "$x", "widgets": [{"definition": {"requests": [{"q": Q}]}}]}, []),
    ({"type": "note", "content": "avg:a.b{*}"}, []),
]  # fmt: skip


@pytest.mark.parametrize("definition,expected", FORMS)
def test_queries_have_place_language_and_data(
    definition: dict[str, Json], expected: list[tuple[str, str, str, str]]
) -> None:
    queries = queries_of(definition, "")

    assert [(one.pointer, one.text, one.language.value, one.source) for one in queries] == expected
    assert [one.text for one in queries if one.parts.fault] == []


def test_uses_are_named_once() -> None:
    definition: dict[str, Json] = {
        "requests": [{"q": Q}, {"q": "sum:a.b{e:f}"}],
        "type": "x",
        "check": "a.up",
        "columns": ["@g", "host"],
    }

    assert used_names(queries_of(definition, "")) == UsedNames(
        metrics=("a.b",), fields=("g",), tags=("d", "e", "host"), checks=("a.up",)
    )


@pytest.mark.parametrize("definition", [{"requests": 3}, {"requests": [None, [["q"]]]}, {"q": {"q": 1}}, {"query": []}])
def test_other_shapes_ask_for_nothing(definition: dict[str, Json]) -> None:
    assert queries_of(definition, "") == ()


def test_pointers_are_escaped() -> None:
    assert [one.pointer for one in queries_of({"a/b": {"q": Q}}, "/w")] == ["/w/a~1b/q"]


def test_the_forms_hold_every_language() -> None:
    assert {name for _, expected in FORMS for _, _, name, _ in expected} == {language.value for language in Language}
