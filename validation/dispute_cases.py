"""Upheld disputes as test cases, in the format of the labelled findings of the checks' tests."""

from tilekit.core.messages import render
from validation.models import FindingDispute
from validation.stored_findings import from_row


def case_of(dispute: FindingDispute) -> dict[str, str]:
    """The case of an upheld dispute: a row of the labelled findings, with what the check reported and read.

    text is the masked content of the file, "" if the finding is about a field or if the file is too large.
    """
    place = dispute.pointer or (f"line {dispute.line}" if dispute.line else "")
    return {
        "listing": "",
        "code": dispute.code,
        "severity": dispute.severity,
        "file": dispute.file,
        "place": place,
        "label": "wrong",
        "chosen": "dispute",
        "reason": dispute.answer,
        "path": dispute.path,
        "message": render(from_row(dispute).message),
        "expected": dispute.expected,
        "excerpt": dispute.excerpt,
        "text": dispute.source,
    }
