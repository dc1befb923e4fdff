"""SR-001 to SR-009 and SR-017 to SR-024: the rule as a whole."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context, Need
from tilekit.checks.detection_rules.reading import FIELD, READS, files, rule, source_of, tags_of
from tilekit.checks.finding import Severity, Spot, Stage, finding
from tilekit.checks.registry import check
from tilekit.checks.unsafe import unsafe_in
from tilekit.core.messages import N_
from tilekit.lists import rows
from tilekit.parse.dashboard import text
from tilekit.sections.data import Data

METHODS = (
    "threshold", "new_value", "anomaly_detection", "impossible_travel", "third_party", "hardcoded",
    "sequence_detection",
)  # fmt: skip
STEPS_S = {
    "evaluationWindow": (0, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400),
    "keepAlive": (0, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400),
    "maxSignalDuration": (0, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400),
}
_FROM_ACCOUNT = (
    "id", "creator", "updater", "createdAt", "updatedAt", "version", "creationAuthorId", "updateAuthorId", "isDefault",
    "isDeleted",
)  # fmt: skip
_RULE_ID = re.compile(r"ext-[a-z0-9]{3}-[a-z0-9]{3}")
_GOOD_HEADINGS = re.compile(r"^#+\s*\w+", re.MULTILINE)
MAX_NAME, MAX_RULES, MIN_MESSAGE = 120, 10, 100


@rule("SR-001", Severity.BLOCKER, N_("The rule needs an id of the form ext-00x-xxx."))
def has_id(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """There is a partnerRuleId."""
    if asset.value.get("partnerRuleId") in (None, ""):
        yield asset.spot("/partnerRuleId")


@rule("SR-002", Severity.BLOCKER, N_("{value} has the wrong form. Write it like ext-00x-xxx."))
def has_form_of_id(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The id has its form."""
    found = asset.value.get("partnerRuleId")
    if found not in (None, "") and not _RULE_ID.fullmatch(text(found)):
        yield asset.spot("/partnerRuleId", found)


@check(
    code="SR-003",
    severity=Severity.BLOCKER,
    message=N_("{value} is already used by “{owner}”."),
    reads=READS,
    stage=Stage.DEEP,
    wants=(Need.TAKEN,),
)
def has_own_id(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """No other rule has the id, here or in another listing."""
    seen: dict[str, str] = {}
    for asset in files(bundle):
        found = text(asset.value.get("partnerRuleId"))
        owner = seen.get(found) or (context.taken.owner("rule_id", found) if context.taken else None)
        if found and owner:
            yield asset.spot("/partnerRuleId", found, owner=owner)
        seen[found] = text(asset.value.get("name")) or asset.file


@check(
    code="SR-004",
    severity=Severity.BLOCKER,
    message=N_("Another rule is already called “{value}”."),
    reads=READS,
    stage=Stage.DEEP,
)
def has_own_name(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """The name is not empty, at most 120 characters, and no other rule has it."""
    seen = set[str]()
    for asset in files(bundle):
        name = text(asset.value.get("name")).strip()
        if not name:
            yield asset.spot("/name", message=N_("Give the rule a name."))
        elif len(name) > MAX_NAME:
            yield asset.spot("/name", name, message=N_("The name is {n} characters; the limit is 120."), n=len(name))
        elif name in seen:
            yield asset.spot("/name", name)
        seen.add(name)


@rule("SR-005", Severity.WARNING, N_("Remove isEnabled; it does not apply to partner rules."), fixable=True)
def is_not_enabled(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """There is no isEnabled."""
    if "isEnabled" in asset.value:
        yield asset.spot("/isEnabled", fix=asset.removing("/isEnabled", N_("Remove it")))


@rule("SR-006", Severity.WARNING, N_("{key} comes from your account and holds names. We remove it."), fixable=True)
def carries_no_account(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Nothing of the account from which it was exported is left."""
    for key in _FROM_ACCOUNT:
        if key in asset.value:
            yield asset.spot(f"/{key}", key, key=key, fix=asset.removing(f"/{key}", N_("Remove {key}"), key=key))


@rule("SR-007", Severity.BLOCKER, N_("Only log detection rules can be in a listing."))
def is_log_rule(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The type is log_detection."""
    if asset.value.get("type") != "log_detection":
        yield asset.spot("/type", text(asset.value.get("type")))


@rule("SR-008", Severity.BLOCKER, N_("{value} is not a detection method."))
def knows_method(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The detection method is known; without one it is a threshold."""
    found = asset.at("/options/detectionMethod")
    if found is not None and found not in METHODS:
        yield asset.spot("/options/detectionMethod", found)


@rule("SR-009", Severity.BLOCKER, N_("{key} must be one of {list}."))
def has_steps(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Windows are of the allowed steps (seconds) and grow from evaluation to signal."""
    found: dict[str, int] = {}
    for key, steps in STEPS_S.items():
        value = asset.at(f"/options/{key}")
        if isinstance(value, int) and value in steps:
            found[key] = value
        elif value is not None:
            yield asset.spot(f"/options/{key}", value, key=key, list=", ".join(map(str, steps)))
    window, alive, longest = (found.get(key, 0) for key in STEPS_S)
    if len(found) == len(STEPS_S) and not window <= alive <= longest:
        message = N_("The evaluation window must not be longer than keepAlive, nor that than maxSignalDuration.")
        yield asset.spot("/options", f"{window}/{alive}/{longest}", message=message)


@rule("SR-017", Severity.WARNING, N_("Add the tag {tag}."), fixable=True)
def has_source_tag(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """Tags name the listing's source."""
    tag, tags = f"source:{source_of(bundle)}", tags_of(asset)
    if source_of(bundle) and tag not in tags:
        yield asset.spot("/tags", tag, tag=tag, fix=asset.setting("/tags", [*tags, tag], N_("Add it")))


@rule("SR-018", Severity.BLOCKER, N_("Add the tag security:attack."), fixable=True)
def has_attack_tag(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """With a tactic or a technique there is security:attack."""
    tags = tags_of(asset)
    if any(tag.startswith(("tactic:", "technique:")) for tag in tags) and "security:attack" not in tags:
        yield asset.spot("/tags", fix=asset.setting("/tags", [*tags, "security:attack"], N_("Add it")))


@rule("SR-019", Severity.BLOCKER, N_("{value} is not in MITRE ATT&CK."), fixable=True)
def knows_tactics(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Tactics and techniques are on the list."""
    known = [row["tag"] for row in rows("mitre_tags.csv")]
    for at, tag in enumerate(tags_of(asset)):
        if tag.startswith(("tactic:", "technique:")) and tag not in known:
            close = get_close_matches(tag, known, n=1, cutoff=0.6)
            fix = asset.setting(f"/tags/{at}", close[0], N_("Use {near}"), near=close[0]) if close else None
            yield asset.spot(f"/tags/{at}", tag, fix=fix)


@rule("SR-020", Severity.ADVICE, N_("Map the rule to a MITRE tactic so customers can find it."))
def has_tactic(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """There is a tactic and a technique."""
    tags = tags_of(asset)
    if not all(any(tag.startswith(kind) for tag in tags) for kind in ("tactic:", "technique:")):
        yield asset.spot("/tags")


@rule("SR-022", Severity.ADVICE, N_("Explain what is detected, how, and what to do next."))
def has_whole_message(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The message has 100 characters and headings."""
    found = text(asset.value.get("message"))
    if len(found) < MIN_MESSAGE or not _GOOD_HEADINGS.search(found):
        yield asset.spot("/message")


@rule("SR-023", Severity.BLOCKER, N_("The message holds something that is not allowed: {value}."), security=True)
def has_safe_message(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The message holds no HTML and no link that runs."""
    for unsafe in unsafe_in(text(asset.value.get("message"))):
        yield asset.spot("/message", unsafe.what)


@check(
    code="SR-024",
    severity=Severity.BLOCKER,
    message=N_("Detection rules need a log pipeline in the listing."),
    reads=READS,
)
def has_pipeline(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """At most ten rules, and a log pipeline beside them."""
    n = sum(1 for _ in files(bundle))
    if n and bundle.section(Data).log_pipeline_yaml is None:
        yield finding(path=FIELD)
    if n > MAX_RULES:
        message = N_("A listing can hold ten detection rules; you have {n}.")
        yield finding(path=FIELD, value=n, message=message, n=n)
