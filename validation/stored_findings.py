"""Converts findings to and from what is stored: rows of a run, or JSON for a draft."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tilekit.checks.finding import Finding, Fix, Severity
from tilekit.checks.unchecked import Unchecked
from tilekit.core.messages import Message
from validation import models

# PostgreSQL cannot store NUL characters and lone surrogates, but uploads may contain them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# A value that `finding_as_json` returns.
Json = Mapping[str, Any]
# The columns that have the name and the value of an attribute of a finding.
_FINDING_COLUMNS = ("code", "severity", "path", "file", "line", "column", "pointer", "fingerprint")


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """The JSON value to store for a new finding.

    Its fix has only the title. The patch is computed again when it is needed: it would be large, and is valid only for
    the bytes that the check read.
    """
    return {
        **{name: _storable(getattr(finding, name)) for name in _FINDING_COLUMNS},
        "severity": finding.severity.value,
        "message": _storable(finding.message.as_json()),
        "fix": {"title": _storable(finding.fix.title.as_json())} if finding.fix else None,
    }


def finding_from_json(stored: Json) -> Finding:
    """The finding in a JSON value from `finding_as_json`."""
    return _finding({name: stored[name] for name in _FINDING_COLUMNS}, message=stored["message"], fix=stored["fix"])


def _finding(columns: dict[str, Any], *, message: Json, fix: Json | None) -> Finding:
    columns["severity"] = Severity(columns["severity"])
    fix_with_title = Fix(title=Message.from_json(fix["title"])) if fix else None
    return Finding(message=Message.from_json(message), fix=fix_with_title, **columns)


def unchecked_as_json(unchecked: Iterable[Unchecked]) -> list[dict[str, str]]:
    """The JSON value to store for checks that could not be finished."""
    stored: list[dict[str, str]] = msgspec.to_builtins(list(unchecked))
    return stored


def unchecked_from_json(stored: Sequence[Json]) -> tuple[Unchecked, ...]:
    """The unfinished checks in a JSON value from `unchecked_as_json`."""
    return msgspec.convert(stored, tuple[Unchecked, ...])


def as_row(finding: Finding, run: models.Run) -> models.RunFinding:
    """An unsaved row for a new finding of a run."""
    fix, columns = _columns(finding)
    fingerprint_parts = {"place": _storable(finding.place), "value": _storable(finding.value)}
    return models.RunFinding(run=run, fix=fix, **fingerprint_parts, **columns)


def as_live_row(
    finding: Finding, check: models.LiveCheck, *, was_in_previous_release: bool, is_new: bool
) -> models.LiveFinding:
    """An unsaved row for a new finding in a live listing."""
    _fix, columns = _columns(finding)
    return models.LiveFinding(check_of=check, was_in_previous_release=was_in_previous_release, is_new=is_new, **columns)


def finding_columns(finding: Finding) -> dict[str, Any]:
    """The values of the columns of `FindingColumns`."""
    return _columns(finding)[1]


def _columns(finding: Finding) -> tuple[Json | None, dict[str, Any]]:
    """(the JSON value of the fix, the values of the other columns)."""
    columns = finding_as_json(finding)
    message, fix = columns.pop("message"), columns.pop("fix")
    return fix, {**columns, "message": message["id"], "parameters": message["parameters"]}


def from_row(row: models.FindingColumns) -> Finding:
    """The finding in a row."""
    columns = {name: getattr(row, name) for name in _FINDING_COLUMNS}
    message = {"id": row.message, "parameters": row.parameters}
    return _finding(columns, message=message, fix=getattr(row, "fix", None))


def _storable(value: Any) -> Any:  # noqa: ANN401 JSON in, the same JSON out
    """The value without characters that the database cannot store."""
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else _UNSTORABLE.sub("\ufffd", value)
    return {name: _storable(item) for name, item in value.items()} if isinstance(value, dict) else value
