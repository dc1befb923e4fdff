"""The platform's requirement matrix, cell by cell.

R required, C required if the data type in brackets is sent, O shown but not required, - not shown.
"""

from tilekit.core.kind import ListingKind
from tilekit.core.messages import render
from tilekit.sections import section_of
from tilekit.sections.requirements import requirements

COLUMNS = {
    "OOTB agent": ListingKind(code_type="agent"),
    "OOTB API": ListingKind(code_type="api_oauth"),
    "MP agent": ListingKind(route="marketplace", code_type="agent"),
    "MP API": ListingKind(route="marketplace", code_type="api_oauth"),
    "MP licence": ListingKind(route="marketplace", offering_type="software_license"),
    "MP service": ListingKind(route="marketplace", offering_type="professional_service"),
    "OOTB tile": ListingKind(code_type="tile_only"),
}
MATRIX = """
overview.vendor_name              R R R R R R R
overview.vendor_url               R R R R R R R
overview.vendor_id                R R R R R R R
overview.title                    R R R R R R R
overview.short_description        R R R R R R R
overview.categories               R R R R R R R
overview.supported_os             R R R R R R R
overview.logo_light               R R R R R R R
overview.logo_rights              R R R R R R R
overview.integration_id           R R R R R R R
overview.source_type_name         R R R R - - O
overview.overview_md              R R R R R R R
overview.media                    R R R R R R R
overview.sales_email              O O R R R R O
overview.logo_dark                O O O O O O O
overview.resources                O O O O O O O
setup.setup_md                    R R R R R R R
setup.uninstall_md                R R R R R R R
setup.post_purchase_md            - - - - R R -
setup.validation_md               O O O O O O O
data.submitted_data_types         R R R R - - -
data.queried_data_types           O O O O O - -
data.metric_prefix                C C C C - - - metrics
data.metric_check                 C C C C - - - metrics
data.metadata_csv                 C C C C - - - metrics
data.logs_source                  C C C C - - - logs
data.log_pipeline_yaml            C C C C - - - logs
data.log_tests_yaml               C C C C - - - logs
data.log_pipeline_note            C C C C - - - logs
data.service_checks_json          C O C O - - - service checks
content.dashboards                R R R R - - -
content.monitors                  C C C C - - - metrics
content.detection_rules           O O O O - - -
content.saved_views               O O O O - - -
configuration.code_type           R R R R - - R
configuration.oauth_name          - R - R O - -
configuration.oauth_description   - R - R O - -
configuration.oauth_onboarding_url - R - R O - -
configuration.oauth_redirect_uris - R - R O - -
configuration.oauth_scopes        - R - R O - -
configuration.pull_request_url    R - R - - - -
configuration.wheel               O - O - - - -
configuration.tests_attested      R - R - - - -
configuration.agent_check_kind    R - R - - - -
configuration.package_version     R - R - - - -
configuration.min_agent_version   R - R - - - -
configuration.ga_attested         R R O R - - -
configuration.all_sites_attested  R R R R - - -
support.support_email             R R R R R R R
support.support_md                R R R R R R R
support.maintainer_email          R R R R R R R
support.support_url               O O O O O O O
pricing.billing_type              - - R R R R -
pricing.unit_price                - - R R R R -
pricing.product_id                - - R R R R -
pricing.short_description         - - R R R R -
legal.eula                        - - R R R R -
legal.agreement_marketplace       - - R R R R -
submission.agreement_program      R R R R R R R
release_notes.entries             R R R R R R R
submission.attest_accuracy        R R R R R R R
submission.attest_sandbox_test    R R R R - - -
submission.attest_no_test_urls    - R - R - - -
submission.requested_release      R R R R R R R
"""
ROWS = {line.split()[0]: line.split()[1:] for line in MATRIX.strip().splitlines()}


def test_matrix_holds() -> None:
    matrix = {
        path: [*(_cell(path, kind, " ".join(cells[7:])) for kind in COLUMNS.values()), *cells[7:]]
        for path, cells in ROWS.items()
    }

    assert matrix == ROWS


def _cell(path: str, kind: ListingKind, data_type: str) -> str:
    key, name = path.split(".")
    section = section_of(key)
    field = section.fields[name]
    if not (section.applies(kind) and field.applies(kind)):
        return "-"
    if _is_required(path, kind):
        return "R"
    sending = ListingKind(
        route=kind.route,
        offering_type=kind.offering_type,
        code_type=kind.code_type,
        submitted=frozenset({data_type}),
    )
    return "C" if data_type and _is_required(path, sending) else "O"


def _is_required(path: str, kind: ListingKind) -> bool:
    return path in {f"{item.section}.{item.field}" for item in requirements(kind)}


def test_exception_stands_in_for_the_oauth_client() -> None:
    kind = ListingKind(code_type="api_exception")

    assert not _is_required("configuration.oauth_name", kind)


def test_undecided_code_type_asks_for_what_every_integration_needs() -> None:
    kind = ListingKind()

    assert _is_required("content.dashboards", kind)
    assert _is_required("configuration.code_type", kind)
    assert not _is_required("configuration.pull_request_url", kind)


def test_requirement_says_why() -> None:
    kind = ListingKind(route="marketplace", code_type="agent", submitted=frozenset({"metrics"}))
    why = {f"{item.section}.{item.field}": render(item.why) for item in requirements(kind)}

    assert why["overview.title"] == "Required for every listing"
    assert why["pricing.unit_price"] == "Required for paid listings"
    assert why["content.monitors"] == "Required because you send metrics"
