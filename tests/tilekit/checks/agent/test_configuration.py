"""AC-005 and AC-015 to AC-032: the example configuration, the spec, and what depends on them."""

import pytest

from tests.tilekit.checks.agent.package import CHECK, EXAMPLE, PACKAGE, SPEC, SPEC_TEXT, with_source
from tests.tilekit.checks.check_runs import findings_in, findings_with, fixed_text, only_finding
from tilekit.checks.finding import Severity
from tilekit.core.messages import render

ADVICE, WARNING = Severity.ADVICE, Severity.WARNING
FILE = f"{PACKAGE}/data/conf.yaml.example"
METRICS = f"{PACKAGE}/data/metrics.yaml"
MODEL = f"{PACKAGE}/config_models/instance.py"
RULES = """\
jmx_metrics:
- include:
    domain: acme
    bean: acme:type=queue
    attribute:
      Depth: {alias: acme_widget.queue.depth}
"""
JMX = SPEC_TEXT.replace("init_config/http", "init_config/jmx").replace("instances/http", "instances/jmx")
TOKEN = "    - name: api_token\n      description: A token.\n      value: {type: string}\n"
READING = {f"{PACKAGE}/options.py": "NAMES = ('api_token', 'mode')\n"}
QUIET = {f"{PACKAGE}/check.py": "x = 1\n"}  # a JMX check has no code that could send HTTP requests


def example(old: str, new: str) -> str:
    assert old in EXAMPLE
    return EXAMPLE.replace(old, new)


def spec(old: str, new: str) -> str:
    assert old in SPEC_TEXT
    return SPEC_TEXT.replace(old, new)


@pytest.mark.parametrize(
    "code,severity,text,line",
    [
        ("AC-015", WARNING, EXAMPLE.replace("init_config:\n\n", ""), None),
        ("AC-015", WARNING, "init_config:\ninstances: [\n", 2),
        ("AC-016", WARNING, EXAMPLE + "  - url: http://localhost:8081\n", 3),
        ("AC-017", ADVICE, example("init_config:", "init_config: {}"), 1),
        ("AC-018", ADVICE, EXAMPLE + "    mode: fast\n", 14),
        ("AC-018", ADVICE, example("@param timeout - number - optional", "@param timeout (number)"), 10),
        ("AC-018", ADVICE, example("    ## @param url", "  ## @param url"), 5),
        ("AC-018", ADVICE, example("    # timeout: 10", "  # timeout: 10"), 13),
        ("AC-019", ADVICE, example("url - string", "url - text"), 5),
        ("AC-020", ADVICE, example("    ## The address of your server.\n", ""), 5),
        ("AC-020", ADVICE, example("server.", "server" + "." * 120), 6),
        ("AC-020", ADVICE, example("    ## How many", "    ##\n    ## How many"), 10),
        ("AC-020", ADVICE, example("server.\n    #\n", "server.\n"), 5),
        ("AC-021", WARNING, EXAMPLE + "    url: http://localhost:8081\n", 14),
        ("AC-021", WARNING, EXAMPLE + "\n" + EXAMPLE[EXAMPLE.index("    ## @param timeout") :], 15),
        ("AC-022", ADVICE, example("  - url:", "  # - url:\n  - timeout: 1\n    # x:"), None),
        ("AC-022", ADVICE, example("    # timeout", "    timeout"), 13),
        ("AC-022", ADVICE, example("http://localhost:8080", "<your url>"), 8),
    ],
)  # fmt: skip
def test_an_example_with_a_fault(code: str, severity: Severity, text: str, *, line: int | None) -> None:
    findings = findings_with(with_source({FILE: text}), code)

    assert [(finding.severity, finding.file) for finding in findings] == [(severity, FILE)] * max(len(findings), 1)
    assert line is None or findings[0].line == line


@pytest.mark.parametrize("code", ["AC-017", "AC-018", "AC-019", "AC-020", "AC-022"])
def test_a_good_example_has_none_of_them(code: str) -> None:
    assert code not in {finding.code for finding in findings_in(with_source(), "AC")}


def test_a_type_is_put_right() -> None:
    bundle = with_source({FILE: example("timeout - number", "timeout - int")})

    assert fixed_text(bundle, only_finding(bundle, "AC-019")) == example("timeout - number", "timeout - integer")


OPTION = "    - name: url\n"
_PROXY = """
    ## @param proxy - (list of string or mapping) - optional
    ## %s
    #
    # proxy: <proxy server>
""" % ("Long. " * 30)
_TIMEOUT = "    - name: timeout\n      description: How many seconds to wait.\n"


@pytest.mark.parametrize("written", ["list of strings", "string or boolean", "(list of string or mapping)"])
def test_a_list_or_a_choice_of_types_is_a_type(written: str) -> None:
    assert findings_in(with_source({FILE: example("timeout - number", f"timeout - {written}")}), "AC") == []


def test_lines_that_templates_write_are_not_reported() -> None:
    enabled = spec(OPTION, f"{_TIMEOUT}      enabled: true\n      value: {{type: number, example: 10}}\n{OPTION}")
    pattern = example("http://localhost:8080", "'(?P<name>[a-z]+)'")

    assert findings_in(with_source({FILE: EXAMPLE + _PROXY}), "AC") == []
    assert findings_in(with_source({FILE: example("    # timeout", "    timeout")}, spec=enabled), "AC") == []
    assert findings_in(with_source({FILE: pattern}, spec=spec("http://localhost:8080", "(?P<name>[a-z]+)")), "AC") == []
    jmx = example("timeout - number - optional - default: 10", "is_jmx - boolean - optional").replace(
        "# timeout: 10", "is_jmx: true"
    )
    assert findings_in(with_source({FILE: jmx}, spec=spec("    - template: instances/http\n", "")), "AC-022") == []


@pytest.mark.parametrize(
    "code,severity,text,pointer,line",
    [
        ("AC-005", WARNING, spec("init_config/http", "init_config/default"), "/files/0/options/0", 5),
        ("AC-023", WARNING, spec("      description: The address of your server.\n", ""),
         "/files/0/options/1/options/0", 10),
        ("AC-023", WARNING, spec("your server.", "your server" + "." * 120),
         "/files/0/options/1/options/0/description", 12),
        ("AC-023", WARNING, spec("- name: acme_widget.yaml\n  options", "- options"), "/files/0", 3),
        ("AC-024", WARNING, spec("name: Acme Widget", "name: acme"), "/name", 1),
        ("AC-025", WARNING, spec("      required: true\n", "      options: []\n"), "/files/0/options/1/options/0", 10),
        ("AC-025", WARNING, spec("type: string", "type: [string]"), "/files/0/options/1/options/0/value/type", 14),
        ("AC-025", WARNING, spec("type: string", "type: text"), "/files/0/options/1/options/0/value/type", 14),
        ("AC-025", WARNING, spec("type: string\n        example: http://localhost:8080", "type: boolean"),
         "/files/0/options/1/options/0/value", 13),
        ("AC-030", WARNING, JMX.replace("init_config/jmx", "init_config/http"), "/files/0/options/0", 5),
        ("AC-032", ADVICE, spec(OPTION, TOKEN + OPTION),
         "/files/0/options/1/options/0", 10),
    ],
)  # fmt: skip
def test_a_specification_with_a_fault(code: str, severity: Severity, text: str, *, pointer: str, line: int) -> None:
    jmx = {**QUIET, METRICS: RULES} if code == "AC-030" else READING
    findings = [finding for finding in findings_in(with_source(jmx, spec=text), "AC") if finding.code != "AC-027"]

    assert [(finding.code, finding.severity, finding.file) for finding in findings] == [(code, severity, SPEC)]
    assert (findings[0].pointer, findings[0].line) == (pointer, line)


def test_a_section_without_a_template_gets_one() -> None:
    bare = spec("    - template: instances/http\n", "")
    bundle = with_source(spec=bare)
    finding = next(finding for finding in findings_in(bundle, "AC") if finding.code == "AC-026")

    assert (finding.severity, finding.pointer) == (WARNING, "/files/0/options/1")
    assert fixed_text(bundle, finding) == bare.replace(OPTION, "    - template: instances/default\n" + OPTION)


def test_a_file_for_discovery_needs_no_template() -> None:
    auto = "- name: auto_conf.yaml\n  options:\n  - template: init_config\n    options: []\n"

    assert findings_in(with_source(spec=SPEC_TEXT + auto), "AC") == []


def test_a_name_and_a_secret_are_put_right() -> None:
    named = with_source(spec=spec("name: Acme Widget\n", "name: acme # short\n"))
    hidden = spec(OPTION, TOKEN + OPTION)
    marked = with_source(spec=hidden)
    secret = next(finding for finding in findings_in(marked, "AC") if finding.code == "AC-032")

    assert fixed_text(named, only_finding(named, "AC-024")) == spec(
        "name: Acme Widget\n", "name: Acme Widget # short\n"
    )
    assert fixed_text(marked, secret) == hidden.replace("api_token\n", "api_token\n      secret: true\n")


def test_the_example_has_what_the_specification_names() -> None:
    more = "    - name: mode\n      description: How fast.\n      value:\n        type: string\n"
    finding = only_finding(with_source(READING, spec=spec(OPTION, more + OPTION)), "AC-027")

    assert (finding.severity, finding.file, finding.line) == (ADVICE, FILE, 3)
    assert finding.message.parameters == {"names": ("mode",)}


@pytest.mark.parametrize(
    "model,codes",
    [
        ("class InstanceConfig:\n    url: str\n", []),
        ("class InstanceConfig:\n    url_: str = Field(alias='url')\n", []),
        ("class InstanceConfig:\n    address: str\n", ["AC-028"]),
        ("class (\n", []),
    ],
)
def test_models_have_what_the_specification_names(model: str, codes: list[str]) -> None:
    findings = findings_in(with_source({MODEL: model}), "AC")

    assert [(finding.code, finding.file, finding.severity) for finding in findings] == [
        (code, MODEL, ADVICE) for code in codes
    ]


@pytest.mark.parametrize(
    "rules,line",
    [
        (RULES, None),
        (RULES.replace("    domain: acme\n    bean: acme:type=queue\n", ""), 2),
        (RULES.replace("- include:", "- exclude:"), 2),
        (RULES + RULES.partition("\n")[2], 7),
        (RULES.replace("    domain: acme\n", "    domain: acme\n    domain: acme\n"), 4),
        ("rules: []\n", 1),
        ("jmx_metrics: [\n", 1),
    ],
)
def test_a_list_of_jmx_metrics(rules: str, line: int | None) -> None:
    findings = findings_in(with_source({**QUIET, METRICS: rules}, spec=JMX), "AC")

    assert [(finding.code, finding.severity, finding.file, finding.line) for finding in findings] == (
        [] if rules == RULES else [("AC-029", WARNING, METRICS, line)]
    )


def test_a_jmx_specification_needs_its_metrics() -> None:
    findings = findings_in(with_source(spec=JMX), "AC")

    assert ("AC-029", METRICS) in {(finding.code, finding.file) for finding in findings}


@pytest.mark.parametrize("text", ["[]\n", "files: 7\n", "files:\n- 7\n- options: {a: 1}\n", "name: [\n", "null\n"])
def test_odd_shapes_raise_nothing(text: str) -> None:
    findings_in(with_source(spec=text), "AC")
    findings_in(with_source({FILE: text, METRICS: text}), "AC")


def test_a_description_may_have_paragraphs_as_the_templates_write_them() -> None:
    text = example("    ## How many", "    ## Seconds to wait.\n    ##\n    ## How many")

    assert "AC-020" not in {one.code for one in findings_in(with_source({FILE: text}), "AC")}


@pytest.mark.parametrize(
    "text,message",
    [
        (
            example("    ## The address of your server.\n", ""),
            "url has no description. Add one in lines that start with ##.",
        ),
        (
            example("    ## How many", "    ##\n    ## How many"),
            "Remove the blank lines at the start and end of the description of timeout.",
        ),
    ],
)
def test_what_is_wrong_with_a_description_is_said(text: str, message: str) -> None:
    findings = findings_with(with_source({FILE: text}), "AC-020")

    assert [render(one.message) for one in findings] == [message]


def test_values_of_the_example_are_those_of_the_spec() -> None:
    logs = "#\n# logs:\n#   - type: file\n#     path: /var/log/acme.log\n#     source: acme-widget\n"
    source = "    - {type: file, path: /var/log/acme.log, source: acme-widget}\n"
    described = f"{SPEC_TEXT}  - template: logs\n    example:\n{source}"
    other = EXAMPLE.replace("8080", "8081") + logs.replace("acme.log", "widget.log")

    assert findings_in(with_source({FILE: EXAMPLE + logs}, spec=described), "AC") == []
    findings = findings_in(with_source({FILE: other}, spec=described), "AC")
    assert [(finding.code, finding.line) for finding in findings] == [("AC-037", 8), ("AC-037", 17)]


@pytest.mark.parametrize("default, reported", [("30", 1), ("10", 0), ("None", 0), ("10.0", 0)])
def test_default_in_the_code_is_that_of_the_spec(default: str, reported: int) -> None:
    enabled = spec(OPTION, f"{_TIMEOUT}      value: {{type: number, example: 10}}\n{OPTION}")
    code = CHECK.replace(
        'self.instance["url"]', f'self.instance["url"], timeout=self.instance.get("timeout", {default})'
    )

    findings = findings_in(with_source({f"{PACKAGE}/check.py": code}, spec=enabled), "AC")
    assert [finding.code for finding in findings] == ["AC-037"] * reported


@pytest.mark.parametrize("code, reported", [("", 1), ("Client(**self.instance)", 0), ("vars(self.config)", 0)])
def test_option_that_the_code_does_not_name_has_no_effect(code: str, reported: int) -> None:
    option = "    - name: queue_filter\n      description: Queues to collect.\n      value: {type: string}\n"
    check = CHECK.replace("        answer =", f"        {code}\n        answer =") if code else CHECK

    bundle = with_source({f"{PACKAGE}/check.py": check}, spec=spec(OPTION, option + OPTION))
    assert len(findings_with(bundle, "AC-060")) == reported
