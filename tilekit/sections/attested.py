"""The fields that attestations are about, as paths: `section.field`, or `section.field.column` for one column of rows.

A change of any of them unticks the attestation. Texts such as the reason for a scope are not among them, because they
change nothing that was tried.
"""

CODE = (
    "configuration.code_type",
    "configuration.agent_check_kind",
    "configuration.pull_request_url",
    "configuration.wheel",
    "configuration.package_version",
)
OAUTH_ADDRESSES = ("configuration.oauth_onboarding_url", "configuration.oauth_redirect_uris")
ACCESS = (*OAUTH_ADDRESSES, "configuration.oauth_scopes.scope")
EXCHANGED_DATA = (
    "data.queried_data_types",
    "data.other_queried_data",
    "data.submitted_data_types",
    "data.other_submitted_data",
    "data.metric_prefix",
    "data.metric_check",
    "data.metadata_csv",
    "data.log_pipeline_yaml",
    "data.log_tests_yaml",
    "data.service_checks_json",
)
