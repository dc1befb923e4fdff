"""`tilekit validate` checks listing folders and archives."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tilekit.bundle import Bundle, Files
from tilekit.checks.context import Context
from tilekit.checks.engine import Report, report_of, run_checks
from tilekit.checks.finding import Finding, Scope, Severity, Spot
from tilekit.checks.patches import patch_of
from tilekit.commands import UsageError
from tilekit.commands.report import Paint, lines_of, totals
from tilekit.commands.words import language, said
from tilekit.core.basics import Basics
from tilekit.core.messages import N_, render
from tilekit.scaffold.package import ArchiveRefused, bundle_of_folder, bundle_of_zip

BLOCKED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One listing with what was found in it; path is as it was given."""

    path: str
    bundle: Bundle
    report: Report


def configure(parser: argparse.ArgumentParser) -> None:
    """PATH..., --format and --as-submission."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help=said(N_("folder or zip archive of a listing")))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=said(N_("how to print")))
    parser.add_argument(
        "--as-submission",
        action="store_true",
        help=said(N_("also check what a submission needs beyond its folder")),
    )


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 where there is a blocker. Raises UsageError before anything is printed."""
    for path in arguments.paths:
        if not Path(path).exists():
            raise UsageError(said(N_("{path} does not exist."), path=path))
    scope = Scope.SUBMISSION if arguments.as_submission else Scope.CONTENT
    checked = (_checked(path, Context(scope=scope)) for path in arguments.paths)
    findings = _print_json(checked) if arguments.format == "json" else _print_text(checked)
    return BLOCKED if any(one.severity is Severity.BLOCKER for one in findings) else 0


def as_json(checked: Checked) -> dict[str, object]:
    """The listing as the JSON output has it."""
    bundle, report = checked.bundle, checked.report
    return {
        "path": checked.path,
        "name": bundle.basics.name or bundle.folder or Path(checked.path).stem,
        "digest": bundle.digest,
        "findings": [finding_as_json(one, bundle) for one in report.findings],
        "skipped": list(report.skipped),
    }


def finding_as_json(one: Finding, bundle: Bundle) -> dict[str, object]:
    """The finding with its text and the patch of its fix."""
    spoken = language()
    fix = {"title": render(one.fix.title, spoken), "patch": patch_of(bundle, one.fix)} if one.fix else None
    return {
        "code": one.code,
        "severity": one.severity.value,
        "path": one.path,
        "file": one.file,
        "line": one.line,
        "column": one.column,
        "pointer": one.pointer,
        "message": render(one.message, spoken),
        "fingerprint": one.fingerprint,
        "fix": fix,
    }


def _print_json(checked: Iterator[Checked]) -> list[Finding]:
    done = list(checked)
    print(json.dumps({"listings": [as_json(one) for one in done]}, indent=2))
    return [finding for one in done for finding in one.report.findings]


def _print_text(checked: Iterator[Checked]) -> list[Finding]:
    """Each listing as soon as it is checked."""
    found: list[Finding] = []
    paint, count = Paint(sys.stdout), 0
    for count, one in enumerate(checked, start=1):  # noqa: B007 it counts what was printed
        for line in lines_of(one.path, one.report, paint):
            print(line)
        found += one.report.findings
    if count > 1:
        print(said(N_("{count} listings. {totals}"), count=count, totals=totals(found)))
    return found


def _checked(path: str, context: Context) -> Checked:
    """Read one listing and check it; an archive that breaks a rule is a listing with that one finding."""
    place = Path(path)
    try:
        bundle = bundle_of_folder(place) if place.is_dir() else bundle_of_zip(place.read_bytes())
    except ArchiveRefused as refused:
        if not refused.code:
            raise UsageError(f"{path}: {render(refused.message, language())}") from refused
        return _refused(path, refused, context)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    return Checked(path=path, bundle=bundle, report=run_checks(bundle, context))


def _refused(path: str, refused: ArchiveRefused, context: Context) -> Checked:
    nothing = Bundle(basics=Basics(), documents={}, files=Files({}))
    spot = Spot(message=refused.message.id, parameters=refused.message.parameters)
    return Checked(path=path, bundle=nothing, report=report_of(refused.code, spot, bundle=nothing, context=context))
