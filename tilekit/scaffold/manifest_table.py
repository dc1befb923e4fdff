"""The fields that belong to the keys of manifest.json: one table for reading, writing and pointers."""

from enum import StrEnum

from msgspec import Struct


class Shape(StrEnum):
    """The form of a field's value in the manifest."""

    PLAIN = "plain"  # as it is
    TEXTS = "texts"  # one text or a list of texts
    PATH = "path"  # the path of a file
    ROWS = "rows"  # a list of objects
    NAMED = "named"  # an object from short name to the path of a file
    MONEY = "money"  # a number, stored as text


class ManifestEntry(Struct, frozen=True, kw_only=True):
    """One field and its key. keys maps the names in the manifest to names in a row; identity distinguishes rows."""

    pointer: str
    section: str
    field: str
    shape: Shape = Shape.PLAIN
    keys: tuple[tuple[str, str], ...] = ()
    paths: tuple[str, ...] = ()
    identity: str = ""


_MEDIA = (("media_type", "media_type"), ("caption", "caption"), ("image_url", "image"), ("vimeo_id", "vimeo_id"))
_RESOURCE = (("resource_type", "resource_type"), ("url", "url"))
PLAN_KEYS = (
    "billing_type", "unit_price", "unit_label", "metric", "tag", "product_id", "short_description", "includes_assets",
    "trial_days",
)  # fmt: skip
TAGS = "/tile/classifier_tags"
OLD_TAGS = "/classifier_tags"

ENTRIES: tuple[ManifestEntry, ...] = (
    ManifestEntry(pointer="/app_uuid", section="basics", field="app_uuid"),
    ManifestEntry(pointer="/app_id", section="overview", field="integration_id"),
    ManifestEntry(pointer="/display_on_public_website", section="overview", field="display_on_public_website"),
    ManifestEntry(pointer="/tile/description", section="overview", field="short_description"),
    ManifestEntry(pointer="/tile/title", section="overview", field="title"),
    ManifestEntry(
        pointer="/tile/media",
        section="overview",
        field="media",
        shape=Shape.ROWS,
        keys=_MEDIA,
        paths=("image",),
        identity="image",
    ),
    ManifestEntry(
        pointer="/tile/resources",
        section="overview",
        field="resources",
        shape=Shape.ROWS,
        keys=_RESOURCE,
        identity="url",
    ),
    ManifestEntry(pointer="/author/support_email", section="support", field="support_email"),
    ManifestEntry(pointer="/author/name", section="overview", field="vendor_name"),
    ManifestEntry(pointer="/author/homepage", section="overview", field="vendor_url"),
    ManifestEntry(pointer="/author/sales_email", section="overview", field="sales_email"),
    ManifestEntry(pointer="/author/vendor_id", section="overview", field="vendor_id"),
    ManifestEntry(pointer="/assets/integration/auto_install", section="configuration", field="auto_install"),
    ManifestEntry(pointer="/assets/integration/source_type_name", section="overview", field="source_type_name"),
    ManifestEntry(pointer="/assets/integration/source_type_id", section="basics", field="source_type_id"),
    ManifestEntry(pointer="/assets/integration/events/creates_events", section="data", field="creates_events"),
    ManifestEntry(pointer="/assets/integration/metrics/prefix", section="data", field="metric_prefix"),
    ManifestEntry(pointer="/assets/integration/metrics/check", section="data", field="metric_check", shape=Shape.TEXTS),
    ManifestEntry(
        pointer="/assets/integration/metrics/metadata_path", section="data", field="metadata_csv", shape=Shape.PATH
    ),
    ManifestEntry(
        pointer="/assets/integration/service_checks/metadata_path",
        section="data",
        field="service_checks_json",
        shape=Shape.PATH,
    ),
    ManifestEntry(pointer="/assets/dashboards", section="content", field="dashboards", shape=Shape.NAMED),
    ManifestEntry(pointer="/assets/monitors", section="content", field="monitors", shape=Shape.NAMED),
    ManifestEntry(pointer="/assets/saved_views", section="content", field="saved_views", shape=Shape.NAMED),
    ManifestEntry(pointer="/assets/logs/source", section="data", field="logs_source"),
    *(
        ManifestEntry(
            pointer=f"/pricing/0/{key}",
            section="pricing",
            field=key,
            shape=Shape.MONEY if key == "unit_price" else Shape.PLAIN,
        )
        for key in PLAN_KEYS
    ),
    ManifestEntry(pointer="/legal_terms/eula", section="legal", field="eula", shape=Shape.PATH),
)

# The content of assets/oauth_clients.json; if fields are filled in, the manifest needs the key that names the file.
OAUTH_FIELDS = (
    "oauth_client_id", "oauth_name", "oauth_description", "oauth_onboarding_url", "oauth_redirect_uris", "oauth_scopes",
)  # fmt: skip
OAUTH_PATH = "/assets/oauth"
SPEC_POINTER = "/assets/integration/configuration/spec"
