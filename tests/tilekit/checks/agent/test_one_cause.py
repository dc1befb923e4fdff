"""One fault of a wheel or of code is one finding, and code in the folder is read like code in a wheel."""

import pytest

from tests.tilekit.checks.agent.package import PACKAGE, with_source, with_wheel
from tests.tilekit.checks.check_runs import findings_in
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks

RENAMED = "dist/acme_widget-1.0.0-py3-none-any.whl"
FOR_ONE_SYSTEM = "dist/datadog_acme_widget-1.0.0-cp311-cp311-linux_x86_64.whl"


@pytest.mark.parametrize("name", [RENAMED, FOR_ONE_SYSTEM])
def test_what_is_in_a_wheel_of_another_name_is_not_compared_with_it(name: str) -> None:
    assert [one.code for one in findings_in(with_wheel(name=name), "WH")] == ["WH-003"]


def test_code_in_the_folder_parses_too() -> None:
    bundle = with_source({f"{PACKAGE}/check.py": "def check(self)\n    pass\n"})
    (finding,) = (one for one in run_checks(bundle, Context()).findings if one.code != "RM-044")

    assert (finding.code, finding.file, finding.line) == ("WH-028", f"{PACKAGE}/check.py", 1)


@pytest.mark.parametrize("name", ["manifest.json", "metadata.csv", "CHANGELOG.md", "README.md"])
def test_files_of_the_listing_beside_the_code_are_told(name: str) -> None:
    assert [one.code for one in findings_in(with_wheel({f"{PACKAGE}/{name}": "x\n"}), "WH")] == ["WH-024"]


def test_a_command_that_a_shell_runs_is_one_finding() -> None:
    run = "import subprocess\n\n\ndef run(command, **rest):\n    subprocess.run(command{})\n"
    codes = []
    for rest in ("", ", shell=True"):
        bundle = with_source({f"{PACKAGE}/run.py": run.format(rest)})
        codes += [one.code for one in findings_in(bundle, "AC") if one.file.endswith("run.py")]

    assert codes == ["AC-009", "AC-010"]
