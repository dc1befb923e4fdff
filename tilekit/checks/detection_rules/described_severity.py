"""SR-034 and SR-035: severities and techniques in the texts of a rule, compared with its cases and tags."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.detection_rules.rule_files import detection_rule_check, objects_of, rule_tags
from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

_LEVEL = r"(?P<%s>critical|high|medium|low|info(?:rmational)?)"
_SAID = re.compile(
    rf"\b(?:severity|priority)(?: level)?(?: (?:is|of)|:|=)?\s*[*_`\"]{{0,3}}{_LEVEL % 'behind'}\b"
    rf"|\b{_LEVEL % 'before'}[- ](?:severity|priority(?= (?:alert|finding|incident|issue|signal)))\b"
    rf"|\b(?:an?|this is an?) {_LEVEL % 'signal'} (?:alert|finding|incident|issue|signal|threat)\b",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\b(?:no (?:immediate )?action (?:is )?(?:needed|required)|not urgent|for information only)\b", re.IGNORECASE
)
_NAMED_LEVEL = re.compile(rf"{_LEVEL % 'level'}(?:[- ](?:severity|priority|risk))?", re.IGNORECASE)
# Sentences about when the severity changes, or about the severity of the logs.
_CONDITIONAL = re.compile(
    r"\b(?:if|when|whether|unless|otherwise|raise|lower|escalate|treat)\b"
    r"|\b(?:with|whose|where|reports?|detects?) (?:\w+ ){0,3}\Z",
    re.IGNORECASE,
)
_MOST_COMPARED = 8_000
_OTHER_NAME = N_("The case is called “{value}”, but its status is {statuses}. Correct one of them.")
_IDENTIFIER = re.compile(r"\b(?P<id>T1(?!000)\d{3})(?:\.\d{3})?\b")
_TECHNIQUE = re.compile(r"technique:(?P<id>T\d{4})")


@detection_rule_check(
    "SR-034",
    Severity.WARNING,
    N_("The text says “{value}”, but the status of the cases is {statuses}. Correct one of them."),
    name=N_("Rule text that contradicts the status"),
    starts_observed=True,
    applies_to="/name, /message, /cases",
    expected=N_("A severity in the name, the message or the name of a case is that of a case"),
    bad="“A low severity signal” for a case with the status critical",
    good="“A critical severity signal”",
)
def describes_own_severity(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Texts name a severity that a case has. Sentences about when it changes are not compared."""
    statuses = {text(case.get("status")) for _, case in objects_of(asset, "cases")} - {""}
    shown = ", ".join(sorted(statuses))
    for pointer in ("/name", "/message") if statuses else ():
        content = text(asset.at(pointer))[:_MOST_COMPARED]
        for match in (*_SAID.finditer(content), *_HARMLESS.finditer(content)):
            levels = match.groupdict().values() if match.re is _SAID else ("info",)
            said = next((_status(level) for level in levels if level), "")
            is_low = match.re is _HARMLESS and bool(statuses & {"info", "low"})
            if said not in statuses and not is_low and not _CONDITIONAL.search(_sentence_before(content, match)):
                yield asset.inside(asset.finding(pointer, match[0], statuses=shown), match.start())
                break
    for at, case in objects_of(asset, "cases"):
        named, status = _NAMED_LEVEL.fullmatch(text(case.get("name")).strip()), text(case.get("status"))
        if named and status and _status(named["level"]) != status:
            yield asset.finding(f"/cases/{at}/name", named[0], message=_OTHER_NAME, statuses=status)


def _status(level: str) -> str:
    return "info" if level.lower().startswith("info") else level.lower()


def _sentence_before(content: str, match: re.Match[str]) -> str:
    """The sentence around a match, up to the match."""
    start = max(content.rfind(mark, 0, match.start()) for mark in (". ", "\n", "! ", "? "))
    return content[start + 1 : match.start()]


@detection_rule_check(
    "SR-035",
    Severity.ADVICE,
    N_("The text names the technique {value}, which is in none of the tags. Correct the text or the tags."),
    name=N_("Technique in a rule text that no tag has"),
    starts_observed=True,
    applies_to="/name, /message, /tags",
    expected=N_("A technique of MITRE ATT&CK in the name or message is that of a tag"),
    bad="T1078 in the message and technique:T1110-brute-force in the tags",
    good="T1110 in both",
)
def names_own_technique(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """If a rule has tags of techniques, its texts name one of these. SR-020 reports a rule without any."""
    tagged = {match["id"] for tag in rule_tags(asset) if (match := _TECHNIQUE.match(tag))}
    for pointer in ("/name", "/message") if tagged else ():
        named = {match["id"]: match for match in _IDENTIFIER.finditer(text(asset.at(pointer))[:_MOST_COMPARED])}
        if named and tagged.isdisjoint(named):
            match = next(iter(named.values()))
            yield asset.inside(asset.finding(pointer, match[0]), match.start())
