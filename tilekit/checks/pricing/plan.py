"""PR-001 to PR-005 and PR-007 to PR-009: the plan of a paid listing."""

import re
from collections.abc import Iterator
from typing import Any

from tilekit.bundle import Bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, finding
from tilekit.checks.metrics.metrics_file import metrics_of
from tilekit.checks.parsed_files import MANIFEST
from tilekit.checks.registry import check
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Unparsable
from tilekit.sections.pricing import Pricing

PLAN_TYPES = ("flat_fee", "one_time", "tag_count")
MAX_LABEL = 30
_OTHER_METRIC = N_(
    "The metering metric {value} is not in your metrics file, which has other metrics for billing. Choose one of them, "
    "or add this one to the metrics in the Data step."
)
_FOR_BILLING = "datadog.marketplace."
_BILLED_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,199}")
_SINGULAR = frozenset(("series", "kubernetes", "jenkins", "postgres", "windows", "species", "means", "news", "lens"))
_PLURALS = (
    (r"(?<=cach)es$", "e"),
    (r"(?<=alias)es$", ""),
    (r"(?<=[^aeiou])ies$", "y"),
    (r"(?<=ss|us|ch|sh)es$|(?<=x)es$", ""),
)


def plans(bundle: Bundle) -> Iterator[Pricing]:
    """The plan of a paid listing, if a billing type or a price is set."""
    pricing = bundle.section(Pricing)
    if on_marketplace(bundle.kind) and (pricing.billing_type or pricing.unit_price):
        yield pricing


plan_check = CheckDecorator(plans)


def plan_finding(name: str, value: object = "", **rest: Any) -> RawFinding:
    """The raw finding at a field of the plan."""
    return finding(path=f"pricing.{name}", value=value, **rest)


@check(
    code="PR-001",
    name=N_("No plan"),
    severity=Severity.BLOCKER,
    asked_in_form=True,
    message=N_("Add a plan, or make the listing free."),
    applies_to="/pricing",
    expected=N_("A paid listing has a plan"),
    bad="a Marketplace listing without a plan",
    good="one plan",
)
def has_plan(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A paid listing has a plan. A folder counts as paid if its manifest says so, a draft if it is for Marketplace.

    A free listing has no step for a plan. In a submission, the findings are at the two fields.
    """
    if not on_marketplace(bundle.kind) or any(plans(bundle)):
        return
    if context.scope is Scope.CONTENT:
        yield finding(path="pricing.billing_type", file=MANIFEST, pointer="/pricing")
    else:
        yield plan_finding("billing_type", message=N_("Choose how customers pay."))
        yield plan_finding("unit_price", message=N_("Enter a price."))


@plan_check(
    "PR-002",
    Severity.BLOCKER,
    N_("{value} is not a billing model. Choose one from the list."),
    name=N_("Unknown billing model"),
    applies_to="billing_type",
    expected=N_("flat_fee, one_time or tag_count"),
    bad='"billing_type": "barter"',
    good='"billing_type": "flat_fee"',
)
def has_known_billing_type(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """The billing type is flat fee, one time or tag count. PR-004 reports free."""
    if not plan.billing_type:
        yield plan_finding("billing_type", message=N_("Choose a billing model."))
    elif plan.billing_type not in (*PLAN_TYPES, "free"):
        yield plan_finding("billing_type", plan.billing_type)


@plan_check(
    "PR-003",
    Severity.BLOCKER,
    N_("A monthly price per unit needs “{key}”. Fill it in."),
    name=N_("Incomplete monthly price per unit"),
    applies_to="tag_count",
    expected=N_("Has unit_price, unit_label, metric and tag"),
    bad="tag_count without a metric",
    good="unit_price, unit_label, metric and tag",
)
def has_counted_keys(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """A plan billed by count has a price, a label, a metric and a tag."""
    for name in ("unit_price", "unit_label", "metric", "tag"):
        if plan.billing_type == "tag_count" and not str(plan.values.get(name) or "").strip():
            yield plan_finding(name, name, key=Message(Pricing.fields[name].label))


@plan_check(
    "PR-004",
    Severity.BLOCKER,
    N_("A Marketplace plan can't be free. Choose how customers pay."),
    name=N_("Free Marketplace plan"),
    applies_to="billing_type",
    expected=N_("Any billing model except free"),
    bad='"billing_type": "free"',
    good='"billing_type": "flat_fee"',
)
def is_not_free(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """A Marketplace plan does not have the old billing type free."""
    if plan.billing_type == "free":
        yield plan_finding("billing_type")


@plan_check(
    "PR-005",
    Severity.BLOCKER,
    N_("A plan with a flat fee or one-time price can't have “{key}”. Remove it."),
    name=N_("Metering settings in a fixed-price plan"),
    fix=FixClass.SUGGESTED,
    applies_to="flat_fee, one_time",
    expected=N_("Has unit_price, but no metric or tag"),
    bad="flat_fee with a metric",
    good="flat_fee with a price",
)
def has_fixed_keys(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """A fixed plan has a price, and neither metric nor tag."""
    if plan.billing_type not in ("flat_fee", "one_time"):
        return
    if not plan.unit_price.strip():
        yield plan_finding(
            "unit_price", message=N_("A plan with a flat fee or one-time price needs a price. Enter one.")
        )
    for name in ("metric", "tag"):
        if str(plan.values.get(name) or "").strip():
            fix = Fix(title=Message(N_("Remove it")), values={f"pricing.{name}": ""})
            yield plan_finding(name, name, key=Message(Pricing.fields[name].label), fix=fix)


@plan_check(
    "PR-007",
    Severity.WARNING,
    N_("The unit label must be a short singular noun. Example: host."),
    name=N_("Unsuitable unit label"),
    fix=FixClass.SUGGESTED,
    applies_to="unit_label",
    expected=N_("ASCII, singular, at most 30 characters"),
    bad="Hosts",
    good="host",
)
def has_singular_label(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """The label is ASCII, in the singular and at most 30 characters."""
    label = plan.unit_label
    new = _singular(label.strip())
    if label and (not label.isascii() or len(label) > MAX_LABEL or label != new):
        fix = Fix(title=Message(N_("Use {label}"), {"label": new}), values={"pricing.unit_label": new})
        yield plan_finding("unit_label", label, fix=fix if new.isascii() and len(new) <= MAX_LABEL else None)


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
    N_(
        "The metering metric {value} is not named for billing. Send a separate metric for billing, with a name that "
        "starts with datadog.marketplace."
    ),
    name=N_("Metering metric that is not for billing"),
    applies_to=N_("metric"),
    expected=N_("A metric that is used only for billing; if metadata.csv lists such metrics, one of them"),
    bad="acme.hosts, a metric of the product",
    good="datadog.marketplace.acme.queue_hosts",
)
def has_billing_metric(plan: Pricing, bundle: Bundle) -> Iterator[RawFinding]:
    """The billing metric is none of the product's own metrics.

    If metadata.csv declares metrics that are for billing, it is one of them.
    """
    if plan.billing_type != "tag_count" or not plan.metric:
        return
    if not plan.metric.startswith(_FOR_BILLING):
        yield plan_finding("metric", plan.metric)
        return
    try:
        metrics = metrics_of(bundle)
    except Unparsable:
        return
    names, is_well_formed = metrics.table.names if metrics else (), Pricing.metric.is_well_formed
    if plan.metric not in names and is_well_formed(plan.metric) and any(map(is_well_formed, names)):
        yield plan_finding("metric", plan.metric, message=_OTHER_METRIC)


@plan_check(
    "PR-009",
    Severity.BLOCKER,
    N_("The metering tag must be a valid tag key. Enter the tag whose values are counted."),
    name=N_("Invalid metering tag"),
    applies_to="tag",
    expected=N_("A valid ASCII tag key"),
    bad="host name",
    good="host",
)
def has_tag(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """The tag is a valid tag key. PR-003 reports a missing one."""
    if plan.billing_type == "tag_count" and plan.tag.strip() and not _BILLED_TAG.fullmatch(plan.tag):
        yield plan_finding("tag", plan.tag)
