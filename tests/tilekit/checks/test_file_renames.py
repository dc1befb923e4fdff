"""A renamed file is shown as one change that git and patch can apply."""

import shutil
import subprocess
from pathlib import Path

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.files.log_files import CASES, FILE, PIPELINE, TESTS, with_logs
from tilekit.checks.file_renames import file_renames
from tilekit.checks.patches import patch_of

OLD, OLD_TESTS = "assets/logs/acme.yaml", "assets/logs/acme_tests.yaml"


def test_a_new_name_is_shown_with_what_changes(tmp_path: Path) -> None:
    pipeline = PIPELINE.replace("id: acme-widget\nm", "id: acme\nm")
    texts = {OLD: pipeline, OLD_TESTS: CASES.replace("acme-widget", "acme", 1)}
    bundle = with_logs(None, None, dict(texts))
    fix = next(one.fix for one in findings_in(bundle, "LP") if one.code == "LP-002")
    assert fix is not None

    patch = patch_of(bundle, fix)

    assert isinstance(patch, str)
    assert [line for line in patch.split("\n") if line.startswith(("+", "-"))] == [
        f"--- a/{OLD}", f"+++ b/{FILE}", "-id: acme", "+id: acme-widget",
        f"--- a/{OLD_TESTS}", f"+++ b/{TESTS}", '-id: "acme"', '+id: "acme-widget"',
    ]  # fmt: skip
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    git = shutil.which("git")
    assert git is not None
    subprocess.run([git, "apply", "-"], cwd=tmp_path, input=patch.encode(), check=True)
    assert (tmp_path / FILE).read_text() == PIPELINE
    assert not (tmp_path / OLD).exists()


def test_a_name_that_only_changes_needs_no_lines() -> None:
    bundle = with_logs(tests=None, more={OLD_TESTS: CASES})
    fix = next(one.fix for one in findings_in(bundle, "LP") if one.code == "LP-003")
    assert fix is not None

    patch = str(patch_of(bundle, fix))

    assert patch.split("\n")[1:] == ["similarity index 100%", f"rename from {OLD_TESTS}", f"rename to {TESTS}", "", ""]


def test_what_is_another_text_or_a_picture_is_no_new_name() -> None:
    assert file_renames({"a": b"one line\n"}, {"b": b"something else\n"}) == {}
    assert file_renames({"a": b"\0" * 90}, {"b": b"\0" * 90}) == {}
    assert file_renames({"a": b"same\n" * 9}, {"b": b"same\n" * 9, "c": b"same\n" * 9}) == {"b": "a"}
