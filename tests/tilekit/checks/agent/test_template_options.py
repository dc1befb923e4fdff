"""AC-038: options of the example configuration that neither spec.yaml nor a template defines."""

import pytest

from tests.tilekit.checks.agent.package import EXAMPLE, PACKAGE, SPEC_TEXT, with_source
from tests.tilekit.checks.check_runs import findings_with
from tests.tilekit.checks.readme.cases import in_setup
from tests.tilekit.listing import listing
from tilekit.checks.finding import Severity
from tilekit.scaffold.paths import SPEC_FILE

FILE = f"{PACKAGE}/data/conf.yaml.example"
OPENMETRICS = SPEC_TEXT.replace("instances/http", "instances/openmetrics")
OTHER = SPEC_TEXT.replace("instances/http", "instances/acme_common")
MODE = "    - name: mode\n      description: How fast.\n      value: {type: string, example: fast}\n"
TWO = OTHER.replace("    - template: instances/acme_common\n", f"{MODE}    - template: instances/acme_common\n")


def param(name: str, value: str = "a") -> str:
    return f"\n    ## @param {name} - string - optional\n    ## What it is.\n    #\n    # {name}: {value}\n"


@pytest.mark.parametrize(
    "spec,text",
    [
        (SPEC_TEXT, EXAMPLE + param("cluster_filter")),
        (OPENMETRICS, EXAMPLE + param("cluster_filter")),
        (OPENMETRICS.replace("init_config/http", "init_config/openmetrics"),
         EXAMPLE.replace("init_config:\n", "init_config:\n" + param("cluster_filter"))),
        (TWO, EXAMPLE + param("cluster_filter") + param("mode")),
        (SPEC_TEXT.replace("      value:\n        type: string\n        example: http://localhost:8080\n", ""),
         EXAMPLE + "    cluster_filter: a\n"),
    ],
)  # fmt: skip
def test_an_option_that_only_the_example_has(spec: str, text: str) -> None:
    findings = findings_with(with_source({FILE: text}, spec=spec), "AC-038")

    assert [(one.severity, one.file, one.message.parameters["value"]) for one in findings] == [
        (Severity.WARNING, FILE, "cluster_filter")
    ]
    assert "cluster_filter" in text.splitlines()[(findings[0].line or 0) - 1]


@pytest.mark.parametrize(
    "spec,text",
    [
        (SPEC_TEXT, EXAMPLE),
        (SPEC_TEXT, EXAMPLE + param("tls_verify") + param("kerberos_new_setting") + param("extra_headers")),
        (OPENMETRICS, EXAMPLE + param("exclude_metrics_by_labels") + param("share_labels") + param("tags")),
        (OTHER, EXAMPLE + param("cluster_filter")),  # the template may add it
        (TWO, EXAMPLE + param("mode") + param("cluster_filter")),
        (TWO.replace("    - name: mode\n", "    - name: mode\n      display_priority: 3\n"),
         EXAMPLE + param("cluster_filter") + param("mode")),
        (SPEC_TEXT.replace(MODE, ""), EXAMPLE + param("url") + "    #   cluster_filter: a\n"),
        (SPEC_TEXT.replace("    - template: instances/http\n", ""), EXAMPLE + param("cluster_filter")),
    ],
)  # fmt: skip
def test_options_of_the_spec_and_of_templates_pass(spec: str, text: str) -> None:
    assert findings_with(with_source({FILE: text}, spec=spec), "AC-038") == []


def test_an_option_is_reported_by_one_check() -> None:
    spec = SPEC_TEXT.replace("instances/http", "instances/default")
    bundle = with_source({FILE: EXAMPLE + param("cluster_filter")}, spec=spec)

    assert findings_with(bundle, "AC-038") == []
    assert len(findings_with(bundle, "XC-036")) == 2  # timeout is an option of the http template


@pytest.mark.parametrize(
    "option, lines", [("openmetric_endpoint", [14]), ("openmetrics_endpoint", []), ("tls_verfy", []), ("depth", [])]
)
def test_readme_is_searched_for_misspelled_options_of_templates(option: str, lines: list[int]) -> None:
    readme = in_setup(f"Edit it:\n\n```yaml\ninstances:\n  - {option}: x\n```")
    files = {"README.md": readme, SPEC_FILE: OPENMETRICS}

    assert [finding.line for finding in findings_with(listing(files=files), "XC-036")] == lines
