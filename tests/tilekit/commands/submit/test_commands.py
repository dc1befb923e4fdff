"""Commands that don't need a portal."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.tree import ROOT
from tests.tilekit.commands.folders import write_listing
from tilekit.commands import main
from tilekit.commands.submit.outcomes import OPEN_OUTCOMES, OUTCOMES, STAGES

ADDRESS = "https://portal.example"
NAMES = ("URL", "TENANT", "CLIENT_ID", "CLIENT_SECRET", "ID_TOKEN")


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"SLIPWAY_{name}", raising=False)


def test_the_page_about_ci_has_the_table_of_outcomes() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d) \| (.+) \|$", (ROOT / "docs/ci.md").read_text(), re.MULTILINE)
    assert rows == [(outcome.name, str(outcome.exit_code), outcome.meaning) for outcome in OUTCOMES.values()]


def test_stages_wait_for_outcomes_that_exist() -> None:
    assert {*OPEN_OUTCOMES, *(name for names in STAGES.values() for name in names)} <= OUTCOMES.keys()


@pytest.mark.parametrize(
    "words, code", [("submit .", 2), ("status", 2), ("validate . --portal x", 2), ("submit -h", 0), ("status -h", 0)]
)
def test_without_the_library_a_sentence_says_what_to_install(words: str, code: int, tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['httpx'] = None; import importlib.util as u; find = u.find_spec;"
        "u.find_spec = lambda name, *rest: None if name == 'httpx' else find(name, *rest);"
        f"from tilekit.commands import main; sys.exit(main({words.split()!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=write_listing(tmp_path)
    )
    assert (done.returncode, "/developers/tilekit/" in done.stderr) == (code, code == 2), done


@pytest.mark.parametrize(
    "words, expected",
    [
        (["submit", "."], "SLIPWAY_URL"),
        (["submit", ".", "--portal", "http://portal.example"], "HTTPS"),
        (["submit", "LISTING", "--portal", ADDRESS], "SLIPWAY_CLIENT_SECRET"),
        (["submit", "nowhere", "--portal", ADDRESS], "nowhere"),
        (["submit", "MANY", "--portal", ADDRESS], "several listings"),
        (["submit", "LINKED", "--portal", ADDRESS], "elsewhere"),
    ],
)
def test_a_wrong_call_ends_with_2(
    words: list[str], expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_listing(tmp_path / "LISTING")
    write_listing(tmp_path / "MANY" / "one")
    (write_listing(tmp_path / "LINKED") / "elsewhere").symlink_to(tmp_path)
    assert main(words) == 2
    assert expected in capsys.readouterr().err


@pytest.mark.parametrize("words", ["--listing acme", "--max-wait 1", "--patience -1s", "--wait-for me", "--confirm ,"])
def test_a_wrong_value_of_an_option_is_refused(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["submit", ".", *words.split()])
    assert stopped.value.code == 2
    assert words.split(maxsplit=1)[0] in capsys.readouterr().err


def test_ctrl_c_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("tilekit.commands.submit._submit", stopped)
    assert main(["submit", ".", "--portal", ADDRESS]) == 130
    assert "run the same command again" in capsys.readouterr().err
