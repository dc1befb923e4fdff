"""SR-001 to SR-004: the unique ID and name of a rule."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context, Need
from tilekit.checks.detection_rules.rule_files import files
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, Stage
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

MAX_NAME = 120
_POINTER = "/partnerRuleId"
_RULE_ID = re.compile(r"ext-[a-z0-9]{3}-[a-z0-9]{3}")
_CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_RANDOM_CHARACTERS, _NAMES_TRIED = 4, 50


def _fix_adding_id(asset: Asset, bundle: Bundle, context: Context) -> Fix | None:
    """The fix that adds a free ID. The same listing and file always get the same ID. None if all are taken."""
    used = {text(other.value.get("partnerRuleId")) for other in files(bundle)}
    for number in range(_NAMES_TRIED):
        generated_id = _made_id(f"{bundle.basics.app_uuid} {asset.file} {number}")
        if generated_id not in used and not (context.taken and context.taken.owner("rule_id", generated_id)):
            return asset.setting(_POINTER, generated_id, N_("Use {ident}"), ident=generated_id)
    return None


def _made_id(seed: str) -> str:
    import hashlib  # slow import

    number = int.from_bytes(hashlib.sha256(seed.encode("utf-8", "replace")).digest()[:6])
    characters = ""
    for _ in range(_RANDOM_CHARACTERS):
        number, rest = divmod(number, len(_CHARACTERS))
        characters += _CHARACTERS[rest]
    return f"ext-00{characters[0]}-{characters[1:]}"


@check(
    code="SR-001",
    name=N_("Detection rule without an ID"),
    severity=Severity.BLOCKER,
    message=N_("The rule has no ID. Add one in the form ext-00x-xxx."),
    optional_needs=(Need.TAKEN,),
    fix=FixClass.SUGGESTED,
    applies_to="/partnerRuleId",
    expected=N_("Present"),
    bad="no partnerRuleId",
    good="ext-001-a1b",
)
def has_id(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """There is a partnerRuleId. The ID in the fix may not be unique if the IDs of other listings are unknown."""
    for asset in files(bundle):
        if asset.value.get("partnerRuleId") in (None, ""):
            yield asset.finding(_POINTER, fix=_fix_adding_id(asset, bundle, context))


@check(
    code="SR-002",
    name=N_("Invalid rule ID"),
    severity=Severity.BLOCKER,
    message=N_("{value} is not a valid rule ID. Use the form ext-00x-xxx."),
    optional_needs=(Need.TAKEN,),
    fix=FixClass.SUGGESTED,
    applies_to="/partnerRuleId",
    expected=N_("ext-00x-xxx, with lower-case letters or digits for each x"),
    bad="ACME-1",
    good="ext-001-a1b",
)
def has_form_of_id(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The ID has the required form. Published IDs don't change."""
    before = _published_ids(context)
    for asset in files(bundle):
        rule_id = asset.value.get("partnerRuleId")
        if rule_id not in (None, "") and not _RULE_ID.fullmatch(text(rule_id)):
            fix = None if text(rule_id) in before else _fix_adding_id(asset, bundle, context)
            yield asset.finding(_POINTER, rule_id, fix=fix)


@check(
    code="SR-003",
    name=N_("Rule ID already in use"),
    severity=Severity.BLOCKER,
    message=N_("The ID {value} is already used by “{owner}”. Use another one."),
    stage=Stage.DEEP,
    optional_needs=(Need.TAKEN,),
    fix=FixClass.SUGGESTED,
    applies_to="/partnerRuleId",
    expected=N_("Unique across all listings"),
    bad="an ID that another rule uses",
    good="a unique ID",
)
def has_own_id(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """No other rule has the same ID, in this or another listing."""
    seen: dict[str, str] = {}
    for asset in files(bundle):
        rule_id = text(asset.value.get("partnerRuleId"))
        owner = seen.get(rule_id) or (context.taken.owner("rule_id", rule_id) if context.taken else None)
        if rule_id and owner:
            yield asset.finding(_POINTER, rule_id, owner=owner, fix=_fix_adding_id(asset, bundle, context))
        seen[rule_id] = text(asset.value.get("name")) or asset.file


@check(
    code="SR-004",
    name=N_("Invalid or reused rule name"),
    severity=Severity.BLOCKER,
    message=N_("Another rule already has the name “{value}”. Choose a different name."),
    stage=Stage.DEEP,
    applies_to="/name",
    expected=N_("Not empty, at most 120 characters, and different from the names of the other rules"),
    bad="two rules with the same name",
    good="Acme Queue: many failed sign-ins",
)
def has_own_name(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    seen = set[str]()
    for asset in files(bundle):
        name = text(asset.value.get("name")).strip()
        if not name:
            yield asset.finding("/name", message=N_("The rule has no name. Add one."))
        elif len(name) > MAX_NAME:
            yield asset.finding(
                "/name", name, message=N_("The name has {n} characters; the limit is 120. Shorten it."), n=len(name)
            )
        elif name in seen:
            yield asset.finding("/name", name)
        seen.add(name)


def _published_ids(context: Context) -> set[str]:
    before = files(context.published) if context.published else ()
    return {text(asset.value.get("partnerRuleId")) for asset in before}
