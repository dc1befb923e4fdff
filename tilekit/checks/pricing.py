"""The checks of the price of a paid listing (subject PR)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from tilekit.bundle import Bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.json_edits import removal
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.metrics.metrics_file import metrics_of
from tilekit.checks.parsed_files import MANIFEST, README, json_of, markdown_of, value_at
from tilekit.checks.registry import check
from tilekit.core.kind import OfferingType, on_marketplace
from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Unparsable
from tilekit.platform_lists import lines
from tilekit.sections.pricing import Pricing
from tilekit.sections.submission import SubmissionNotes

TYPES = ("flat_fee", "one_time", "tag_count")
MAX_LABEL = 30
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,199}")
_SINGULAR = frozenset(("series", "kubernetes", "jenkins", "postgres", "windows", "species", "means", "news", "lens"))
_PLURALS = (
    (r"(?<=cach)es$", "e"),
    (r"(?<=alias)es$", ""),
    (r"(?<=[^aeiou])ies$", "y"),
    (r"(?<=ss|us|ch|sh)es$|(?<=x)es$", ""),
)
_TIDY = re.compile(r"[^\d.]")
# An amount that is probably a price: "$25.00 per host", "$ 1,200/month".
_SAID = re.compile(
    r"\$ ?(?P<amount>\d[\d,]{0,12}(?:\.\d{1,4})?)(?= ?(?:/|per |a |each |every |monthly|one[ -]time))", re.IGNORECASE
)
_PRICE = "/pricing/0/unit_price"
TRIAL_DAYS, NOTICE_DAYS = range(7, 91), 30


def plans(bundle: Bundle) -> Iterator[Pricing]:
    """The plan of a paid listing, if a kind or a price is set."""
    pricing = bundle.section(Pricing)
    if on_marketplace(bundle.kind) and (pricing.billing_type or pricing.unit_price):
        yield pricing


plan_check = CheckDecorator(plans)


def _at(name: str, value: object = "", **rest: object) -> RawFinding:
    return finding(path=f"pricing.{name}", value=value, **rest)  # type: ignore[arg-type]  # the options of a finding


@check(
    code="PR-001",
    severity=Severity.BLOCKER,
    message=N_("Add a plan, or make the listing free."),
    applies_to="/pricing",
    expected=N_("A paid listing has exactly one plan; a free one has none or an empty list"),
    bad="a Marketplace listing without a plan",
    good="one plan",
)
def has_plan(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A paid listing has a plan. A folder is paid if its manifest says so, a draft if it is for the Marketplace.

    In a submission, the checks of the two fields report a missing plan.
    """
    is_named = bundle.basics.offering_type in (OfferingType.SOFTWARE_LICENSE, OfferingType.PROFESSIONAL_SERVICE)
    is_paid = on_marketplace(bundle.kind) or (is_named and context.scope is Scope.SUBMISSION)
    if not is_paid or any(plans(bundle)):
        return
    if context.scope is Scope.CONTENT:
        yield finding(path="pricing.billing_type", file=MANIFEST, pointer="/pricing")
    else:
        yield _at("billing_type")
        yield _at("unit_price", message=N_("Enter the price of the plan, or make the listing free."))


@plan_check(
    "PR-002",
    Severity.BLOCKER,
    N_("{value} is not a billing type."),
    applies_to="billing_type",
    expected=N_("flat_fee, one_time or tag_count"),
    bad='"billing_type": "barter"',
    good='"billing_type": "flat_fee"',
)
def has_known_billing_type(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """The billing type is flat fee, one time or tag count. PR-004 reports free."""
    if not plan.billing_type:
        yield _at("billing_type", message=N_("Choose how customers are billed."))
    elif plan.billing_type not in (*TYPES, "free"):
        yield _at("billing_type", plan.billing_type)


@plan_check(
    "PR-003",
    Severity.BLOCKER,
    N_("A plan billed by tag count needs “{key}”. Fill it in."),
    applies_to="tag_count",
    expected=N_("Has unit_price, unit_label, metric and tag"),
    bad="tag_count without a metric",
    good="unit_price, unit_label, metric and tag",
)
def has_counted_keys(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """A plan billed by count has a price, a label, a metric and a tag."""
    for name in ("unit_price", "unit_label", "metric", "tag"):
        if plan.billing_type == "tag_count" and not str(plan.values.get(name) or "").strip():
            yield _at(name, name, key=Message(Pricing.fields[name].label))


@plan_check(
    "PR-004",
    Severity.BLOCKER,
    N_("A Marketplace plan can't be free. Choose flat fee, one time or tag count."),
    applies_to="billing_type free",
    expected=N_("Not used in Marketplace plans"),
    bad='"billing_type": "free"',
    good='"billing_type": "flat_fee"',
)
def is_not_free(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """A Marketplace plan does not have the old billing type free."""
    if plan.billing_type == "free":
        yield _at("billing_type")


@plan_check(
    "PR-005",
    Severity.BLOCKER,
    N_("A plan with a flat fee or one-time price can't have “{key}”. Remove it."),
    fix=FixClass.SUGGESTED,
    applies_to="flat_fee, one_time",
    expected=N_("Has unit_price; no metric or tag; unit_label is optional"),
    bad="flat_fee with a metric",
    good="flat_fee with a price",
)
def has_fixed_keys(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """A fixed plan has a price, and neither metric nor tag."""
    if plan.billing_type not in ("flat_fee", "one_time"):
        return
    if not plan.unit_price.strip():
        yield _at("unit_price", message=N_("A plan with a flat fee or one-time price needs a price. Enter it."))
    for name in ("metric", "tag"):
        if str(plan.values.get(name) or "").strip():
            fix = Fix(title=Message(N_("Remove it")), values={f"pricing.{name}": ""})
            yield _at(name, name, key=Message(Pricing.fields[name].label), fix=fix)


@plan_check(
    "PR-006",
    Severity.BLOCKER,
    N_("The price must be a number. Example: 25.00."),
    fix=FixClass.SUGGESTED,
    applies_to="unit_price",
    expected=N_("A number above 0 with at most two decimals (four if units are counted)"),
    bad="$25",
    good="25.00",
)
def has_number(plan: Pricing, bundle: Bundle) -> Iterator[RawFinding]:
    """The price is a number above 0 in the manifest, with at most two decimals (four if billed by count)."""
    value = plan.values.get("unit_price")
    if value in (None, "") or _is_price(str(value), 4 if plan.billing_type == "tag_count" else 2):
        manifest = readable_manifest(bundle)
        if value and manifest and isinstance(manifest.at(_PRICE), str):
            number = manifest.setting(_PRICE, float(str(value)), N_("Use {tidy}"), tidy=str(value))
            yield _at("unit_price", value, fix=number)
        return
    tidy = _TIDY.sub("", str(value))
    is_sure = str(value).strip().startswith("$") and "," not in str(value) and _is_price(tidy, 2)
    fix = Fix(title=Message(N_("Use {tidy}"), {"tidy": tidy}), values={"pricing.unit_price": tidy}) if is_sure else None
    yield _at("unit_price", value, fix=fix)


def _is_price(text: str, decimals: int) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    exponent = number.as_tuple().exponent
    return number.is_finite() and 0 < number < 10**9 and isinstance(exponent, int) and -exponent <= decimals


@plan_check(
    "PR-007",
    Severity.WARNING,
    N_("The unit must be a short singular noun. Example: host."),
    fix=FixClass.SUGGESTED,
    applies_to="unit_label",
    expected=N_("ASCII, singular, at most 30 characters"),
    bad="Hosts",
    good="host",
)
def has_singular_label(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """The label is in plain characters, in the singular and at most 30 characters."""
    label = plan.unit_label
    new = _singular(label.strip())
    if label and (not label.isascii() or len(label) > MAX_LABEL or label != new):
        fix = Fix(title=Message(N_("Use {label}"), {"label": new}), values={"pricing.unit_label": new})
        yield _at("unit_label", label, fix=fix if new.isascii() and len(new) <= MAX_LABEL else None)


def _singular(label: str) -> str:
    """The label with its last word in the singular. Names and words that end in an s in the singular stay: SaaS,
    Kubernetes.
    """
    *_, last = label.rsplit(" ", 1)
    if not last.endswith("s") or last.lower().endswith(("ss", "us", "is", "as")) or last.lower() in _SINGULAR:
        return label
    for plural, singular in _PLURALS:
        if re.search(plural, label):
            return re.sub(plural, singular, label)
    return label[:-1]


@plan_check(
    "PR-008",
    Severity.WARNING,
    N_("The metric {value} is not in your metrics file."),
    applies_to="metric",
    expected=N_("The metric is in metadata.csv or is used only for billing"),
    bad="acme.hosts, which is not in metadata.csv",
    good="datadog.marketplace.acme.queue_hosts",
)
def has_known_metric(plan: Pricing, bundle: Bundle) -> Iterator[RawFinding]:
    """The billing metric is sent by the integration, is named only for billing, or is one of the platform's own."""
    is_shared = plan.metric.startswith(tuple(lines("shared_metric_prefixes.txt")))
    if plan.billing_type != "tag_count" or not plan.metric or is_shared or Pricing.metric.is_well_formed(plan.metric):
        return
    try:
        metrics = metrics_of(bundle)
    except Unparsable:
        return
    if metrics is None or plan.metric not in metrics.table.names:
        yield _at("metric", plan.metric)


@plan_check(
    "PR-009",
    Severity.BLOCKER,
    N_("The tag must be a valid tag key. Enter the tag whose values are counted."),
    applies_to="tag",
    expected=N_("An ASCII tag key that is sent with the metric"),
    bad="host name",
    good="host",
)
def has_tag(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """The tag is a valid tag key. PR-003 reports a missing one."""
    if plan.billing_type == "tag_count" and plan.tag.strip() and not _TAG.fullmatch(plan.tag):
        yield _at("tag", plan.tag)


@check(
    code="PR-010",
    severity=Severity.WARNING,
    message=N_("A listing can have only one plan, and only plan 1 is used. Remove plan {number}."),
    fix=FixClass.SUGGESTED,
    applies_to="plans",
    expected=N_("At most one plan; an import uses the first one"),
    bad="two plans",
    good="one plan",
)
def has_one_plan(bundle: Bundle, context: Context) -> Iterator[RawFinding]:  # noqa: ARG001 the shape of a check
    """There is at most one plan. The first one of an imported folder is used."""
    document = json_of(bundle, MANIFEST)
    found = value_at(document.value, "/pricing")
    for at in range(1, len(found) if isinstance(found, list) else 0):
        pointer = f"/pricing/{at}"
        fix = Fix(title=Message(N_("Remove it")), edits=(removal(MANIFEST, document, pointer),))
        yield finding(path="pricing.billing_type", file=MANIFEST, pointer=pointer, value=at, number=at + 1, fix=fix)


@check(
    code="PR-011",
    severity=Severity.BLOCKER,
    message=N_("The trial must be 7 to 90 days, or 0 for no trial."),
    applies_to="trial",
    expected=N_("0 or 7 to 90 whole days; 14 if not set"),
    bad='"trial_days": 5',
    good='"trial_days": 14',
)
def has_whole_trial(bundle: Bundle, context: Context) -> Iterator[RawFinding]:  # noqa: ARG001 the shape of a check
    """A trial in a folder is none, or 7 to 90 whole days; 14 if the folder has no value."""
    found = value_at(json_of(bundle, MANIFEST).value, "/pricing")
    for at, plan in enumerate(found if isinstance(found, list) else []):
        days = plan.get("trial_days") if isinstance(plan, dict) else None
        is_whole = isinstance(days, int) and not isinstance(days, bool) and (days == 0 or days in TRIAL_DAYS)
        if days is not None and not is_whole:
            yield finding(file=MANIFEST, pointer=f"/pricing/{at}/trial_days", value=days)


@check(
    code="PR-012",
    severity=Severity.WARNING,
    scope=Scope.SUBMISSION,
    message=N_(
        "The price is higher than the published one. Request a release on {earliest} or later, at least 30 days from "
        "now."
    ),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED, Need.TODAY),
    applies_to="published plan",
    expected=N_("A higher price starts at least 30 days from now"),
    bad="a price increase from today",
    good="a price increase in 30 days or later",
)
def announces_rise(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A higher price than the published one is announced at least 30 days before the release."""
    before = _price(context.published.section(Pricing)) if context.published else None
    now = _price(bundle.section(Pricing))
    if before is None or now is None or now <= before or context.today is None:
        return
    notes, earliest = bundle.section(SubmissionNotes), context.today + timedelta(days=NOTICE_DAYS)
    wished = str(notes.values.get("requested_release_on") or "") if notes.requested_release == "on_date" else ""
    if not _is_later(wished, earliest):
        yield _at("unit_price", bundle.section(Pricing).unit_price, earliest=earliest.isoformat())


def _price(plan: Pricing) -> Decimal | None:
    return Decimal(plan.unit_price) if _is_price(plan.unit_price, 4) else None


def _is_later(text: str, earliest: date) -> bool:
    try:
        return date.fromisoformat(text) >= earliest
    except ValueError:
        return False


@check(
    code="PR-013",
    severity=Severity.ADVICE,
    message=N_("README.md mentions the price ${value}, but the price of the plan is ${price}. Use the same price."),
    stage=Stage.DEEP,
    applies_to="prices in texts",
    expected=N_("Prices in the README match the plan"),
    bad="$30 per month in the README, 25 in the plan",
    good="$25 per month in both",
)
def agrees_with_texts(bundle: Bundle, context: Context) -> Iterator[RawFinding]:  # noqa: ARG001 the shape of a check
    """Prices in README.md outside code equal the price of the plan. One finding for each amount."""
    price = next((_price(plan) for plan in plans(bundle)), None)
    if price is None or README not in bundle.files:
        return
    told = {price}
    for number, line in enumerate(markdown_of(bundle, README).prose, start=1):
        for match in _SAID.finditer(line):
            amount = Decimal(match["amount"].replace(",", ""))
            if amount not in told:
                told.add(amount)
                shown, column = f"{price.normalize():f}", match.start() + 1
                yield finding(file=README, line=number, column=column, value=match["amount"], price=shown)
