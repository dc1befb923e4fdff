"""Ask the package index for known vulnerabilities of what production installs; `.ci/run` calls it.

Fails on a vulnerability alone. Where the index does not answer, or the tool is not there, it says so and passes: a
build must not depend on somebody else's server.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent / "production.txt"
TOOL = Path(sys.executable).parent / "pip-audit"
# The lock is complete and hashed, so nothing is resolved or downloaded.
_OPTIONS = ("--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "5")
_LONGEST_SECONDS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """vulnerable: lines for people, empty where nothing is known; skipped: why nobody could say, "" otherwise."""

    vulnerable: Sequence[str] = ()
    looked_up: int = 0
    skipped: str = ""


def audit(tool: Path = TOOL, lock: Path = LOCK, longest_seconds: float = _LONGEST_SECONDS) -> Audit:
    """Run the tool over the lock and read its answer."""
    command = [str(tool), "--requirement", str(lock), *_OPTIONS]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=longest_seconds, check=False)  # noqa: S603 our own tool
    except OSError as fault:
        return Audit(skipped=f"pip-audit cannot be run: {fault.strerror}")
    except subprocess.TimeoutExpired:
        return Audit(skipped=f"no answer within {longest_seconds:g} s")
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.strip().splitlines()
        return Audit(skipped=f"pip-audit gave up: {said[-1] if said else 'it said nothing'}")
    return read(answer["dependencies"])


def read(dependencies: Sequence[dict[str, Any]]) -> Audit:
    """The tool's JSON as an Audit; a package that the index does not know counts as not looked up."""
    known = [each for each in dependencies if "vulns" in each]
    if not known:
        return Audit(skipped=f"the index knows none of {len(dependencies)} packages, so it does not answer")
    return Audit(vulnerable=[_line(each) for each in known if each["vulns"]], looked_up=len(known))


def _line(package: dict[str, Any]) -> str:
    return f"{package['name']} {package['version']}: {', '.join(_words(each) for each in package['vulns'])}"


def _words(vulnerability: dict[str, Any]) -> str:
    fixed = ", ".join(vulnerability.get("fix_versions", []))
    return f"{vulnerability['id']} (fixed in {fixed})" if fixed else str(vulnerability["id"])


def report(found: Audit) -> int:
    """Say it; the exit status of the step."""
    if found.skipped:
        sys.stdout.write(f"Skipped: {found.skipped}.\n")
        return 0
    sys.stdout.write(f"{found.looked_up} packages looked up, {len(found.vulnerable)} with a known vulnerability.\n")
    sys.stdout.write("".join(f"  {line}\n" for line in found.vulnerable))
    return 1 if found.vulnerable else 0


if __name__ == "__main__":
    sys.exit(report(audit()))
