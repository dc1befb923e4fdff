"""Looks up known vulnerabilities of the packages that production installs; `.ci/run` calls it.

Fails only if there is a vulnerability. If the package index does not respond, or the tool is not installed, it prints
the reason and passes, because a build must not depend on an external server.
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
# The lock file is complete and has hashes, so nothing is resolved or downloaded.
_OPTIONS = ("--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "5")
_LONGEST_SECONDS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """vulnerable contains one line for each vulnerable package. skipped is why the audit was not possible, otherwise
    "".
    """

    vulnerable: Sequence[str] = ()
    looked_up: int = 0
    skipped: str = ""


def audit(tool: Path = TOOL, lock: Path = LOCK, longest_seconds: float = _LONGEST_SECONDS) -> Audit:
    """Run the tool on the lock file and parse its output."""
    command = [str(tool), "--requirement", str(lock), *_OPTIONS]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=longest_seconds, check=False)
    except OSError as fault:
        return Audit(skipped=f"pip-audit cannot be run: {fault.strerror}")
    except subprocess.TimeoutExpired:
        return Audit(skipped=f"pip-audit did not finish within {longest_seconds:g} s")
    try:
        report = json.loads(done.stdout)
    except ValueError:
        errors = done.stderr.strip().splitlines()
        return Audit(skipped=f"pip-audit failed: {errors[-1] if errors else 'it printed no reason'}")
    return read(report["dependencies"])


def read(dependencies: Sequence[dict[str, Any]]) -> Audit:
    """The tool's JSON as an Audit; packages that the index does not know are not counted as checked."""
    packages = [package for package in dependencies if "vulns" in package]
    if not packages:
        return Audit(skipped=f"the index returned no data for any of {len(dependencies)} packages")
    return Audit(vulnerable=[_line(package) for package in packages if package["vulns"]], looked_up=len(packages))


def _line(package: dict[str, Any]) -> str:
    return f"{package['name']} {package['version']}: {', '.join(_words(fault) for fault in package['vulns'])}"


def _words(vulnerability: dict[str, Any]) -> str:
    fixed = ", ".join(vulnerability.get("fix_versions", []))
    return f"{vulnerability['id']} (fixed in {fixed})" if fixed else str(vulnerability["id"])


def report(audit_result: Audit) -> int:
    """Print the result and return the exit status."""
    if audit_result.skipped:
        sys.stdout.write(f"Skipped: {audit_result.skipped}.\n")
        return 0
    sys.stdout.write(
        f"{audit_result.looked_up} packages checked, {len(audit_result.vulnerable)} with a known vulnerability.\n"
    )
    sys.stdout.write("".join(f"  {line}\n" for line in audit_result.vulnerable))
    return 1 if audit_result.vulnerable else 0


if __name__ == "__main__":
    sys.exit(report(audit()))
