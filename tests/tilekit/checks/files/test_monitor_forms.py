"""Monitor templates of every type, as the platform exports them: correct ones have no finding, faults have one."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.checks.files.test_monitors import ADVICE, CRITICAL, GOOD, MESSAGE, QUERY, WARN
from tests.tilekit.checks.json_files import REMOVED, changed
from tilekit.checks.monitors.mentions import without_handle
from tilekit.core.messages import render

NAME, TYPE = "/definition/name", "/definition/type"
CALL = "Look at the consumers of {{queue.name}} and restart what is stuck."
LOG_CALL = "Errors of {{service.name}}: look at the service and see what is wrong with it."
METRIC = "avg:acme_widget.queue.depth{*} by {queue}"
LOGS = 'logs("source:acme-widget status:error").index("*").rollup("count").by("@http.url,service").last("5m") > 10'
LOG = {TYPE: "log alert", QUERY: LOGS, CRITICAL: 10, WARN: 5, NAME: "Acme Widget fails", MESSAGE: LOG_CALL}
CHECK = '"acme_widget.up".over("*").by("*").last(4).count_by_status()'
CHECKED = {TYPE: "service check", QUERY: CHECK, CRITICAL: 3, WARN: 2, NAME: "Acme Widget is down on {{host.name}}"}
EVENTS = {TYPE: "event-v2 alert", CRITICAL: 0, WARN: REMOVED, NAME: "Acme Widget failed",
          QUERY: 'events("source:acme-widget status:error").rollup("count").by("service").last("5m") > 0'}  # fmt: skip
ANOMALY = (
    "avg(last_4h):anomalies(avg:acme_widget.queue.depth{*} by {queue}, 'agile', 2, direction='both', interval=60, "
    "alert_window='last_15m', count_default_zero='true', seasonality='weekly') >= 1"
)
FORECAST = f"max(next_1w):forecast({METRIC}, 'linear', 1, interval='60m', history='1w', model='default') >= 1000"


@pytest.mark.parametrize(
    "changes",
    [
        {QUERY: ANOMALY, CRITICAL: 1, WARN: 0.5},
        {QUERY: FORECAST},
        {QUERY: f"pct_change(avg(last_5m),last_1h):{METRIC} > 1000"},
        {QUERY: "sum(last_5m):count(v: v>=1):acme_widget.queue.depth{*} by {queue}.as_count() > 1e3"},
        {QUERY: f"percentile(last_5m):{METRIC.replace('avg', 'p95')} > 1000.0"},
        {QUERY: f"avg(last_15m):default_zero({METRIC}.rollup(max, 60)) / {METRIC} * 100 > 1000"},
        LOG,
        {**LOG, NAME: "Acme Widget fails on {{[@http.url].name}} of {{service.name}}"},
        {**LOG, MESSAGE: "Look at {{service}}: {{log.attributes.[error.message]}}, {{log.tags.env}}, {{log.link}}."},
        {**LOG, QUERY: LOGS.replace("http.url", "machine"), MESSAGE: f"{{{{ @machine.name }}}}: {LOG_CALL}"},
        {**CHECKED, MESSAGE: "{{host.name}} has no connection to its peers: {{check_message}}, {{ok_threshold}}."},
        {**EVENTS, MESSAGE: "{{event.title}} of {{event.tags.[a.b]}} on {{event.host.name}}: {{{event.text}}}"},
        {"/definition/options/silenced": {}, "/definition/options/notify_no_data": False,
         "/definition/options/threshold_windows": None, "/definition/priority": None,
         "/definition/restricted_roles": None},
        {f"{CRITICAL}_recovery": 900, f"{WARN}_recovery": 700},
    ],
)  # fmt: skip
def test_templates_of_every_type_are_sound(changes: Mapping[str, object]) -> None:
    assert findings_in(listing_with("monitors", changed(GOOD, changes)), "MN") == []


@pytest.mark.parametrize(
    "message",
    [
        f"{CALL} {{{{{{{{raw}}}}}}}}{{{{ shown.as.it.is }}}} {{{{#never}}}}{{{{{{{{/raw}}}}}}}}",
        f"{{{{!-- {{{{#is_alert}}}} @slack-acme --}}}}{{{{! {{{{nobody}} }}}}{CALL}",
        f"{{{{#is_alert}}}}{CALL}{{{{else}}}}All is well again.{{{{/is_alert}}}}",
        f"{{{{^is_no_data}}}}{CALL}{{{{/is_no_data}}}}{{{{#is_priority 'P1'}}}}Now!{{{{/is_priority}}}}",
        f'{{{{#is_match "queue.name" "a" "b"}}}}{CALL}{{{{/is_match}}}}{{{{#if queue}}}}It is known.{{{{/if}}}}',
        f"{CALL} {{{{value}}}} {{{{comparator}}}} {{{{threshold}}}}, {{{{warn_recovery_threshold}}}}",
        f"{CALL} {{{{eval \"round(value, 2)\"}}}} since {{{{local_time 'last_triggered_at' 'Asia/Tokyo'}}}}",
        f"{CALL} Search for @http.status_code:500, as [here](/logs?query=source:acme+@usr.id:x&y=@z).",
        f"{CALL} Or write to support@acme.example.",
        f"{CALL} Filter with `@duration` and -@duration.",
    ],
)
def test_every_form_of_a_message_is_sound(message: str) -> None:
    assert findings_in(listing_with("monitors", changed(GOOD, {MESSAGE: message})), "MN") == []


@pytest.mark.parametrize(
    "handle,after",
    [
        (" @slack-acme-ops.", ""),
        (" @slack-{{queue.name}}-ops", ""),
        (" @webhook-Acme.eu", ""),
        (" @jo.do@acme.example.", ""),
        (" (@pagerduty-Acme)", ""),
        (" Notify: @team-acme", ""),
        (" @team-acme\n\nSee the guide.", "\n\nSee the guide."),
        ("\n\nNotify: @team-acme\n\nSee the guide.", "\n\nSee the guide."),
        ("\n{{#is_alert}}@team-acme{{/is_alert}}", ""),
        ("{{#is_alert}}{{#is_match 'a' 'b'}} @team-acme {{/is_match}}{{else}}\n{{/is_alert}}", ""),
        ("{{#is_alert}}Now! @team-acme{{/is_alert}}", "{{#is_alert}}Now!{{/is_alert}}"),
        ("{{#is_alert}}@team-acme{{else}}Well.{{/is_alert}}", "{{#is_alert}}{{else}}Well.{{/is_alert}}"),
    ],
)
def test_a_handle_is_told_and_goes_whole(handle: str, after: str) -> None:
    bundle = listing_with("monitors", changed(GOOD, {MESSAGE: f"{CALL}{handle}"}))

    assert json.loads(fixed_text(bundle, only_finding(bundle, "MN-020"))) == changed(GOOD, {MESSAGE: f"{CALL}{after}"})


@pytest.mark.parametrize(
    "text",
    [
        "Tell @team-acme to look.",
        "Escalate early to @team-acme.",
        "Ask: @team-acme, then wait.",
        "@team-acme looks at it.",
    ],
)
def test_a_handle_that_its_sentence_needs_is_left_to_the_partner(text: str) -> None:
    finding = only_finding(listing_with("monitors", changed(GOOD, {MESSAGE: f"{CALL} {text}"})), "MN-020")

    assert finding.fix is None


@pytest.mark.parametrize(
    "kind,query",
    [
        ("composite", "12345 && !67890"),
        ("slo alert", 'error_budget("a1").over("7d") > 75'),
        ("process alert", "processes('acme').over('host:a').rollup('count').by('host').last('5m') < 1"),
        ("rum alert", 'rum("@type:error").rollup("count").by("@view.name").last("5m") > 10'),
        ("trace-analytics alert", 'trace-analytics("env:a").rollup("count").last("5m") > 10'),
        ("error-tracking alert", 'error-tracking-rum("service:a").rollup("count").by("@issue.id").last("1d") > 0'),
    ],
)
def test_of_a_type_that_is_no_template_only_the_type_is_told(kind: str, query: str) -> None:
    only_finding(listing_with("monitors", changed(GOOD, {TYPE: kind, QUERY: query})), "MN-005")


@pytest.mark.parametrize("kind", ["", None])
def test_an_empty_type_is_missing(kind: str | None) -> None:
    finding = only_finding(listing_with("monitors", changed(GOOD, {TYPE: kind})), "MN-005")

    assert (finding.pointer, render(finding.message)) == (TYPE, "The monitor has no type. Add this key.")


def test_a_misspelled_function_is_fixed() -> None:
    query = "avg(last_5m):default_zer(avg:acme_widget.queue.depth{*} by {queue}.rolup(max, 60)) > 1000"
    right = query.replace("default_zer(", "default_zero(").replace("rolup", "rollup")
    bundle = listing_with("monitors", changed(GOOD, {QUERY: query.replace("rolup", "rollup")}))
    both = findings_in(listing_with("monitors", changed(GOOD, {QUERY: query})), "MN")

    assert json.loads(fixed_text(bundle, only_finding(bundle, "MN-016"))) == changed(GOOD, {QUERY: right})
    assert [(one.code, one.severity) for one in both] == [("MN-016", ADVICE)] * 2


@pytest.mark.parametrize("scope", ['.over("env:prod","host:a")', '.over("*").exclude("host:a")'])
def test_a_service_check_of_one_host_is_told_where_it_is(scope: str) -> None:
    query = CHECK.replace('.over("*")', scope)
    bundle = listing_with("monitors", changed(GOOD, {**CHECKED, QUERY: query, MESSAGE: CALL.replace("queue", "host")}))
    finding = only_finding(bundle, "MN-025")
    line = bundle.files[finding.file].decode().splitlines()[(finding.line or 0) - 1]

    assert finding.message.parameters == {"value": "host:a"}
    assert line[(finding.column or 0) - 1 :].startswith("host:a")


@pytest.mark.parametrize(
    "search,after",
    [
        ("source:acme-widget host:a", "source:acme-widget"),
        ("source:acme-widget AND host:a AND (b OR c)", "source:acme-widget AND (b OR c)"),
    ],
)
def test_a_host_is_taken_out_of_a_search(search: str, after: str) -> None:
    before, fixed = ({**LOG, QUERY: LOGS.replace("source:acme-widget status:error", text)} for text in (search, after))
    bundle = listing_with("monitors", changed(GOOD, before))

    assert json.loads(fixed_text(bundle, only_finding(bundle, "MN-025"))) == changed(GOOD, fixed)


def test_a_host_is_taken_out_of_a_search_beside_a_formula() -> None:
    place = "/definition/options/variables"
    searches = [
        {"data_source": "logs", "name": "q", "search": {"query": text}} for text in ("source:a host:b", "source:a")
    ]
    formula = {
        **LOG,
        QUERY: 'formula("q * 2").last("5m") > 10',
        MESSAGE: "{{value}} errors in five minutes: look at the service and see what is wrong.",
    }
    bundle = listing_with("monitors", changed(GOOD, {**formula, place: searches[:1]}))

    assert json.loads(fixed_text(bundle, only_finding(bundle, "MN-025"))) == changed(
        GOOD, {**formula, place: searches[1:]}
    )


def test_a_warning_that_comes_with_the_alert_is_none() -> None:
    finding = only_finding(listing_with("monitors", changed(GOOD, {WARN: 1000})), "MN-019")

    assert (finding.severity, finding.pointer) == (ADVICE, WARN)


def test_handles_of_a_line_go_one_after_the_other() -> None:
    first = without_handle(f"{CALL} Notify: @team-acme @slack-acme.", "@team-acme")

    assert without_handle(first, "@slack-acme") == CALL
    assert without_handle(f"{CALL} Notify: @team-acme and @slack-acme", "@team-acme") == ""
