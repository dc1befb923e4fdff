"""Demo values for required fields that are empty in the folders of real listings."""

from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct

from portal.demo.assets import dashboard, monitor
from portal.demo.pictures import licence, screenshot, wordmark
from tilekit.core.field import Json


class ProductFacts(Struct, frozen=True, kw_only=True):
    """Facts about a product, from which field values are made. data_types are the types of data that it sends.

    domain is that of the partner's website.
    """

    title: str
    integration_id: str
    domain: str
    today: date
    data_types: tuple[str, ...] = ()

    @property
    def short_name(self) -> str:
        return self.integration_id.replace("-", "_")


# The reason with which demo partners request an OAuth exception.
OAUTH_REASON = (
    "The product runs inside the customer's own network and our service can't reach it from outside, so customers send "
    "their data with a key of their own."
)
# How reviewers test the product of a demo listing.
HOW_TO_TEST: Mapping[str, Json] = {
    "test_steps": "1. Sign in with the test account.\n2. Connect the sandbox org in the settings.\n3. Wait a minute.",
    "test_data": "The account has three devices, which send metrics every minute.",
}
FieldValue = Json | Callable[[ProductFacts], Json]

# Values by field. A callable gets the facts.
FIELD_VALUES: Mapping[str, FieldValue] = {
    "overview.logo_rights": True,
    "overview.categories": ["Metrics"],
    "overview.supported_os": ["Linux", "macOS", "Windows"],
    "overview.sales_email": lambda facts: f"sales@{facts.domain}",
    "overview.source_type_name": lambda facts: facts.title,
    "configuration.code_type": "api_exception",
    "configuration.agent_check_kind": "python",
    "configuration.pull_request_url": lambda facts: (
        f"https://github.com/demo-{facts.domain.partition('.')[0]}/{facts.integration_id}/pull/12"
    ),
    "configuration.package_version": "1.0.0",
    "configuration.min_agent_version": "7.40.0",
    "configuration.tests_attested": True,
    "configuration.ga_attested": True,
    "configuration.all_sites_attested": True,
    "setup.uninstall_md": (
        "Uninstalling revokes the integration's access immediately.\n\n"
        "1. Remove the integration's configuration from every host or service that sends data.\n"
        "2. Uninstall the integration on its tile.\n3. Disable the API keys that were created for it."
    ),
    "data.submitted_data_types": lambda facts: list(facts.data_types),
    "data.log_pipeline_note": (
        "The pipeline extracts the time, the level and the message, and sets the service of each log."
    ),
    "pricing.billing_type": "flat_fee",
    "pricing.unit_price": "49.00",
    "pricing.product_id": lambda facts: facts.integration_id.removeprefix("demo-lagoon-"),
    "pricing.short_description": "One price per month, for any number of projects",
    "legal.legal_contact": lambda facts: f"legal@{facts.domain}",
    "support.support_email": lambda facts: f"support@{facts.domain}",
    "support.support_md": "E-mail the support team. Someone answers every business day.",
    "support.maintainer_email": lambda facts: f"integrations@{facts.domain}",
    "release_notes.entries": lambda facts: [
        {"key": "first", "version": "1.0.0", "date": facts.today.isoformat(), "added": ["First release."]}
    ],
    "submission.attest_accuracy": True,
    "submission.attest_sandbox_test": True,
    "submission.attest_no_test_urls": True,
    "submission.requested_release": "asap",
}
# Wrong values for the overview of a draft.
WRONG_VALUES: Mapping[str, Json] = {
    "short_description": (
        "Watch your 3D printers print, see how hot they are, how far each job is and when somebody should come by"
    ),
    "vendor_url": "harbour dot example",
    "sales_email": "sales(at)harbour.example",
}
ROW_VALUES: Mapping[str, FieldValue] = {
    "release_notes.entries.date": lambda facts: facts.today.isoformat(),
    # The finding is about changes without a type.
    "release_notes.entries.version": {"changed": ["Detection rules name their source."]},
    # A row with another key is a new entry, whose heading is generated in the required form.
    "release_notes.entries": "again",
    "overview.media.caption": lambda facts: f"A dashboard of {facts.title}",
    "content.dashboards.short_name": lambda facts: f"{facts.short_name}_overview",
    "content.monitors.short_name": lambda facts: f"{facts.short_name}_silent",
}


# Files by field: (name, content); a field of rows gets one new row.
FILES: Mapping[str, Callable[[ProductFacts], tuple[str, bytes]]] = {
    "legal.eula": lambda facts: ("eula.pdf", licence(facts.title)),
    "overview.logo_light": lambda facts: ("wordmark.svg", wordmark(facts.title)),
    "overview.media": lambda facts: (f"{facts.integration_id}.png", screenshot()),
    "content.dashboards": lambda facts: (f"{facts.short_name}_overview.json", dashboard(facts.title, facts.short_name)),
    "content.monitors": lambda facts: (f"{facts.short_name}_silent.json", monitor(facts.title, facts.integration_id)),
}


def account_secrets(domain: str) -> Mapping[str, str]:
    """The secrets of an account with which reviewers test a product, at the partner's domain."""
    return {
        "address": f"https://demo.{domain}/login",
        "user_name": f"reviewer@{domain}",
        "password": "only-for-the-demo",
        "note": "The account has no second factor.",
    }
