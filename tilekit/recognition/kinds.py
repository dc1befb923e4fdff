"""All kinds of files that are recognised. The first row that matches counts."""

from tilekit.core.messages import N_
from tilekit.recognition import file_values, media, other_formats, packages, structures, texts, wrapped
from tilekit.recognition.recognised_kind import RecognisedKind
from tilekit.scaffold.paths import CHANGELOG, DATAFLOWS, MANIFEST, OAUTH_FILE, README, SPEC_FILE

LOG_FILE, LOG_SAMPLES = "log-file", "log-samples"
_LOGS = N_("The pipeline workshop of the draft contains its first lines, and proposes a pipeline for them.")
_OFFICE = N_("Listings can't contain Office documents. Paste the text or table instead.")
_ONLY_MP4 = N_("Save it as an MP4 video with H.264 first.")
_ONLY_PNG = N_("Save it as a PNG or JPEG image first.")
_ONLY_ZIP = N_("Drop its folder instead, or pack the folder as a zip file.")
_REPOSITORY = N_("It is only used in your repository. To import a listing, drop its whole folder.")
_VECTOR_LOGO = N_("The logo must be an SVG file. If this image is for the carousel, add it there.")
_WHEEL_OR_FOLDER = N_("To import the code of a check, drop its wheel or the whole folder of the listing.")

RECOGNISED_KINDS = (
    RecognisedKind(
        name="wheel",
        noun=N_("a Python wheel"),
        matches=media.is_wheel,
        place="configuration.wheel",
        says=media.wheel_says,
    ),
    RecognisedKind(
        name="archive-of-listings", noun=N_("an archive of several listings"), matches=media.is_archive_of_listings
    ),
    RecognisedKind(name="listing-archive", noun=N_("an archive of a listing"), matches=media.is_listing_archive),
    RecognisedKind(
        name="office-document", noun=N_("an Office document"), matches=media.is_office_document, reason=_OFFICE
    ),
    RecognisedKind(name="archive", noun=N_("a zip archive"), matches=media.is_media("zip")),
    RecognisedKind(
        name="other-archive",
        noun=N_("an archive that is not a zip file"),
        matches=media.is_media("gzip", "archive"),
        reason=_ONLY_ZIP,
    ),
    RecognisedKind(
        name="logo-dark", noun=N_("a logo for dark pages"), matches=media.is_logo_for_dark, place="overview.logo_dark"
    ),
    RecognisedKind(name="logo", noun=N_("a logo"), matches=media.is_logo, place="overview.logo_light"),
    RecognisedKind(
        name="raster-logo",
        noun=N_("a logo that is not an SVG file"),
        matches=media.is_raster_logo,
        place="overview.media",
        reason=_VECTOR_LOGO,
    ),
    RecognisedKind(name="picture", noun=N_("an image"), matches=media.is_media("png", "jpeg"), place="overview.media"),
    RecognisedKind(
        name="other-picture",
        noun=N_("an image that is neither a PNG nor a JPEG file"),
        matches=media.is_media("gif", "webp", "bmp", "tiff", "avif", "heic"),
        place="overview.media",
        reason=_ONLY_PNG,
    ),
    RecognisedKind(
        name="other-video",
        noun=N_("a video that is not an MP4 file"),
        matches=media.is_media("quicktime", "webm", "avi"),
        place="overview.media",
        reason=_ONLY_MP4,
    ),
    RecognisedKind(name="video", noun=N_("a video"), matches=media.is_media("mp4"), place="overview.media"),
    RecognisedKind(
        name="eula", noun=N_("a PDF document"), matches=media.is_media("pdf"), place="legal.eula", says=media.eula_says
    ),
    RecognisedKind(
        name="manifest",
        noun=N_("the manifest of a listing"),
        matches=structures.is_manifest,
        path=MANIFEST,
        form="json",
        says=file_values.manifest_says,
    ),
    RecognisedKind(
        name="dashboard",
        noun=N_("a dashboard"),
        matches=structures.is_dashboard,
        place="content.dashboards",
        form="json",
        says=file_values.dashboard_says,
    ),
    RecognisedKind(
        name="detection-rule",
        noun=N_("a detection rule"),
        matches=structures.is_detection_rule,
        place="content.detection_rules",
        form="json",
    ),
    RecognisedKind(
        name="saved-view",
        noun=N_("a saved view"),
        matches=structures.is_saved_view,
        place="content.saved_views",
        form="json",
    ),
    RecognisedKind(
        name="monitor", noun=N_("a monitor"), matches=structures.is_monitor, place="content.monitors", form="json"
    ),
    RecognisedKind(
        name="log-pipeline",
        noun=N_("a log pipeline"),
        matches=structures.is_pipeline,
        place="data.log_pipeline_yaml",
        form="yaml",
        file_name=structures.pipeline_file_name,
        says=file_values.pipeline_says,
    ),
    RecognisedKind(
        name="pipeline-tests",
        noun=N_("the tests of a log pipeline"),
        matches=structures.is_pipeline_tests,
        place="data.log_tests_yaml",
        form="yaml",
        file_name=structures.tests_file_name,
        says=file_values.pipeline_says,
    ),
    RecognisedKind(
        name="service-checks",
        noun=N_("a list of service checks"),
        matches=structures.is_service_checks,
        place="data.service_checks_json",
        form="json",
        says=file_values.service_checks_say,
    ),
    RecognisedKind(
        name="oauth-client",
        noun=N_("an OAuth client"),
        matches=structures.is_oauth_client,
        path=OAUTH_FILE,
        form="json",
        says=file_values.oauth_says,
    ),
    RecognisedKind(
        name="dataflows", noun=N_("a list of data flows"), matches=structures.is_dataflows, path=DATAFLOWS, form="yaml"
    ),
    RecognisedKind(
        name="specification",
        noun=N_("the specification of an Agent configuration"),
        matches=structures.is_specification,
        path=SPEC_FILE,
        form="yaml",
    ),
    RecognisedKind(
        name="agent-configuration",
        noun=N_("an Agent configuration"),
        matches=structures.is_agent_configuration,
        reason=_WHEEL_OR_FOLDER,
        says=file_values.agent_configuration_says,
    ),
    RecognisedKind(
        name="workflow",
        noun=N_("a workflow or hook file for a repository"),
        matches=packages.is_workflow,
        reason=_REPOSITORY,
    ),
    RecognisedKind(
        name="package-project",
        noun=N_("the project file of a Python package"),
        matches=packages.is_project,
        reason=_WHEEL_OR_FOLDER,
        says=packages.project_says,
        title=packages.project_name,
    ),
    RecognisedKind(
        name="tool-settings",
        noun=N_("a settings file of a developer tool"),
        matches=packages.is_tool_settings,
        reason=_REPOSITORY,
    ),
    RecognisedKind(
        name="package-list",
        noun=N_("a list of Python packages"),
        matches=packages.is_package_list,
        reason=_WHEEL_OR_FOLDER,
    ),
    RecognisedKind(
        name="grafana-dashboard",
        noun=N_("a Grafana dashboard"),
        matches=other_formats.is_grafana_dashboard,
        reason=N_("Build the dashboard in your sandbox org, then export it from there as JSON."),
    ),
    RecognisedKind(
        name="terraform",
        noun=N_("Terraform code"),
        matches=other_formats.is_terraform,
        reason=N_("Apply it in your sandbox org, then export its dashboards and monitors from there as JSON."),
    ),
    RecognisedKind(
        name="other-object",
        noun=N_("a notebook, an SLO or a synthetic test"),
        matches=other_formats.is_other_object,
        reason=N_("Listings can contain dashboards, monitors, detection rules and saved views."),
    ),
    RecognisedKind(
        name="assets",
        noun=N_("a file with dashboards, monitors or other assets inside"),
        matches=wrapped.has_assets,
    ),
    RecognisedKind(
        name="metrics-file",
        noun=N_("a metrics file"),
        matches=texts.is_metrics_file,
        place="data.metadata_csv",
        says=texts.metrics_file_says,
    ),
    RecognisedKind(
        name="changelog",
        noun=N_("a changelog"),
        matches=texts.is_changelog,
        path=CHANGELOG,
        says=texts.changelog_says,
        title=texts.markdown_title,
    ),
    RecognisedKind(
        name="readme",
        noun=N_("a README"),
        matches=texts.is_readme,
        path=README,
        says=texts.readme_says,
        title=texts.markdown_title,
    ),
    RecognisedKind(name="licence", noun=N_("a licence file"), matches=packages.is_licence, reason=_REPOSITORY),
    RecognisedKind(
        name="metrics-table",
        noun=N_("a table of metrics"),
        matches=texts.is_metrics_table,
        place="data.metadata_csv",
        form="csv",
        says=texts.metrics_table_says,
        left_out=texts.left_out_columns,
    ),
    RecognisedKind(
        name="openmetrics",
        noun=N_("an OpenMetrics text"),
        matches=texts.is_metrics_text,
        place="data.metadata_csv",
        form="csv",
        says=texts.openmetrics_says,
    ),
    RecognisedKind(
        name=LOG_FILE, noun=N_("a log file"), matches=texts.is_log_file, use=_LOGS, says=file_values.log_file_says
    ),
    RecognisedKind(name=LOG_SAMPLES, noun=N_("log lines"), matches=lambda _content: False, place="data.log_tests_yaml"),
    RecognisedKind(
        name="code", noun=N_("Python code"), matches=texts.is_code, reason=_WHEEL_OR_FOLDER, says=texts.code_says
    ),
    RecognisedKind(name="unknown", noun=N_("a file that we don't recognise"), matches=lambda _content: True),
)
KIND_BY_NAME = {kind.name: kind for kind in RECOGNISED_KINDS}
