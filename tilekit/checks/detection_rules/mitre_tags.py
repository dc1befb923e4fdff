"""SR-018 to SR-020 and SR-030: the MITRE ATT&CK tags of a rule."""

import re
from collections.abc import Iterator
from functools import cache

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.detection_rules.rule_files import detection_rule_check, rule_tags
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word
from tilekit.platform_lists import rows

_TAG_ID = re.compile(r"(?:tactic|technique):(TA?\d{4})")
_SUB_TECHNIQUE = re.compile(r"technique:(T\d{4})\.\d{3}-[a-z0-9-]+")


@detection_rule_check(
    "SR-018",
    Severity.BLOCKER,
    N_("The rule has a MITRE tag. Add the tag security:attack too."),
    name=N_("No security:attack tag"),
    fix=FixClass.SUGGESTED,
    applies_to="/tags",
    expected=N_("Contains security:attack if there is a tactic: or technique: tag"),
    bad="a tactic: tag without security:attack",
    good="security:attack",
)
def has_attack_tag(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """A rule with a tactic or technique tag also has the tag security:attack."""
    tags = rule_tags(asset)
    if any(tag.startswith(("tactic:", "technique:")) for tag in tags) and "security:attack" not in tags:
        yield asset.finding("/tags", fix=asset.setting("/tags", [*tags, "security:attack"], N_("Add the tag")))


@detection_rule_check(
    "SR-019",
    Severity.BLOCKER,
    N_("{value} is not in MITRE ATT&CK. Correct or remove the tag."),
    name=N_("Unknown MITRE tactic or technique"),
    fix=FixClass.SUGGESTED,
    applies_to="/tags",
    expected=N_("Each tactic and technique tag is in MITRE ATT&CK"),
    bad="tactic:break-in",
    good="tactic:TA0006-credential-access",
)
def has_known_tactics(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    mitre_tags = [row["tag"] for row in rows("mitre_tags.csv")]
    for at, tag in enumerate(rule_tags(asset)):
        if tag.startswith(("tactic:", "technique:")) and tag not in mitre_tags and not _is_sub_technique(tag):
            suggestion = _tag_of_id(tag) or closest_word(tag, mitre_tags)
            fix = asset.setting(f"/tags/{at}", suggestion, N_("Use {near}"), near=suggestion) if suggestion else None
            message = N_("{value} is not in MITRE ATT&CK. Did you mean {near}?") if suggestion else ""
            yield asset.finding(f"/tags/{at}", tag, message=message, near=suggestion, fix=fix)


def _tag_of_id(tag: str) -> str:
    """The tag with the ID that is written; "" without an ID, or with one that MITRE does not have."""
    match = _TAG_ID.match(tag)
    return next((row["tag"] for row in rows("mitre_tags.csv") if match and row["id"] == match[1]), "")


def _is_sub_technique(tag: str) -> bool:
    """Whether the tag is a sub-technique of a technique: technique:T1110.001-password-guessing."""
    match = _SUB_TECHNIQUE.fullmatch(tag)
    return match is not None and match[1] in _tactics_of_techniques()


@cache
def _tactics_of_techniques() -> dict[str, frozenset[str]]:
    """ID of each technique -> IDs of its tactics."""
    techniques = (row for row in rows("mitre_tags.csv") if row["kind"] == "technique")
    return {row["id"]: frozenset(row["tactics"].split(";")) for row in techniques}


@detection_rule_check(
    "SR-030",
    Severity.ADVICE,
    N_("{technique} does not belong to {value}. Correct one of the two tags."),
    name=N_("MITRE technique of another tactic"),
    applies_to="/tags",
    expected=N_("Each technique belongs to one of the tactics"),
    bad="tactic:TA0010-exfiltration with technique:T1110-brute-force",
    good="tactic:TA0006-credential-access with technique:T1110-brute-force",
)
def has_matching_techniques(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Techniques belong to a tactic of the rule. SR-019 reports unknown ones, SR-020 missing ones."""
    ids = [(at, tag, _TAG_ID.match(tag)) for at, tag in enumerate(rule_tags(asset))]
    tactics = {match[1]: (at, tag) for at, tag, match in ids if match and match[1].startswith("TA")}
    for _at, tag, match in ids:
        allowed = _tactics_of_techniques().get(match[1]) if match else None
        if allowed and tactics and allowed.isdisjoint(tactics):
            at, tactic = next(iter(tactics.values()))
            yield asset.finding(f"/tags/{at}", tactic, technique=tag)


@detection_rule_check(
    "SR-020",
    Severity.ADVICE,
    N_("Add a tag for a MITRE tactic so that customers can find the rule."),
    name=N_("No MITRE tactic or technique"),
    applies_to="/tags",
    expected=N_("At least one tactic and one technique"),
    bad="only a tactic",
    good="a tactic and a technique",
)
def has_tactic(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    has = {kind: any(tag.startswith(f"{kind}:") for tag in rule_tags(asset)) for kind in ("tactic", "technique")}
    if has["tactic"] and not has["technique"]:
        text = N_("The rule has a MITRE tactic but no technique. Add a tag such as technique:T1110-brute-force.")
        yield asset.finding("/tags", message=text)
    elif not has["tactic"]:
        yield asset.finding("/tags")
