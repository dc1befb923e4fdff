"""SR-005 to SR-009, SR-017 and SR-024: the rule as a whole."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.detection_rules.rule_files import DETECTION_RULES_FIELD, detection_rule_check, files, rule_tags
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, finding
from tilekit.checks.logs.sources import own_source, own_sources, sure_source
from tilekit.checks.registry import check
from tilekit.checks.shapes import HasNoAccountKeys, HasValue, ShapeTable
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import text
from tilekit.pipeline.sources import matches_source
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
    "/id", "/creator", "/updater", "/createdAt", "/updatedAt", "/version", "/creationAuthorId", "/updateAuthorId",
    "/isDefault", "/isDeleted",
)  # fmt: skip
MAX_RULES = 10
_SOURCE = "source:"


row = ShapeTable(detection_rule_check)
row(
    "SR-005",
    Severity.WARNING,
    N_("Remove isEnabled. It does not apply to partner rules."),
    HasValue(
        at="/isEnabled",
        fits=lambda _value: False,
        shows_value=False,
        repair=lambda place: place.asset.removing(place.pointer, N_("Remove it")),
    ),
    name=N_("isEnabled in a detection rule"),
    fix=FixClass.SAFE,
    expected=N_("Not present"),
    bad='"isEnabled": true',
    good="no isEnabled",
)
row(
    "SR-006",
    Severity.WARNING,
    N_("“{key}” is specific to your account. Remove it."),
    HasNoAccountKeys(pointers=_FROM_ACCOUNT),
    name=N_("Account-specific values in a detection rule"),
    fix=FixClass.SAFE,
    applies_to=N_("top level"),
    expected=N_(
        "None of these keys: id, creator, updater, createdAt, updatedAt, version, creationAuthorId, "
        "updateAuthorId, isDefault or isDeleted"
    ),
    bad='"creationAuthorId": 7',
    good="no data from your account",
)
row(
    "SR-007",
    Severity.BLOCKER,
    N_("A listing can contain only log detection rules. Change the type or remove the rule."),
    HasValue(at="/type", is_required=True, read=text, fits=lambda kind: kind == "log_detection"),
    name=N_("Not a log detection rule"),
    expected=N_("log_detection"),
    bad='"type": "infrastructure"',
    good='"type": "log_detection"',
)
row(
    "SR-008",
    Severity.BLOCKER,
    N_("{value} is not a valid detection method. Choose another one."),
    HasValue(at="/options/detectionMethod", fits=lambda method: method in (None, *METHODS)),
    name=N_("Unknown detection method"),
    expected=N_(
        "threshold, new_value, anomaly_detection, impossible_travel, third_party, hardcoded or sequence_detection"
    ),
    bad='"detectionMethod": "magic"',
    good='"detectionMethod": "threshold"',
)


@detection_rule_check(
    "SR-009",
    Severity.BLOCKER,
    N_("{key} must be one of these values, in seconds: {list}."),
    name=N_("Invalid time window of a detection rule"),
    fix=FixClass.SUGGESTED,
    applies_to="/options",
    expected=N_(
        "evaluationWindow, keepAlive and maxSignalDuration are allowed values, and evaluationWindow ≤ "
        "keepAlive ≤ maxSignalDuration"
    ),
    bad="a window of 7 minutes",
    good="300 seconds",
)
def has_steps(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The three windows have allowed lengths (in seconds), and none is shorter than the one before."""
    lengths: dict[str, int] = {}
    for key, steps in STEPS_S.items():
        value = asset.at(f"/options/{key}")
        if isinstance(value, int) and value in steps:
            lengths[key] = value
        elif value is not None:
            fix = _fix_using_nearest_value(asset, key, value)
            yield asset.finding(f"/options/{key}", value, key=key, list=tuple(steps), fix=fix)
    window, alive, longest = (lengths.get(key, 0) for key in STEPS_S)
    if len(lengths) == len(STEPS_S) and not window <= alive <= longest:
        message = N_("evaluationWindow must not exceed keepAlive, and keepAlive must not exceed maxSignalDuration.")
        grown = {"keepAlive": max(window, alive), "maxSignalDuration": max(window, alive, longest)}
        fixes = [asset.setting(f"/options/{key}", new, "") for key, new in grown.items() if new != lengths[key]]
        fix = Fix(
            title=Message(N_("Increase the values that are too low")),
            edits=tuple(edit for one in fixes if one for edit in one.edits),
        )
        short = "keepAlive" if window > alive else "maxSignalDuration"
        yield asset.finding(f"/options/{short}", f"{window}/{alive}/{longest}", message=message, fix=fix)


def _fix_using_nearest_value(asset: Asset, key: str, value: Json) -> Fix | None:
    """The fix that sets the nearest allowed value that fits the other windows; None if the value is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    keys = list(STEPS_S)
    others = [asset.at(f"/options/{other}") for other in keys]
    shorter = [other for other in others[: keys.index(key)] if isinstance(other, int) and other in STEPS_S[key]]
    longer = [other for other in others[keys.index(key) + 1 :] if isinstance(other, int) and other in STEPS_S[key]]
    least, most = max(shorter, default=0), min(longer, default=STEPS_S[key][-1])
    fitting = [step for step in STEPS_S[key] if least <= step <= most] or STEPS_S[key]
    nearest = min(fitting, key=lambda step: abs(step - value))
    return asset.setting(f"/options/{key}", nearest, N_("Use {near}"), near=nearest)


@detection_rule_check(
    "SR-017",
    Severity.WARNING,
    N_("Add the tag {tag}."),
    name=N_("Detection rule without a source tag"),
    fix=FixClass.SUGGESTED,
    applies_to="/tags",
    expected=N_("Has source:{id}"),
    bad="no source tag",
    good="source:acme-queue",
)
def has_source_tag(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    source, tags, sure = own_source(bundle), rule_tags(asset), sure_source(bundle)
    named = [tag.removeprefix(_SOURCE) for tag in tags if tag.startswith(_SOURCE)]
    if source and not any(matches_source(one, own_sources(bundle)) for one in named):
        tag = f"{_SOURCE}{source}"
        fix = asset.setting("/tags", [*tags, tag], N_("Add the tag")) if source == sure else None
        yield asset.finding("/tags", tag, tag=tag, fix=fix)


@check(
    code="SR-024",
    name=N_("Detection rules without a pipeline, or too many"),
    severity=Severity.BLOCKER,
    message=N_("Detection rules need a log pipeline in the listing. Add one in the Data step."),
    applies_to=N_("listing"),
    expected=N_("At most ten rules, and a log pipeline in the listing"),
    bad="rules without a pipeline",
    good="rules and acme-queue.yaml",
)
def has_pipeline(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    n = sum(1 for _ in files(bundle))
    if n and bundle.section(Data).log_pipeline_yaml is None:
        yield finding(path=DETECTION_RULES_FIELD)
    if n > MAX_RULES:
        message = N_("The listing has {n} detection rules; the limit is 10. Remove some.")
        yield finding(path=DETECTION_RULES_FIELD, value=n, message=message, n=n)
