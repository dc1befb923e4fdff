"""Carries out each step of our workflows with bash, and validates the files.

The tests share an instance, which they only read, and the environment that the first workflow fills.
`test_install.py` installs the command in an empty one, with Python's own pip.
"""

import html
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from shutil import copyfile, copytree
from zipfile import ZipFile

import httpx
import pytest
import yaml

from tests.contract.test_docs_commands import blocks
from tests.contract.tree import ROOT
from tests.faults.conftest import free_port, instance_in
from tests.migrated import Migrated
from tests.shared import SMALL
from tests.wire.conftest import start
from tests.wire.machine import Machine
from tests.wire.package import FOLDER, archive
from tests.wire.program import Program
from tests.wire.scene import Key, drafts
from tilekit.commands import main

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
SECONDS, PACKAGES = 300, ("check-jsonschema==0.39.0", "pre-commit==4.7.0")
ADDRESS = "https://portal.example"
KEY_VARIABLES = {"TENANT": "tenant", "CLIENT_ID": "client", "CLIENT_SECRET": "secret"}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = new_environment(tmp_path_factory.mktemp("programs"))
    subprocess.run([folder / "pip", "install", "--quiet", "--no-compile", *PACKAGES], check=True, timeout=SECONDS)
    return folder


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of the machine on which the workflows run."""
    return new_environment(tmp_path_factory.mktemp("runner"))


@pytest.fixture(scope="module")
def base(migrated: Migrated, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with instance_in(tmp_path_factory.mktemp("instance"), migrated) as instance:
        yield start(instance, free_port())


def new_environment(folder: Path) -> Path:
    """The programs of a new environment. Its pip is that of our own, because installing one takes three seconds."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    pip = folder / "bin" / "pip"
    pip.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m pip --python {shlex.quote(str(folder))} "$@"\n')
    pip.chmod(0o755)
    return folder / "bin"


def carry_out(
    workflow: str, folder: Path, base: str, runner: Path, **variables: str
) -> list[subprocess.CompletedProcess[str]]:
    """The results of the steps with `run`, with only the programs of the runner and what the workflow sets.

    variables are those of the repository and of the runner. An artifact stays in the folder.
    """
    parsed = yaml.safe_load(workflow)
    around = {"PATH": f"{runner}:/usr/bin:/bin", "PIP_NO_COMPILE": "1", "HOME": str(folder.parent), **variables}
    return [
        subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].replace(ADDRESS, base)],
            cwd=folder, env={**around, **values_of({**parsed.get("env", {}), **job.get("env", {})}, base, variables)},
            capture_output=True, text=True, timeout=SECONDS, check=False,
        )
        for job in parsed["jobs"].values() for step in job["steps"] if "run" in step
    ]  # fmt: skip


def values_of(environ: dict[str, str], base: str, variables: dict[str, str]) -> dict[str, str]:
    """The variables that a workflow sets, with the values of the repository's variables."""
    given = {**variables, "SLIPWAY_URL": base}
    filled = {
        name: re.sub(r"\$\{\{ vars\.(\w+) \}\}", lambda match: given[match[1]], value).replace(ADDRESS, base)
        for name, value in environ.items()
    }
    return {name: given[name] if value == "the tenant ID" else value for name, value in filled.items()}


def require_schema(workflow: str, folder: Path, programs: Path) -> None:
    (folder / "workflow.yml").write_text(workflow)
    words = [programs / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", folder / "workflow.yml"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout


def test_workflow_of_a_new_agent_check(base: str, tmp_path: Path, programs: Path, runner: Path) -> None:
    main(["new", "Acme Queue", "--type", "agent", "--check", "python", "--out", str(tmp_path)])
    workflow = (tmp_path / "acme_queue/.github/workflows/tilekit.yml").read_text()

    require_schema(workflow, tmp_path, programs)
    *before, check = carry_out(workflow, tmp_path / "acme_queue", base, runner)

    assert [done.returncode for done in before] == [0] * 3, before
    assert "3 passed" in before[-1].stdout
    assert check.returncode == 1  # there are the blockers of a new listing
    assert "::error file=manifest.json,line=11" in check.stdout


@pytest.mark.parametrize("kind", ["api", "tile"])
def test_workflow_of_a_new_listing_without_code(
    kind: str, base: str, tmp_path: Path, programs: Path, runner: Path
) -> None:
    main(["new", "Acme Queue", "--type", kind, "--out", str(tmp_path)])
    workflow = (tmp_path / "acme_queue/.github/workflows/tilekit.yml").read_text()

    require_schema(workflow, tmp_path, programs)
    install, check = carry_out(workflow, tmp_path / "acme_queue", base, runner)

    assert install.returncode == 0, install.stderr
    assert check.returncode == 1, check.stderr
    assert "::error file=manifest.json,line=11" in check.stdout


def test_workflow_of_the_docs_that_checks_pull_requests(
    base: str, tmp_path: Path, programs: Path, runner: Path
) -> None:
    workflow = next(text for text in blocks("yaml") if "pull_request" in text)
    root = tmp_path / "repository"
    copytree(SMALL / "octoprint", root / "integrations" / "octoprint")
    commit(root)
    (root / "integrations/octoprint/README.md").write_text("# Changed\n")

    require_schema(workflow, tmp_path, programs)
    install, check = carry_out(workflow, root, base, runner)

    assert install.returncode == 0, install.stderr
    assert check.returncode == 1, check.stderr
    assert "::error file=integrations/octoprint/README.md" in check.stdout


def test_workflows_that_submit(
    base: str, key: Key, machine: Machine, program: Program, tmp_path: Path, programs: Path, runner: Path
) -> None:
    """The one of the docs and the one on the page for developers. A key replaces the ID token of GitHub."""
    documented = next(text for text in blocks("yaml") if "tilekit submit" in text)
    page = html.unescape(httpx.get(f"{base}/developers/").text)
    (shown,) = (text.replace("my-listing", "acme") for text in re.findall(r'id="code-workflow">([^<]+)<', page))
    drafts(machine)
    root = tmp_path / "repository"
    with ZipFile(BytesIO(archive())) as packed:
        packed.extractall(root)
    (root / FOLDER).rename(root / "acme")
    (root / "tilekit.toml").write_text('[submit.values]\nsupport.maintainer_email = "dev@acme.example"\n')
    variables = {f"SLIPWAY_{name}": key[part] for name, part in KEY_VARIABLES.items()}

    first = carry_out(documented, root, base, runner, **variables)
    (listing,) = program.call("GET", "listings")["items"]
    program.call("POST", f"{listing['links']['self']}/withdrawal", {"reason": "Another try."})
    second = carry_out(shown, root, base, runner, **variables)

    assert [step.returncode for step in (*first, *second)] == [0] * 5, (first, second)
    for workflow in (documented, shown):
        require_schema(workflow, tmp_path, programs)


def test_hook_checks_the_listings_of_changed_files(base: str, tmp_path: Path, programs: Path) -> None:
    hooks, repository = tmp_path / "hooks repository", tmp_path / "repository"
    copytree(ROOT / "hooks", hooks / "hooks")
    copyfile(ROOT / ".pre-commit-hooks.yaml", hooks / ".pre-commit-hooks.yaml")
    for name in ("clean", "broken", "other"):
        copytree(SMALL / "octoprint", repository / name)
    (config,) = (text for text in blocks("yaml") if "hooks:" in text)
    (address,) = re.findall(r"repo: (\S+)", config)
    config = config.replace(address, f"'file://{hooks}'").replace("rev: v1.0.0", f"rev: {commit(hooks)}")
    (repository / ".pre-commit-config.yaml").write_text(config)
    commit(repository)
    (repository / "broken" / "manifest.json").write_text("{")
    (repository / "clean" / "README.md").write_bytes((SMALL / "octoprint" / "README.md").read_bytes() + b"\n")
    subprocess.run(["git", "-C", repository, "add", "."], check=True)

    environ = {"PATH": f"{programs}:/usr/bin:/bin", "PIP_NO_COMPILE": "1", "HOME": str(tmp_path), "SLIPWAY_URL": base}
    done = subprocess.run(
        [programs / "pre-commit", "run"], cwd=repository, env=environ, capture_output=True, text=True, check=False,
        timeout=SECONDS,
    )  # fmt: skip

    assert done.returncode == 1
    assert re.findall(r"^(broken|clean|other)$", done.stdout, re.MULTILINE) == ["broken", "clean"]
    assert "GEN-001" in done.stdout


def commit(folder: Path) -> str:
    """Make the folder a repository with one commit of all its files. Returns the commit's ID."""
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@acme.example", "-C", str(folder)]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Add files"]):
        subprocess.run([*git, *words], check=True)
    return subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
