"""`tilekit new` makes a folder that lacks exactly what only a person can write."""

import io
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from shutil import copytree
from uuid import UUID

import pytest
import yaml

from tests.tilekit.commands.folders import codes_of, listings
from tilekit.commands import main
from tilekit.parse.yaml import parse_yaml

# Missing in every new listing: description, web address, support address, and whether it is listed publicly.
PERSON = Counter(("MF-012", "MF-031", "MF-034", "MF-037"))
ADDRESSES = Counter({"OA-002": 2})
KINDS = {
    "openmetrics": "--type agent --check openmetrics --vendor Acme",
    "python": "--type agent --check python --vendor Acme",
    "api": "--type api --vendor Acme",
    "tile": "--type tile --vendor Acme",
    "all data": "--type agent --data incidents,metrics,LOGS,events,traces --vendor Acme",
    "no vendor": "--type tile",
    "no data": "--type tile --data none --vendor Acme",
}
TO_DO = {
    "openmetrics": PERSON + Counter({"GEN-009": 17}),
    "python": PERSON + Counter({"GEN-009": 17}),
    "api": PERSON + ADDRESSES + Counter({"GEN-009": 22}),
    "tile": PERSON + ADDRESSES + Counter({"GEN-009": 16}),
    "all data": PERSON + Counter({"GEN-009": 21}),
    "no vendor": PERSON + ADDRESSES + Counter({"GEN-009": 16, "MF-030": 1}),
    "no data": PERSON + Counter(("MF-020", "DB-001", "MF-026")) + Counter({"GEN-009": 11}),
}
EVERY = {
    "manifest.json", "README.md", "CHANGELOG.md", "images/overview.png", "assets/logos/acme_queue.svg",
    "assets/logos/acme_queue_dark.svg", ".github/workflows/tilekit.yml",
}  # fmt: skip
METRICS = {"metadata.csv", "assets/dashboards/acme_queue_overview.json", "assets/monitors/acme_queue_requests.json"}
LOGS = {
    "assets/logs/acme-queue.yaml", "assets/logs/acme-queue_tests.yaml", "assets/monitors/acme_queue_errors.json",
    "assets/dashboards/acme_queue_logs_overview.json",
}  # fmt: skip
CODE = {
    "pyproject.toml", "assets/configuration/spec.yaml", "assets/service_checks.json", "datadog_checks/__init__.py",
    "datadog_checks/acme_queue/__about__.py", "datadog_checks/acme_queue/__init__.py",
    "datadog_checks/acme_queue/check.py", "datadog_checks/acme_queue/data/conf.yaml.example",
    *(f"tests/{name}.py" for name in ("agent_stand_in", "conftest", "test_check")),
}  # fmt: skip
OAUTH = {"assets/oauth_clients.json", "assets/dataflows.yaml"}
FILES = {
    "openmetrics": METRICS | CODE | {"datadog_checks/acme_queue/metrics.py", "assets/dataflows.yaml"},
    "python": METRICS | CODE | {"assets/dataflows.yaml"},
    "api": METRICS | LOGS | OAUTH,
    "tile": LOGS | OAUTH,
    "no data": set(),
}


def created(kind: str, folder: Path, name: str = "Acme Queue") -> Path:
    assert main(["new", name, *KINDS[kind].split(), "--out", str(folder)]) == 0
    (listing,) = folder.iterdir()
    return listing


@pytest.mark.parametrize("kind", KINDS)
def test_new_listing_has_only_the_expected_to_dos(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = created(kind, tmp_path / "made")
    assert capsys.readouterr().out == f"{folder}\n"

    _, (listing,) = listings(capsys, folder)

    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert Counter(codes_of(listing)) == TO_DO[kind]
    assert kind not in FILES or written == EVERY | FILES[kind]
    assert UUID(json.loads((folder / "manifest.json").read_text())["app_uuid"]).version == 4


@pytest.mark.parametrize("kind", ["openmetrics", "python"])
def test_check_runs_and_its_wheel_is_built(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = created(kind, tmp_path / "made", name="A'c\"me {x} \\ Queue")
    copy = copytree(folder, tmp_path / "copy")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    environ = {**ours, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # partners have no plugins
    pip = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", "dist", "."]

    for words in (["pytest", "-q"], pip):
        done = subprocess.run([sys.executable, "-m", *words], cwd=copy, env=environ, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    copytree(copy / "dist", folder / "dist")
    capsys.readouterr()
    _, (listing,) = listings(capsys, folder)

    # The partner chooses a licence.
    assert Counter(codes_of(listing)) - TO_DO[kind] == Counter({"WH-018": 2})


def test_stand_in_records_events(tmp_path: Path) -> None:
    folder = created("python", tmp_path)
    check = {}
    exec((folder / "tests/agent_stand_in.py").read_text(), check)  # noqa: S102

    agent = check["AgentCheck"]("acme_queue", {}, [{}])
    agent.event({"msg_title": "Restarted"})
    assert agent.events == [{"msg_title": "Restarted"}]


def test_folders_of_tools_are_not_part_of_the_listing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = created("python", tmp_path)
    for name in (".pytest_cache/CACHEDIR.TAG", ".ruff_cache/0/1", ".mypy_cache/a.json", ".venv/bin/activate"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("a\n")
    capsys.readouterr()

    assert "GEN-005" not in codes_of(listings(capsys, folder)[1][0])


@pytest.mark.parametrize("kind", ["openmetrics", "api", "tile"])
def test_workflow_runs_the_tests_and_the_checks(kind: str, tmp_path: Path) -> None:
    workflow = yaml.safe_load((created(kind, tmp_path) / ".github/workflows/tilekit.yml").read_text())

    programs = [" ".join(step["run"].split()[:3]) for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    tests = ["pip install pytest", "python -m pytest"] if kind == "openmetrics" else []
    check = "tilekit validate ."
    assert programs == ["pip install --require-hashes", *tests, check]


def test_new_listing_is_made_here_without_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["new", "Acme 2", "--type", "tile"]) == 0
    assert (tmp_path / "acme_2" / "manifest.json").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "Äcme: “Queue” #1",
        "A'c\"me {x} %s",
        "Acme - & <Queue>",
        "null",
        "Ünïcodé-Naïve",
        'A"; rm -rf /',
        "@@id $x ${y} {{z}}",
        'Q""" \\n',
    ],
)
@pytest.mark.parametrize("kind", ["python", "api"])
def test_name_is_taken_as_it_is(name: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = created(kind, tmp_path, name=name)
    capsys.readouterr()

    _, (listing,) = listings(capsys, folder)

    assert listing["name"] == name
    for path in folder.rglob("*.py"):
        compile(path.read_text(), path, "exec")
    if kind == "python":
        spec = parse_yaml((folder / "assets/configuration/spec.yaml").read_bytes()).value
        assert isinstance(spec, dict)
        assert spec["name"] == name
    assert {"GEN-001", "GEN-002", "AC-024", "LP-001", "LP-002", "LT-004", "LT-005", "MD-040"}.isdisjoint(
        codes_of(listing)
    )


@pytest.mark.parametrize(
    "name",
    ["", " ", "日本", "1234", " Acme", "Acme ", "A\nB", "A" * 51, "../etc", "Acme\x1b", "Acme\udcff", "class", "Base"],
)
def test_name_that_cannot_be_is_a_usage_error(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["new", name, "--type", "agent", "--out", str(tmp_path / "made")])

    if name == "../etc":  # only its letters reach the folder's name
        assert (code, [path.name for path in (tmp_path / "made").iterdir()]) == (0, ["etc"])
    else:
        assert code == 2
        assert capsys.readouterr().err.startswith(("tilekit: The name ", "tilekit: A Python package can't "))
        assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "words, problem",
    [
        ("", "Missing: NAME, --type. Questions are only asked on a terminal."),
        ("Acme", "Missing: --type. Questions are only asked on a terminal."),
        ("Acme --type module", "module is not one of the choices. Choose from: agent, api, tile."),
        ("Acme --type agent --check jmx", "jmx is not one of the choices. Choose from: openmetrics, python."),
        ("Acme --type api --check python", "--check only works with --type agent."),
        (
            "Acme --type api --data metrics,spans",
            "spans is not one of the choices. Choose from: metrics, logs, traces, events, incidents, none.",
        ),
        ("Acme --type api --data none,logs", "“none” can't be combined with data types."),
        ("Acme --type agent --data logs", "An Agent check sends metrics. Add metrics to the data types."),
        (
            "Acme --type api --vendor A\x1bB",
            "The name must not start or end with a space or contain control characters.",
        ),
    ],
)
def test_wrong_or_missing_options_are_usage_errors(
    words: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Acme\n"))

    assert main(["new", *words.split(), "--out", str(tmp_path / "made")]) == 2
    assert capsys.readouterr().err == f"tilekit: {problem}\n"
    assert not (tmp_path / "made").exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_questions_on_a_terminal_are_asked_until_they_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("plugin\nagent\n日本\nAcme Queue\npython\nAcme Ltd\n\n"))

    assert main(["new", "--out", str(tmp_path)]) == 0

    manifest = json.loads((tmp_path / "acme_queue/manifest.json").read_text())
    assert manifest["author"]["name"] == "Acme Ltd"
    assert "Submitted Data Type::Metrics" in manifest["tile"]["classifier_tags"]
    output = capsys.readouterr()
    assert output.out == f"{tmp_path}/acme_queue\n"
    assert output.err.count("Type (agent, api or tile) [api]: ") == output.err.count("Name that customers see: ") == 2


def test_end_of_the_answers_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("agent\nAcme\n"))

    assert main(["new", "--out", str(tmp_path)]) == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_what_is_there_is_not_touched(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "acme"
    {"folder": place.mkdir, "file": place.touch, "link": lambda: place.symlink_to("/nowhere")}[what]()

    code = main(["new", "Acme", "--type", "tile", "--out", str(tmp_path)])

    assert code == 2
    assert capsys.readouterr().err == f"tilekit: {place} already exists.\n"
    assert [path.name for path in tmp_path.rglob("*")] == ["acme"]


def test_nothing_is_left_if_a_file_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def fail_at_the_readme(path: Path, data: bytes) -> int:
        if path.name == "README.md":
            raise OSError(28, "No space left on device", str(path))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail_at_the_readme)

    assert main(["new", "Acme", "--type", "tile", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"tilekit: {tmp_path}/acme cannot be written: No space left on device.\n"
    assert list(tmp_path.iterdir()) == []


def test_out_that_is_a_file_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()

    assert main(["new", "Acme", "--type", "tile", "--out", str(tmp_path / "file" / "deeper")]) == 2
    assert "Traceback" not in capsys.readouterr().err
