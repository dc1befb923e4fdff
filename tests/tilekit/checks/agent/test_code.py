"""AC-001 to AC-014: each check on code with only that fault."""

import pytest

from tests.tilekit.checks.agent.package import CHECK, PACKAGE, WHEEL, with_source, with_wheel
from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.listing import METADATA
from tilekit.checks.finding import Severity
from tilekit.core.messages import render

ADVICE, WARNING = Severity.ADVICE, Severity.WARNING
FILE = f"{PACKAGE}/check.py"
OPEN_METRICS = """\
from datadog_checks.base import OpenMetricsBaseCheckV2


class AcmeCheck(OpenMetricsBaseCheckV2):
    DEFAULT_METRIC_LIMIT = 0
"""


def added(line: str, *, imports: str = "") -> str:
    """The good check with an additional line in its method."""
    return f"{imports}{CHECK}        {line}\n"


def changed(old: str, new: str) -> str:
    assert old in CHECK
    return CHECK.replace(old, new)


def test_good_code_has_no_finding() -> None:
    assert findings_in(with_source(), "AC") == []
    assert findings_in(with_wheel(), "AC") == []
    assert findings_in(with_source({FILE: OPEN_METRICS}), "AC") == []


@pytest.mark.parametrize(
    "code,severity,text,line,column",
    [
        ("AC-001", WARNING, changed("def check(self, _)", "def run(self, _)"), 4, 1),
        ("AC-002", WARNING, changed("init_config, instances):", "init_config, agentConfig, instances):"), 7, 43),
        ("AC-003", WARNING, changed("datadog_checks.base", "datadog_checks.checks"), 1, 1),
        ("AC-003", WARNING, changed("datadog_checks.base", "datadog_checks"), 1, 1),
        ("AC-004", WARNING, added("requests.get(1)", imports="import requests\n"), 16, 9),
        ("AC-004", WARNING, added("r.post(1)", imports="import requests as r\n"), 16, 9),
        ("AC-004", WARNING, added("fetch(1)", imports="from requests import get as fetch\n"), 16, 9),
        ("AC-006", ADVICE, added("self.http.get(1, headers={})"), 15, 34),
        ("AC-006", ADVICE, added("self.http.options['auth'] = 1"), 15, 9),
        ("AC-007", WARNING, OPEN_METRICS.replace("LIMIT = 0", "LIMIT = 100"), 4, 1),
        ("AC-008", ADVICE, changed("check(self, _)", "check(self, instance)"), 12, 21),
        ("AC-009", ADVICE, added("open('/etc/hosts')"), 15, 9),
        ("AC-009", ADVICE, added("sp.check_output(['ls'])", imports="import subprocess as sp\n"), 16, 9),
        ("AC-009", ADVICE, added("walk('/')", imports="from os import walk\n"), 16, 9),
        ("AC-010", WARNING, added("eval('1')"), 15, 9),
        ("AC-010", WARNING, added("pickle.loads(b'')", imports="import pickle\n"), 16, 9),
        ("AC-010", WARNING, added("yaml.load('a')", imports="import yaml\n"), 16, 9),
        ("AC-010", WARNING, added("self.run('ls', shell=True)"), 15, 9),
        ("AC-011", WARNING, added("self.http.get(1, verify=False)"), 15, 33),
        ("AC-011", WARNING, added("context.verify_mode = ssl.CERT_NONE"), 15, 9),
        ("AC-011", WARNING, added("ssl._create_unverified_context()", imports="import ssl\n"), 16, 9),
        ("AC-012", ADVICE, added("print(1)"), 15, 9),
        ("AC-013", ADVICE, changed("raise ConfigurationError", "raise ValueError"), 10, 13),
        ("AC-014", WARNING, added("self.gauge('queue.size', 1)"), 15, 9),
        ("AC-014", WARNING, added("self.service_check('up', 0)"), 15, 9),
    ],
)  # fmt: skip
def test_a_fault_gives_one_finding_with_its_place(
    code: str, severity: Severity, text: str, *, line: int, column: int
) -> None:
    finding = only_finding(with_source({FILE: text}), code)

    assert (finding.severity, finding.file, finding.line, finding.column) == (severity, FILE, line, column)


@pytest.mark.parametrize(
    "text",
    [
        added("yaml.load('a', Loader=yaml.SafeLoader)", imports="import yaml\n"),
        added("self.gauge(f'queue.{name}', 1)"),
        added("self.gauge('acme_widget.queue.depth', 1, raw=True)"),
        added("self.http.get(1, verify=self.verify)"),
        added("raise ValueError('odd answer')"),
        CHECK.replace("AgentCheck,", "AgentCheck as Base,").replace("(AgentCheck)", "(Parent)")
        + "\nclass Parent(AgentCheck):\n    def check(self, _):\n        pass\n",
    ],
)
def test_what_is_fine_is_not_told(text: str) -> None:
    assert findings_in(with_source({FILE: text}), "AC") == []


def test_a_package_without_a_class_is_told_at_the_package() -> None:
    finding = only_finding(with_source({FILE: "x = 1\n"}), "AC-001")

    assert (finding.file, finding.line) == (f"{PACKAGE}/__init__.py", 1)


def test_module_that_cannot_be_parsed_may_hold_the_class() -> None:
    assert findings_in(with_source({FILE: "class (:\n"}), "AC") == []


def test_metrics_that_the_agent_reads_need_no_class() -> None:
    metrics = "jmx_metrics:\n- include:\n    domain: acme\n"
    spec = "name: Acme Widget\nfiles:\n- name: acme_widget.yaml\n  options:\n" + "".join(
        f"  - template: {section}\n    options:\n    - template: {section}/jmx\n"
        for section in ("init_config", "instances")
    )
    bundle = with_source({FILE: "x = 1\n", f"{PACKAGE}/data/metrics.yaml": metrics}, spec=spec)

    assert findings_in(bundle, "AC") == []


def test_an_old_import_is_put_right() -> None:
    bundle = with_source({FILE: "# ä\n" + changed("datadog_checks.base", "datadog_checks.checks")})

    assert (
        fixed_text(bundle, only_finding(bundle, "AC-003"))
        .splitlines()[1]
        .startswith("from datadog_checks.base.checks import")
    )


def test_a_metric_that_is_sent_is_added_to_the_file() -> None:
    code = {FILE: added("self.monotonic_count('queue.seen', 1)")}
    bundle, packed = with_source(code), only_finding(with_wheel(code), "AC-014")
    finding = only_finding(bundle, "AC-014")

    assert packed.fix == finding.fix
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    data = bundle.files["metadata.csv"].decode()
    assert edit.file == "metadata.csv"
    added_row = "acme_widget.queue.seen,count,,,,,0,acme_widget,,,\n"
    assert data[: edit.start] + edit.replacement + data[edit.end :] == METADATA + added_row


def test_the_message_says_which_file_must_list_the_name() -> None:
    metric = only_finding(with_source({FILE: added("self.gauge('queue.size', 1)")}), "AC-014")
    service_check = only_finding(with_source({FILE: added("self.service_check('up', 0)")}), "AC-014")

    assert "metric acme_widget.queue.size, but metadata.csv" in render(metric.message)
    assert "service check acme_widget.up, but service_checks.json" in render(service_check.message)


def test_a_name_that_is_sent_twice_is_told_once() -> None:
    findings = findings_in(with_source({FILE: added("self.gauge('a', 1); self.gauge('a', 2)")}), "AC")

    assert [finding.code for finding in findings] == ["AC-014"]


def test_code_in_a_wheel_is_named_by_its_entry_and_offers_no_edit() -> None:
    finding = only_finding(with_wheel({FILE: changed("datadog_checks.base", "datadog_checks.checks")}), "AC-003")

    assert (finding.file, finding.pointer, finding.line) == (WHEEL, f"/{FILE}", 1)
    assert (finding.path, finding.fix) == ("configuration.wheel", None)
    assert render(finding.message) == f"{FILE}, line 1: This import uses an old path. Import from datadog_checks.base."


def test_code_of_the_folder_goes_before_that_of_the_wheel() -> None:
    bundle = with_wheel({FILE: added("print(1)")})
    both = with_source({WHEEL: bundle.files[WHEEL]})

    assert findings_in(both, "AC") == []


def test_code_without_tests_is_told() -> None:
    finding = only_finding(with_source({"tests/test_check.py": None}), "AC-031")

    assert (finding.severity, finding.file) == (ADVICE, f"{PACKAGE}/__init__.py")


_CONST = {f"{PACKAGE}/const.py": "SPACE = 'acme_widget'\n"}


def _extending(module: str, name: str) -> str:
    """A module with a class that only extends an imported one."""
    return f"from {module} import {name}\n\n\nclass AcmeCheck({name}):\n    pass\n"


def _loading(base: str) -> str:
    """Code with its own YAML loader."""
    return added("yaml.load('a', Loader=Own)", imports=f"import yaml\n\n\nclass Own(yaml.{base}):\n    pass\n\n\n")


_BASE = "from datadog_checks.base import AgentCheck\n\n\nclass Base(AgentCheck):\n"
_MIXIN = "class Sends:\n    def check(self, _):\n        self.gauge('queue.depth', 1)\n"
_NAMED = "from .base import {name}\n\n\nclass AcmeCheck({name}):\n    __NAMESPACE__ = {space}\n"


@pytest.mark.parametrize(
    "files",
    [
        {FILE: _extending("datadog_checks.base.checks.win", "PDHBaseCheck")},
        {FILE: _extending("datadog_checks.kafka", "Kafka")},
        {FILE: "from datadog_checks.base import AgentCheck as Base\n\n\nclass AcmeCheck(Base):\n"
               "    def check(self, _):\n        pass\n"},
        {FILE: f"from datadog_checks.base import AgentCheck\n\n\n{_MIXIN}\n\nclass AcmeCheck(Sends, AgentCheck):\n"
               "    __NAMESPACE__ = 'acme_widget'\n"},
        {FILE: _NAMED.format(name="Base", space="'acme_widget'"),
         f"{PACKAGE}/base.py": f"{_BASE}    def check(self, _):\n        self.gauge('queue.depth', 1)\n"},
        {FILE: "from .const import SPACE\n" + changed('"acme_widget"', "SPACE"), **_CONST},
        {FILE: changed('"acme_widget"', "namespace_for('a')") + "        self.gauge('size', 1)\n"},
        {FILE: CHECK + "        self.gauge('size', 1)\n\n    def gauge(self, name, value):\n        pass\n"},
        {FILE: CHECK + "\n\nclass Pool:\n    def send(self):\n        self.gauge('size', 1)\n"},
        {FILE: OPEN_METRICS.replace("Acme", "Base") + "\n\nclass AcmeCheck(BaseCheck):\n    pass\n"},
        {FILE: OPEN_METRICS.replace("0", "NONE")},
        {FILE: added("raise subprocess.TimeoutExpired('ls', 1)", imports="import subprocess\n")},
        {FILE: added("shutil.which('acme')", imports="import shutil\n")},
        {FILE: added("glob.glob('*')", imports="from . import glob\n")},
        {FILE: added("open('a')", imports="from .files import open\n"), f"{PACKAGE}/files.py": "open = None\n"},
        {FILE: added("open(os.path.join(os.path.dirname(__file__), 'a'))", imports="import os\n")},
        {FILE: added("requests = self.client\n        requests.get('/')")},
        {FILE: _loading("SafeLoader")},
        {FILE: added("yaml.load('a', Loader)", imports="import yaml\nfrom yaml import CSafeLoader as Loader\n")},
        {f"{PACKAGE}/config_models/validators.py": "def limit(value):\n    raise ValueError('limit must be set')\n"},
    ],
)  # fmt: skip
def test_inherited_and_shared_code_is_not_reported(files: dict[str, str]) -> None:
    assert findings_in(with_source(files), "AC") == []


@pytest.mark.parametrize(
    "code,files",
    [
        ("AC-001", {FILE: _extending("datadog_checks.base", "ConfigurationError")}),
        ("AC-001", {FILE: _extending(".base", "Base"),
                    f"{PACKAGE}/base.py": f"{_BASE}    pass\n"}),
        ("AC-007", {FILE: OPEN_METRICS.replace("    DEFAULT_METRIC_LIMIT = 0", "    pass")}),
        ("AC-009", {FILE: added("shutil.rmtree('/tmp/acme')", imports="import shutil\n")}),
        ("AC-010", {FILE: _loading("Loader")}),
        ("AC-014", {FILE: _NAMED.format(name="Base", space="'acme_widget'"),
                    f"{PACKAGE}/base.py": f"{_BASE}    def check(self, _):\n        self.gauge('queue.size', 1)\n"}),
        ("AC-014", {FILE: "from .const import SPACE\n" + added("self.gauge('size', 1)")
                    .replace('"acme_widget"', "SPACE"), **_CONST}),
    ],
)  # fmt: skip
def test_faults_in_inherited_code_are_reported(code: str, files: dict[str, str]) -> None:
    only_finding(with_source(files), code)


def test_histogram_is_listed_by_what_the_agent_derives_from_it() -> None:
    metrics = METADATA + "acme_widget.wait.avg,gauge,,,,Seconds that messages wait.,0,acme_widget,wait,,\n"
    bundle = with_source({FILE: added("self.histogram('wait', 1)"), "metadata.csv": metrics})

    assert findings_in(bundle, "AC") == []
