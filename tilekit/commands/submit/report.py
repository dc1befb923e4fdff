"""Prints the result of `submit` and `status`, as text or as JSON."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tilekit.commands.listing_outcome import FindingJson
from tilekit.commands.listing_outcome import ListingOutcome as Checked
from tilekit.commands.submit.field_values import ALL, confirmed_boxes
from tilekit.commands.submit.outcomes import OUTCOMES
from tilekit.commands.submit.overlay import with_date
from tilekit.commands.submit.portal import PortalClient
from tilekit.commands.submit.replies import FindingReply
from tilekit.commands.submit.result import SubmitResult
from tilekit.commands.terminal import Paint, one_line
from tilekit.commands.text_report import FindingRows, outcome_lines
from tilekit.commands.translation import translated
from tilekit.core.messages import N_


def print_result(result: SubmitResult, portal: PortalClient, *, path: str, form: str) -> int:
    """Print the result and return the exit code."""
    if form == "json":
        print(json.dumps(result.as_json(portal.address), indent=2))
    else:
        for line in _report_lines(result, portal, path):
            print(line)
    return result.exit_code


def _report_lines(result: SubmitResult, portal: PortalClient, path: str) -> Iterator[str]:
    if result.findings:
        yield from outcome_lines(_as_checked(result, path), FindingRows(Paint(sys.stdout), all_places=False))
    paths = {item.path for item in result.findings}
    if missing := [item for item in result.missing if item not in paths]:
        yield translated(N_("Required fields that are empty: {fields}"), fields=tuple(map(one_line, missing)))
    if boxes := sorted(confirmed_boxes((ALL,)) & {*result.missing, *paths}):
        options = " ".join(f"--confirm {box}" for box in boxes)
        yield translated(N_("To confirm checkboxes, add {options} or --confirm all."), options=options)
    yield translated(OUTCOMES[result.outcome].meaning)
    if result.problem and not result.findings and not result.missing:
        yield one_line(result.problem)
    submission = result.submission
    if submission and submission.open_threads:
        yield translated(N_("Open comments: {number}"), number=submission.open_threads)
    if submission and submission.links.tile:
        yield portal.address(submission.links.tile)
    if page := (submission.links.page if submission else result.listing.links.page if result.listing else ""):
        yield portal.address(page)


def _as_checked(result: SubmitResult, path: str) -> Checked:
    """The findings in the form of `validate`."""
    findings = [_as_json(finding) for finding in result.findings]
    return Checked(
        path=path, name=Path(path).name, digest="", findings=findings, skipped=[], unchecked=[], ineffective_ignores=[]
    )


def _as_json(finding: FindingReply) -> FindingJson:
    return FindingJson(
        code=finding.code,
        severity=finding.severity,
        path=finding.path,
        file=finding.file or finding.place,
        line=finding.line,
        column=None,
        pointer="",
        message=with_date(finding.message, finding.blocks_from[:10]) if finding.blocks_from else finding.message,
        fingerprint=finding.fingerprint,
        fix=None,
    )
