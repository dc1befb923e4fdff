"""Code names its version, the type of its check and the data that it sends."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from tilekit.core.field import Json
from tilekit.recognition import recognise
from tilekit.recognition.code import code_facts

AGENT = {"configuration.code_type": "agent"}


@pytest.mark.parametrize(
    "code, kind",
    [
        ("class Acme(OpenMetricsBaseCheckV2, ConfigMixin):\n    pass\n", "openmetrics"),
        ("class Acme(\n    AgentCheck,\n):\n    pass\n", "python"),
        ("from datadog import initialize, statsd\n", "dogstatsd"),
        ("import datadog.dogstatsd\n", "dogstatsd"),
    ],
)
def test_base_class_or_client_is_the_type_of_the_check(code: str, kind: str) -> None:
    assert code_facts([code]) == {**AGENT, "configuration.agent_check_kind": kind}


def test_code_without_a_check_only_has_a_version() -> None:
    assert code_facts(["import os\nself.gauge(1)\n", '__version__ = "1.4.0"\n']) == {
        "configuration.package_version": "1.4.0"
    }


def test_calls_of_a_check_are_the_data_that_it_sends() -> None:
    code = (
        "class A(AgentCheck):\n  def check(self, _):\n    self.gauge(1)\n    self.event(2)\n    self.service_check(3)"
    )

    assert code_facts([code]) == {
        **AGENT,
        "configuration.agent_check_kind": "python",
        "data.submitted_data_types": ["Metrics", "Events"],
        "data.other_submitted_data": ["Service checks"],
    }


@pytest.mark.parametrize(
    "entries, version",
    [
        ({"datadog_checks/acme/__about__.py": "__version__ = '1.5.0'\n"}, "1.5.0"),
        ({"acme-1.4.0.dist-info/METADATA": "Name: acme\nVersion: 1.4.1\n"}, "1.4.1"),
        ({}, "1.4.0"),
    ],
)
def test_version_of_a_wheel_is_in_its_code_its_metadata_or_its_name(entries: dict[str, str], version: str) -> None:
    check = {"datadog_checks/acme/check.py": "class Acme(OpenMetricsBaseCheckV2):\n    pass\n"}

    says = says_of("acme-1.4.0-py3-none-any.whl", {"acme-1.4.0.dist-info/WHEEL": "", **check, **entries})

    assert says == {
        **AGENT,
        "configuration.agent_check_kind": "openmetrics",
        "configuration.package_version": version,
    }


def says_of(name: str, entries: dict[str, str]) -> dict[str, Json]:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for path, text in entries.items():
            archive.writestr(path, text)
    return dict(recognise(name, buffer.getvalue()).says)


def test_configuration_names_jmx_and_logs() -> None:
    text = b"init_config:\n  is_jmx: true\ninstances: []\nlogs:\n  - type: file\n"

    assert recognise("conf.yaml", text).says == {
        **AGENT,
        "configuration.agent_check_kind": "jmx",
        "data.submitted_data_types": ["Logs"],
    }
