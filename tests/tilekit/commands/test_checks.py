import json
import subprocess
import sys

import pytest

from tilekit.checks.registered_checks import all_checks
from tilekit.commands import main

HEAVY = ("django", "yaml", "re2", "PIL", "pypdf", "defusedxml", "pydantic", "markdown_it", "nh3", "httpx")
SLOW = ("difflib", "hashlib", "logging", "subprocess", "tempfile", "traceback", "zipfile")


def test_json_lists_every_check_with_its_facts(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["checks", "--format", "json"])

    checks = json.loads(capsys.readouterr().out)["checks"]
    assert code == 0
    assert [check["code"] for check in checks] == [check.code for check in all_checks()]
    assert {
        "code": "MF-009",
        "name": "No tile title, or not valid",
        "subject": "MF",
        "severity": "blocker",
        "stage": "instant",
        "scope": "content",
        "message": "Enter a tile title of at most 50 characters.",
        "doc": "checks#mf-009",
        "fix": "suggested",
    } in checks


def test_text_has_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    main(["checks"])

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list(all_checks()))
    assert "RM-002   blocker fast     No Overview section" in lines


def test_text_has_labels_in_the_language_of_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    main(["checks", "--language", "fr"])

    lines = capsys.readouterr().out.splitlines()
    assert "RM-002   bloquant      rapide      Aucune section Overview" in lines


def test_list_needs_no_heavy_library() -> None:
    script = (
        "import sys; from tilekit.commands import main; main(['checks', '--format', 'json']); "
        f"print([name for name in {HEAVY + SLOW!r} if name in sys.modules], file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stderr == "[]\n"
