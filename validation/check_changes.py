"""Compares two versions of the checks, to record what has changed for everybody."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from tilekit.checks.finding import Stage
from tilekit.checks.registered_checks import Check, all_checks
from tilekit.core.messages import render
from validation.models import CheckCatalogue, CheckChange, CheckChangeKind

Details = Mapping[str, Mapping[str, str]]


def current_details() -> Details:
    """{code: {"severity", "texts"}} of every check that has findings, as in `CheckCatalogue`."""
    return {check.code: _details(check) for check in all_checks() if check.stage is not Stage.REVIEWER}


def _details(check: Check) -> dict[str, str]:
    texts = (check.name, check.message, check.folded, check.applies_to, render(check.expected), check.bad, check.good)
    digest = hashlib.sha256("\0".join((*texts, check.reason)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return {"severity": check.submission_severity.value, "texts": digest}


def changes_between(
    before: CheckCatalogue, after: CheckCatalogue, *, former: Collection[str], now: datetime
) -> Iterator[CheckChange]:
    """The changes from one version of the checks to another, not saved. former are the codes of all earlier versions.

    Severities and texts are compared only for checks whose earlier details are stored.
    """
    for code in sorted({*before.codes} - {*after.codes}):
        yield CheckChange(code=code, kind=CheckChangeKind.REMOVED, at=now)
    for code in after.codes:
        details, old = after.details[code], before.details.get(code)
        if code not in former:
            yield CheckChange(code=code, kind=CheckChangeKind.ADDED, after=details["severity"], at=now)
        elif old and old["severity"] != details["severity"]:
            values = {"before": old["severity"], "after": details["severity"]}
            yield CheckChange(code=code, kind=CheckChangeKind.SEVERITY, at=now, **values)
        elif old and old["texts"] != details["texts"]:
            yield CheckChange(code=code, kind=CheckChangeKind.TEXTS, at=now)
