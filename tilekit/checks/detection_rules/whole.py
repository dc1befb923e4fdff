"""SR-005 to SR-009, SR-017 to SR-020 and SR-024: the rule as a whole."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.detection_rules.reading import FIELD, files, rule, tags_of
from tilekit.checks.finding import Fix, FixClass, Severity, Spot, finding
from tilekit.checks.logs.sources import own_source, own_sources, sure_source
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.core.near import nearest
from tilekit.lists import rows
from tilekit.parse.dashboard import text
from tilekit.pipeline.sources import is_taken
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
MAX_RULES = 10
_SOURCE = "source:"


@rule("SR-005", Severity.WARNING, N_("Remove isEnabled. It does not apply to partner rules."), fix=FixClass.SUGGESTED)
def is_not_enabled(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The key isEnabled is absent."""
    if "isEnabled" in asset.value:
        yield asset.spot("/isEnabled", fix=asset.removing("/isEnabled", N_("Remove it")))


@rule(
    "SR-006",
    Severity.WARNING,
    N_("“{key}” is specific to your account. Remove it."),
    fix=FixClass.SUGGESTED,
)
def carries_no_account(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Nothing of the account from which it was exported is left."""
    for key in _FROM_ACCOUNT:
        if key in asset.value:
            yield asset.spot(f"/{key}", key, key=key, fix=asset.removing(f"/{key}", N_("Remove {key}"), key=key))


@rule(
    "SR-007",
    Severity.BLOCKER,
    N_("A listing can contain only log detection rules. Change the type or remove the rule."),
)
def is_log_rule(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The type is log_detection."""
    if asset.value.get("type") != "log_detection":
        yield asset.spot("/type", text(asset.value.get("type")))


@rule("SR-008", Severity.BLOCKER, N_("{value} is not a valid detection method. Choose another one."))
def knows_method(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The detection method is known; without one it is a threshold."""
    found = asset.at("/options/detectionMethod")
    if found is not None and found not in METHODS:
        yield asset.spot("/options/detectionMethod", found)


@rule("SR-009", Severity.BLOCKER, N_("{key} must be one of these numbers of seconds: {list}."), fix=FixClass.SUGGESTED)
def has_steps(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Windows are of the allowed steps (seconds) and grow from evaluation to signal."""
    found: dict[str, int] = {}
    for key, steps in STEPS_S.items():
        value = asset.at(f"/options/{key}")
        if isinstance(value, int) and value in steps:
            found[key] = value
        elif value is not None:
            fix = _nearest_step(asset, key, value)
            yield asset.spot(f"/options/{key}", value, key=key, list=", ".join(map(str, steps)), fix=fix)
    window, alive, longest = (found.get(key, 0) for key in STEPS_S)
    if len(found) == len(STEPS_S) and not window <= alive <= longest:
        message = N_("evaluationWindow must not exceed keepAlive, and keepAlive must not exceed maxSignalDuration.")
        grown = {"keepAlive": max(window, alive), "maxSignalDuration": max(window, alive, longest)}
        fixes = [asset.setting(f"/options/{key}", new, "") for key, new in grown.items() if new != found[key]]
        fix = Fix(
            title=Message(N_("Increase the shorter values")),
            edits=tuple(edit for one in fixes if one for edit in one.edits),
        )
        short = "keepAlive" if window > alive else "maxSignalDuration"
        yield asset.spot(f"/options/{short}", f"{window}/{alive}/{longest}", message=message, fix=fix)


def _nearest_step(asset: Asset, key: str, value: Json) -> Fix | None:
    """The fix that takes the nearest step that fits the other windows; None for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    keys = list(STEPS_S)
    others = [asset.at(f"/options/{other}") for other in keys]
    shorter = [other for other in others[: keys.index(key)] if isinstance(other, int) and other in STEPS_S[key]]
    longer = [other for other in others[keys.index(key) + 1 :] if isinstance(other, int) and other in STEPS_S[key]]
    least, most = max(shorter, default=0), min(longer, default=STEPS_S[key][-1])
    fitting = [step for step in STEPS_S[key] if least <= step <= most] or STEPS_S[key]
    near = min(fitting, key=lambda step: abs(step - value))
    return asset.setting(f"/options/{key}", near, N_("Use {near}"), near=near)


@rule("SR-017", Severity.WARNING, N_("Add the tag {tag}."), fix=FixClass.SUGGESTED)
def has_source_tag(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """Tags name the listing's source."""
    source, tags, sure = own_source(bundle), tags_of(asset), sure_source(bundle)
    named = [tag.removeprefix(_SOURCE) for tag in tags if tag.startswith(_SOURCE)]
    if source and not any(is_taken(one, own_sources(bundle)) for one in named):
        tag = f"{_SOURCE}{source}"
        fix = asset.setting("/tags", [*tags, tag], N_("Add the tag")) if source == sure else None
        yield asset.spot("/tags", tag, tag=tag, fix=fix)


@rule(
    "SR-018",
    Severity.BLOCKER,
    N_("The rule has a MITRE tag but not the tag security:attack. Add it."),
    fix=FixClass.SUGGESTED,
)
def has_attack_tag(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """With a tactic or a technique there is security:attack."""
    tags = tags_of(asset)
    if any(tag.startswith(("tactic:", "technique:")) for tag in tags) and "security:attack" not in tags:
        yield asset.spot("/tags", fix=asset.setting("/tags", [*tags, "security:attack"], N_("Add the tag")))


@rule(
    "SR-019", Severity.BLOCKER, N_("{value} is not in MITRE ATT&CK. Correct or remove the tag."), fix=FixClass.SUGGESTED
)
def knows_tactics(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Tactics and techniques are on the list."""
    known = [row["tag"] for row in rows("mitre_tags.csv")]
    for at, tag in enumerate(tags_of(asset)):
        if tag.startswith(("tactic:", "technique:")) and tag not in known:
            near = nearest(tag, known)
            fix = asset.setting(f"/tags/{at}", near, N_("Use {near}"), near=near) if near else None
            message = N_("{value} is not in MITRE ATT&CK. Did you mean {near}?") if near else ""
            yield asset.spot(f"/tags/{at}", tag, message=message, near=near, fix=fix)


@rule("SR-020", Severity.ADVICE, N_("Add a tag for a MITRE tactic so that customers can find the rule."))
def has_tactic(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """There is a tactic and a technique."""
    has = {kind: any(tag.startswith(f"{kind}:") for tag in tags_of(asset)) for kind in ("tactic", "technique")}
    if has["tactic"] and not has["technique"]:
        text = N_("The rule has a MITRE tactic but no technique. Add a tag such as technique:T1110-brute-force.")
        yield asset.spot("/tags", message=text)
    elif not has["tactic"]:
        yield asset.spot("/tags")


@check(
    code="SR-024",
    severity=Severity.BLOCKER,
    message=N_("Detection rules need a log pipeline in the listing. Add one in the Data step."),
)
def has_pipeline(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """At most ten rules, and the listing has a log pipeline."""
    n = sum(1 for _ in files(bundle))
    if n and bundle.section(Data).log_pipeline_yaml is None:
        yield finding(path=FIELD)
    if n > MAX_RULES:
        message = N_("The listing has {n} detection rules; the limit is 10. Remove some.")
        yield finding(path=FIELD, value=n, message=message, n=n)
