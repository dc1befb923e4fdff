"""Converts findings to and from what is stored: rows of a run, or JSON for a draft."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tilekit.checks.finding import Finding, FindingBase, Fix, Severity
from tilekit.checks.unchecked import Unchecked
from tilekit.core.messages import Message
from validation import models

# PostgreSQL cannot store NUL characters and lone surrogates, but uploads may contain them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# A value that `finding_as_json` returns.
Json = Mapping[str, Any]


class StoredFinding(FindingBase, frozen=True, kw_only=True):
    """A finding as it is stored, before waivers and modes apply. fix contains the title of its fix, if it has one."""

    fix: Json | None = None


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """The JSON value to store for a new finding."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": _storable(finding.path),
        "file": _storable(finding.file),
        "line": finding.line,
        "column": finding.column,
        "pointer": _storable(finding.pointer),
        "message": _storable(finding.message.as_json()),
        "fingerprint": finding.fingerprint,
        "fix": _fix_as_json(finding.fix),
    }


def finding_from_json(stored: Json) -> StoredFinding:
    """The finding in a JSON value from `finding_as_json`."""
    values = {**stored, "severity": Severity(stored["severity"]), "message": Message.from_json(stored["message"])}
    return StoredFinding(**values)


def unchecked_as_json(unchecked: Iterable[Unchecked]) -> list[dict[str, str]]:
    """The JSON value to store for checks that could not be finished."""
    stored: list[dict[str, str]] = msgspec.to_builtins(list(unchecked))
    return stored


def unchecked_from_json(stored: Sequence[Json]) -> tuple[Unchecked, ...]:
    """The unfinished checks in a JSON value from `unchecked_as_json`."""
    return msgspec.convert(stored, tuple[Unchecked, ...])


def as_row(finding: Finding, run: models.Run) -> models.RunFinding:
    """An unsaved row for a new finding of a run."""
    fingerprint_parts = {"place": _storable(finding.place), "value": _storable(finding.value)}
    return models.RunFinding(run=run, fix=_fix_as_json(finding.fix), **fingerprint_parts, **_columns(finding))


def as_live_row(
    finding: Finding, check: models.LiveCheck, *, was_in_previous_release: bool, is_new: bool
) -> models.LiveFinding:
    """An unsaved row for a new finding in a live listing."""
    return models.LiveFinding(
        check_of=check, was_in_previous_release=was_in_previous_release, is_new=is_new, **_columns(finding)
    )


def _columns(finding: Finding) -> dict[str, Any]:
    columns = finding_as_json(finding)
    message = columns.pop("message")
    del columns["fix"]
    return {**columns, "message": message["id"], "parameters": message["parameters"]}


def from_row(row: models.FindingColumns) -> StoredFinding:
    """The finding in a row."""
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
        fix=row.fix if isinstance(row, models.RunFinding) else None,
    )


def _storable(value: Any) -> Any:  # noqa: ANN401 JSON in, the same JSON out
    """The value without characters that the database cannot store."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    return {name: _storable(item) for name, item in value.items()} if isinstance(value, Mapping) else value


def _fix_as_json(fix: Fix | None) -> dict[str, object] | None:
    """The JSON value to store for a fix, which has only its title; None if there is no fix.

    The patch is computed again when it is needed: it would be large, and is valid only for the bytes that the check
    read.
    """
    return {"title": _storable(fix.title.as_json())} if fix else None
