"""`--format sarif`: SARIF 2.1.0, which code hosts read. Paths are relative to the root of the repository."""

import json
from collections.abc import Iterable, Iterator

from tilekit import __version__
from tilekit.checks.registered_checks import check_of
from tilekit.commands.formats.places import (
    file_of,
    line_of,
    message_with_place,
    path_of,
    repository_of,
    text_of,
    uri_of,
)
from tilekit.commands.listing_outcome import FindingJson, ListingOutcome, SeverityName, UncheckedJson
from tilekit.commands.translation import translated

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SARIF_LEVELS: dict[SeverityName, str] = {"blocker": "error", "warning": "warning", "advice": "note"}


def sarif_lines(outcomes: Iterable[ListingOutcome]) -> Iterator[str]:
    """One log with one run: a rule for each code with findings, and a result for each row of findings."""
    listings = list(outcomes)
    rows = [row for outcome in listings for row in outcome["findings"]]
    codes = sorted({finding["code"] for row in rows for finding in (row, *row.get("places", []))})
    run = {
        "tool": {"driver": {"name": "tilekit", "version": __version__, "rules": [_rule(code) for code in codes]}},
        "invocations": [_invocation(listings)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(outcome, finding, codes) for outcome in listings for finding in outcome["findings"]],
    }
    yield json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _invocation(outcomes: Iterable[ListingOutcome]) -> dict[str, object]:
    """The invocation. It is unsuccessful if a check could not be finished, whatever was found."""
    failed = [_notification(outcome, check) for outcome in outcomes for check in outcome["unchecked"]]
    return {"executionSuccessful": not failed, **({"toolExecutionNotifications": failed} if failed else {})}


def _notification(outcome: ListingOutcome, unchecked: UncheckedJson) -> dict[str, object]:
    uri = uri_of(path_of(outcome, repository_of(outcome["path"])))
    return {
        "level": "error",
        "associatedRule": {"id": unchecked["code"]},
        "message": {"text": unchecked["message"]},
        "exception": {"kind": unchecked["fault"]},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}}}],
        "properties": {"listing": outcome["name"], "cause": unchecked["cause"], "place": unchecked["place"]},
    }


def _rule(code: str) -> dict[str, object]:
    check = check_of(code)
    return {
        "id": code,
        "shortDescription": {"text": translated(check.name)},
        "help": {"text": f"tilekit validate --explain {code}"},
        "defaultConfiguration": {"level": _SARIF_LEVELS[check.severity.value]},
        "properties": {"subject": check.subject, "doc": check.doc},
    }


def _result(outcome: ListingOutcome, finding: FindingJson, codes: list[str]) -> dict[str, object]:
    fix = {"fix": finding["fix"]["title"]} if finding["fix"] else {}
    properties = {"listing": outcome["name"], "path": finding["path"], "pointer": finding["pointer"], **fix}
    return {
        "ruleId": finding["code"],
        "ruleIndex": codes.index(finding["code"]),
        "level": _SARIF_LEVELS[finding["severity"]],
        "message": {"text": text_of(outcome, finding)},
        "locations": [_location(outcome, finding)],
        **_related_locations(outcome, finding),
        "partialFingerprints": {"finding/v1": finding["fingerprint"]},
        "properties": {**properties, "codes": finding.get("codes", {finding["code"]: 1})},
    }


def _related_locations(outcome: ListingOutcome, finding: FindingJson) -> dict[str, object]:
    """The places of a row with several, each with its own code and message."""
    related = [
        {
            **_location(outcome, place),
            "message": {"text": message_with_place(outcome, place)},
            "properties": {"ruleId": place["code"]},
        }
        for place in finding.get("places", [])
    ]
    return {"relatedLocations": related} if related else {}


def _location(outcome: ListingOutcome, finding: FindingJson) -> dict[str, object]:
    uri = uri_of(file_of(outcome, finding, repository_of(outcome["path"])))
    physical: dict[str, object] = {"artifactLocation": {"uri": uri}}
    line, column = line_of(outcome, finding)
    if line:
        physical["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
    return {"physicalLocation": physical}
