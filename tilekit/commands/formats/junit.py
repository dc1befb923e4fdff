"""`--format junit`: JUnit's XML; a suite for each listing, a case for each row of findings and unfinished check."""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tilekit.checks.registered_checks import check_of
from tilekit.commands.formats.places import file_of, line_of, text_of
from tilekit.commands.listing_outcome import FindingJson, ListingOutcome, SeverityName, position_text
from tilekit.commands.report_rows import codes_of
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

# Characters that XML 1.0 does not allow, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_lines(outcomes: Iterable[ListingOutcome], *, failing: frozenset[SeverityName]) -> Iterator[str]:
    """The document. A finding of a failing severity is a failure; others are passing cases with their message."""
    root = Element("testsuites", name="tilekit")
    for outcome in outcomes:
        _add_suite(root, outcome, failing)
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield tostring(root, encoding="us-ascii").decode()  # ASCII, so that it can be written with any encoding


def _add_suite(root: Element, outcome: ListingOutcome, failing: frozenset[SeverityName]) -> None:
    findings = outcome["findings"]
    failures = sum(finding["severity"] in failing for finding in findings)
    unchecked = outcome["unchecked"]
    suite = SubElement(root, "testsuite", name=_without_control_characters(outcome["name"]), failures=str(failures))
    suite.set("errors", str(len(unchecked)))
    suite.set("tests", str(max(len(findings) + len(unchecked), 1)))
    for finding in findings:
        case = _added_case(suite, outcome, finding)
        text = _case_text(outcome, finding)
        if finding["severity"] in failing:
            failure = SubElement(
                case, "failure", message=_without_control_characters(finding["message"]), type=finding["code"]
            )
            failure.text = text
        else:
            SubElement(case, "system-out").text = f"{finding['severity']}: {text}"
    for check in unchecked:
        name = f"{check['code']} {translated(check_of(check['code']).name)}"
        case = SubElement(suite, "testcase", name=name, classname=_without_control_characters(outcome["path"]))
        SubElement(case, "error", message=check["message"], type=check["fault"]).text = check["place"]
    if not findings and not unchecked:
        SubElement(
            suite,
            "testcase",
            name=translated(N_("nothing found")),
            classname=_without_control_characters(outcome["path"]),
        )


def _added_case(suite: Element, outcome: ListingOutcome, finding: FindingJson) -> Element:
    name = _without_control_characters(f"{codes_of(finding)} {finding['file']}:{position_text(finding)}".rstrip(": "))
    file = _without_control_characters(file_of(outcome, finding))
    return SubElement(suite, "testcase", name=name, classname=_without_control_characters(outcome["path"]), file=file)


def _case_text(outcome: ListingOutcome, finding: FindingJson) -> str:
    location = ":".join(str(part) for part in (file_of(outcome, finding), *line_of(outcome, finding)) if part)
    return _without_control_characters(f"{location}: {text_of(outcome, finding)}")


def _without_control_characters(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
