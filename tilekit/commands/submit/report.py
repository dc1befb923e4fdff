"""What `submit` and `status` print: for people, or as JSON."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tilekit.commands.outcome import FindingJson
from tilekit.commands.outcome import Outcome as Checked
from tilekit.commands.report import Rows, lines_of
from tilekit.commands.submit.bodies import Finding
from tilekit.commands.submit.outcomes import OUTCOMES
from tilekit.commands.submit.portal import Portal
from tilekit.commands.submit.result import Result
from tilekit.commands.terminal import Paint, one_line
from tilekit.commands.words import said
from tilekit.core.messages import N_


def print_result(result: Result, portal: Portal, *, path: str, form: str) -> int:
    """Print it; the exit code."""
    if form == "json":
        print(json.dumps(result.as_json(portal.address), indent=2))
    else:
        for line in _lines(result, portal, path):
            print(line)
    return result.exit_code


def _lines(result: Result, portal: Portal, path: str) -> Iterator[str]:
    if result.findings:
        yield from lines_of(_as_checked(result, path), Rows(Paint(sys.stdout), all_places=False))
    found = {each.path for each in result.findings}
    if missing := [each for each in result.missing if each not in found]:
        yield said(N_("Required fields that are empty: {fields}"), fields=", ".join(map(one_line, missing)))
    yield said(OUTCOMES[result.outcome].meaning)
    if result.problem and not result.findings and not result.missing:
        yield one_line(result.problem)
    submission = result.submission
    if submission and submission.open_threads:
        yield said(N_("Open comments: {number}"), number=submission.open_threads)
    if submission and submission.links.tile:
        yield portal.address(submission.links.tile)
    if page := (submission.links.page if submission else result.listing.links.page if result.listing else ""):
        yield portal.address(page)


def _as_checked(result: Result, path: str) -> Checked:
    """The findings as `validate` has them."""
    findings = [_as_json(each) for each in result.findings]
    return Checked(path=path, name=Path(path).name, digest="", findings=findings, skipped=[], unchecked=[])


def _as_json(found: Finding) -> FindingJson:
    return FindingJson(
        code=found.code,
        severity=found.severity,
        path=found.path,
        file=found.file or found.place,
        line=found.line,
        column=None,
        pointer="",
        message=found.message,
        fingerprint=found.fingerprint,
        fix=None,
    )
