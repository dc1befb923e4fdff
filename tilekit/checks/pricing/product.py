"""PR-020 and PR-021: the product ID of a paid listing in its manifest, and the vendor in its metering metric."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Scope, Severity
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.pricing.plan import plan_check, plan_finding
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.sections.overview import Overview
from tilekit.sections.pricing import Pricing

_PRODUCT = "/pricing/0/product_id"
_VENDOR_PART = 2  # datadog.marketplace.acme.hosts
_MISSING = N_("The plan has no product_id. Add the part of the integration ID that follows your vendor ID.")


@plan_check(
    "PR-020",
    Severity.WARNING,
    N_("The product ID {value} does not belong to the integration ID {ident}. Use {product}."),
    name=N_("Missing or wrong product ID"),
    scope=Scope.FOLDER,
    applies_to="product_id",
    expected=N_("The part of the app_id that follows the vendor ID"),
    bad='"product_id": "other" for acme-queue',
    good='"product_id": "queue"',
)
def has_own_product(_plan: Pricing, bundle: Bundle) -> Iterator[RawFinding]:
    """The product ID is the rest of the integration ID after the vendor ID. In a draft, the portal fills it in."""
    manifest, overview = readable_manifest(bundle), bundle.section(Overview)
    if manifest is None or not overview.integration_id:
        return
    ident, product = overview.integration_id, text(manifest.at(_PRODUCT))
    expected = ident.removeprefix(f"{overview.vendor_id}-") if overview.vendor_id else ident
    if not product:
        yield manifest.finding(_PRODUCT, message=_MISSING)
    elif product != ident and not ident.endswith(f"-{product}"):
        yield manifest.finding(_PRODUCT, value=product, ident=ident, product=expected)


@plan_check(
    "PR-021",
    Severity.WARNING,
    N_("The metering metric {value} names another vendor. Use your vendor ID after datadog.marketplace."),
    name=N_("Metering metric of another vendor"),
    starts_observed=True,
    applies_to="metric",
    expected=N_("The metering metric names the vendor or the product"),
    bad="datadog.marketplace.other.hosts",
    good="datadog.marketplace.acme.hosts",
)
def meters_own_usage(plan: Pricing, bundle: Bundle) -> Iterator[RawFinding]:
    """The part of the metric after datadog.marketplace is a form of the vendor's or the product's name."""
    overview, parts = bundle.section(Overview), plan.metric.split(".")
    labels = (overview.vendor_id, overview.vendor_name, overview.title, overview.integration_id)
    names = {plain for label in labels if (plain := "".join(filter(str.isalnum, label.lower())))}
    vendor = "".join(filter(str.isalnum, parts[_VENDOR_PART].lower())) if len(parts) > _VENDOR_PART + 1 else ""
    is_metering = plan.billing_type == "tag_count" and parts[:_VENDOR_PART] == ["datadog", "marketplace"]
    if is_metering and vendor and names and not any(vendor in name or name in vendor for name in names):
        yield plan_finding("metric", plan.metric)
