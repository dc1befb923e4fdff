"""Findings as they are kept: as rows of a run, or as JSON beside a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tilekit.checks.finding import Finding, Fix, Severity, Told
from tilekit.core.messages import Message
from validation import models

# JSON of the shape that `as_json` writes.
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding(Told):
    """A finding as it was written, before anything is laid over it. fix is None or the title of what would mend it."""

    fix: Json | None = None


def as_json(finding: Finding) -> dict[str, object]:
    """What to keep of a fresh finding."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": finding.path,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "pointer": finding.pointer,
        "message": finding.message.as_json(),
        "fingerprint": finding.fingerprint,
        "fix": _fix_as_json(finding.fix),
    }


def from_json(stored: Json) -> StoredFinding:
    """The finding of what `as_json` gave."""
    values = {**stored, "severity": Severity(stored["severity"]), "message": Message.from_json(stored["message"])}
    return StoredFinding(**values)


def as_row(finding: Finding, run: models.Run) -> models.Finding:
    """The row of a fresh finding, not yet saved."""
    message = finding.message.as_json()
    return models.Finding(
        run=run,
        code=finding.code,
        severity=finding.severity.value,
        path=finding.path,
        file=finding.file,
        line=finding.line,
        column=finding.column,
        pointer=finding.pointer,
        message=finding.message.id,
        parameters=message["parameters"],
        fingerprint=finding.fingerprint,
        fix=_fix_as_json(finding.fix),
    )


def from_row(row: models.Finding) -> StoredFinding:
    """The finding of a row."""
    return StoredFinding(
        code=row.code,
        severity=Severity(row.severity),
        path=row.path,
        file=row.file,
        line=row.line,
        column=row.column,
        pointer=row.pointer,
        message=Message.from_json({"id": row.message, "parameters": row.parameters}),
        fingerprint=row.fingerprint,
        fix=row.fix,
    )


def _fix_as_json(fix: Fix | None) -> dict[str, object] | None:
    """That there is a fix, and what it is called. Its patch is made anew when it is wanted: it holds for the bytes that
    the check read, and in a listing of hundreds of rows it would be most of what every save writes.
    """
    return {"title": fix.title.as_json()} if fix else None
