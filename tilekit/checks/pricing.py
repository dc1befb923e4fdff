"""The checks of the price of a paid listing (subject PR)."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from tilekit.bundle import Bundle
from tilekit.checks.assets import Registrar
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, Scope, Severity, Spot, finding
from tilekit.checks.metrics.rules import metrics_of
from tilekit.checks.reading import MANIFEST, json_of, value_at
from tilekit.checks.registry import check
from tilekit.core.kind import OfferingType, on_marketplace
from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Unparsable
from tilekit.sections.pricing import Pricing

READS = ("pricing",)
TYPES = ("flat_fee", "one_time", "tag_count")
MAX_LABEL = 30
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,199}")
_TIDY = re.compile(r"[^\d.]")


def plans(bundle: Bundle) -> Iterator[Pricing]:
    """The plan of a paid listing that has chosen a kind or a price."""
    pricing = bundle.section(Pricing)
    if on_marketplace(bundle.kind) and (pricing.billing_type or pricing.unit_price):
        yield pricing


rule = Registrar(plans, (*READS, "data"))


def _at(name: str, value: object = "", **rest: object) -> Spot:
    return finding(path=f"pricing.{name}", value=value, **rest)  # type: ignore[arg-type]  # the options of a finding


@check(
    code="PR-001",
    severity=Severity.BLOCKER,
    message=N_("Add a plan, or make the listing free."),
    reads=READS,
)
def has_plan(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """A paid listing has a plan; a folder is paid when it says so, a draft when it is made for Marketplace."""
    is_named = bundle.basics.offering_type in (OfferingType.SOFTWARE_LICENSE, OfferingType.PROFESSIONAL_SERVICE)
    is_paid = on_marketplace(bundle.kind) or (is_named and context.scope is Scope.SUBMISSION)
    if is_paid and not any(plans(bundle)):
        yield _at("billing_type")
        yield _at("unit_price", message=N_("Say what the plan costs, or make the listing free."))


@rule("PR-002", Severity.BLOCKER, N_("{value} is not a billing kind."))
def knows_type(plan: Pricing, _: Bundle) -> Iterator[Spot]:
    """The kind is flat fee, one time or tag count; free has a finding of its own."""
    if not plan.billing_type:
        yield _at("billing_type", message=N_("Choose how customers are billed."))
    elif plan.billing_type not in (*TYPES, "free"):
        yield _at("billing_type", plan.billing_type)


@rule("PR-003", Severity.BLOCKER, N_("A counted plan needs {key}."))
def has_counted_keys(plan: Pricing, _: Bundle) -> Iterator[Spot]:
    """A counted plan has price, label, metric and tag."""
    for name in ("unit_price", "unit_label", "metric", "tag"):
        if plan.billing_type == "tag_count" and not str(plan.values.get(name) or "").strip():
            yield _at(name, name, key=Message(Pricing.fields[name].label))


@rule("PR-004", Severity.BLOCKER, N_("A Marketplace plan has a price. Choose flat fee, one time or tag count."))
def is_not_free(plan: Pricing, _: Bundle) -> Iterator[Spot]:
    """A plan of the old kind free asks for another kind."""
    if plan.billing_type == "free":
        yield _at("billing_type")


@rule("PR-005", Severity.BLOCKER, N_("A fixed plan needs a price and no {key}."), fixable=True)
def has_fixed_keys(plan: Pricing, _: Bundle) -> Iterator[Spot]:
    """A fixed plan has a price, and neither metric nor tag."""
    if plan.billing_type not in ("flat_fee", "one_time"):
        return
    if not plan.unit_price.strip():
        yield _at("unit_price", message=N_("A fixed plan needs a price."))
    for name in ("metric", "tag"):
        if str(plan.values.get(name) or "").strip():
            fix = Fix(title=Message(N_("Remove it")), values={f"pricing.{name}": ""})
            yield _at(name, name, key=Message(Pricing.fields[name].label), fix=fix)


@rule("PR-006", Severity.BLOCKER, N_("Write the price as a number, for example 25.00."), fixable=True)
def has_number(plan: Pricing, _: Bundle) -> Iterator[Spot]:
    """The price is above 0 and has at most two decimals, four where it is counted."""
    value = plan.values.get("unit_price")
    if value in (None, "") or _is_price(str(value), 4 if plan.billing_type == "tag_count" else 2):
        return
    tidy = _TIDY.sub("", str(value))
    is_sure = str(value).strip().startswith("$") and "," not in str(value) and _is_price(tidy, 2)
    fix = (
        Fix(title=Message(N_("Write {tidy}"), {"tidy": tidy}), values={"pricing.unit_price": tidy}) if is_sure else None
    )
    yield _at("unit_price", value, fix=fix)


def _is_price(text: str, decimals: int) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    exponent = number.as_tuple().exponent
    return number.is_finite() and 0 < number < 10**9 and isinstance(exponent, int) and -exponent <= decimals


@rule("PR-007", Severity.WARNING, N_("Write the unit in the singular, for example host."), fixable=True)
def has_singular_label(plan: Pricing, _: Bundle) -> Iterator[Spot]:
    """The label is in plain characters, in the singular and at most 30 characters."""
    label = plan.unit_label
    is_plural = label.lower().endswith("s") and not label.lower().endswith(("ss", "us", "is"))
    if label and (not label.isascii() or len(label) > MAX_LABEL or is_plural or label != label.strip()):
        fix = Fix(title=Message(N_("Trim it")), values={"pricing.unit_label": label.strip()})
        yield _at("unit_label", label, fix=fix if label != label.strip() else None)


@rule("PR-008", Severity.WARNING, N_("{value} is not in your metrics file."))
def knows_metric(plan: Pricing, bundle: Bundle) -> Iterator[Spot]:
    """The metered metric is sent by the integration, or is named only for metering."""
    if plan.billing_type != "tag_count" or not plan.metric or plan.metric.startswith("datadog.marketplace."):
        return
    try:
        metrics = metrics_of(bundle)
    except Unparsable:
        return
    if metrics is None or plan.metric not in metrics.table.names:
        yield _at("metric", plan.metric)


@rule("PR-009", Severity.BLOCKER, N_("Name the tag whose values are counted."))
def has_tag(plan: Pricing, _: Bundle) -> Iterator[Spot]:
    """The tag is a tag key; that there is one is PR-003."""
    if plan.billing_type == "tag_count" and plan.tag.strip() and not _TAG.fullmatch(plan.tag):
        yield _at("tag", plan.tag)


@check(
    code="PR-010",
    severity=Severity.WARNING,
    message=N_("A listing has one plan. Plan {number} was set aside."),
    reads=READS,
)
def has_one_plan(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """At most one plan; the first of an imported folder is kept."""
    found = value_at(json_of(bundle, MANIFEST).value, "/pricing")
    for at in range(1, len(found) if isinstance(found, list) else 0):
        yield finding(path="pricing.billing_type", file=MANIFEST, pointer=f"/pricing/{at}", value=at, number=at + 1)
