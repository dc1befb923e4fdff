"""The data that the integration reads and sends, and the files that describe it."""

from tilekit.core.choices import Choices
from tilekit.core.composite import UploadField
from tilekit.core.fields import Flag, Slug, Text
from tilekit.core.kind import (
    exchanges_data,
    may_read_data,
    on_marketplace,
    sends_logs,
    sends_metrics,
    sends_service_checks,
)
from tilekit.core.messages import N_
from tilekit.core.section import FieldGroup, SectionDocument, StepNotice, Tab
from tilekit.sections import limits, options

_DATA = "metrics#data-types"


class Data(
    SectionDocument, key="data", title=N_("Data"), tab=Tab.DATA, applies=may_read_data, fields_apply=exchanges_data
):
    """The Data Collected tab of the tile."""

    notices = (
        StepNotice(
            key="custom_metrics_notice",
            text=N_("All metrics from a paid listing count towards the customer's custom metrics."),
            applies=on_marketplace,
        ),
    )

    groups = (
        FieldGroup(
            key="metrics",
            title=N_("Metrics"),
            fields=("metric_prefix", "metric_check", "metadata_csv"),
            needed=sends_metrics,
            unneeded=N_("Not needed, because “Metrics” isn't ticked in “Submitted data”."),
        ),
        FieldGroup(
            key="logs",
            title=N_("Logs"),
            fields=("logs_source", "log_pipeline_yaml", "log_tests_yaml", "log_pipeline_note", "custom_tags_supported"),
            needed=sends_logs,
            unneeded=N_("Not needed, because “Logs” isn't ticked in “Submitted data”."),
        ),
        FieldGroup(
            key="service_checks",
            title=N_("Service checks"),
            fields=("service_checks_json",),
            needed=sends_service_checks,
            unneeded=N_("Needed only for Agent checks with “Service checks” ticked in “Other submitted data”."),
        ),
    )
    queried_data_types = Choices(
        N_("Queried data"),
        options=options.queried_data,
        applies=may_read_data,
        checked_by={"choice": "MF-018"},
        help=N_("The data that your product reads from the platform."),
        example=N_("Metrics, Events"),
        doc=_DATA,
    )
    other_queried_data = Choices(
        N_("Other queried data"),
        options=options.OTHER_DATA,
        applies=may_read_data,
        scope="submission",
        help=N_("Other data that your product reads and that isn't listed above (only reviewers see this)."),
        example=N_("Security events"),
        doc=_DATA,
    )
    submitted_data_types = Choices(
        N_("Submitted data"),
        options=options.submitted_data,
        required=exchanges_data,
        checked_by={"choice": "MF-018"},
        help=N_("The data that your product sends to the platform (every integration must send some)."),
        example=N_("Metrics, Logs"),
        doc=_DATA,
    )
    other_submitted_data = Choices(
        N_("Other submitted data"),
        options=options.OTHER_DATA,
        scope="submission",
        help=N_("Other data that your product sends and that isn't listed above (only reviewers see this)."),
        example=N_("Security events"),
        doc=_DATA,
    )
    metric_prefix = Text(
        N_("Metric prefix"),
        pattern=r"[!-~]+",
        required=sends_metrics,
        checked_by={"required": "MF-043", "pattern": "MF-043"},
        help=N_("The prefix shared by all your metric names, with a trailing dot."),
        example="acme_queue.",
        doc="metrics#names",
    )
    metric_check = Choices(
        N_("Metric check"),
        required=sends_metrics,
        checked_by={"required": "MF-047"},
        help=N_("A metric that you send on every run, so that customers can see that data is arriving."),
        example="acme_queue.messages.waiting",
        doc="metrics#metric-check",
    )
    metadata_csv = UploadField(
        N_("Metrics file"),
        accepts=("csv",),
        max_bytes=limits.TABLE_BYTES,
        checked_by={"length": "MD-049", "fit": "MF-046"},
        required=sends_metrics,
        help=N_("A CSV file with one line per metric, giving its type, unit and description."),
        example="metadata.csv",
        doc="metrics#file",
    )
    logs_source = Slug(
        N_("Log source"),
        pattern=r"[a-z0-9][a-z0-9_.-]*",
        checked_by={"pattern": "MF-052"},
        required=sends_logs,
        read_only=True,
        help=N_("The source tag of every log that you send, derived from the integration ID."),
        example="acme-queue",
        doc="log-pipeline#source",
    )
    log_pipeline_yaml = UploadField(
        N_("Log pipeline"),
        accepts=("yaml",),
        max_bytes=limits.ASSET_BYTES,
        folder="assets/logs",
        required=sends_logs,
        help=N_("The first of the two files in the pipeline export."),
        example="acme-queue.yaml",
        doc="log-pipeline#files",
    )
    log_tests_yaml = UploadField(
        N_("Log pipeline tests"),
        accepts=("yaml",),
        max_bytes=limits.ASSET_BYTES,
        folder="assets/logs",
        required=sends_logs,
        help=N_("The second file in the pipeline export, with raw samples of every kind of log."),
        example="acme-queue_tests.yaml",
        doc="log-pipeline#samples",
    )
    log_pipeline_note = Text(
        N_("Description of processors and remappers"),
        lines=6,
        min_length=limits.PIPELINE_NOTE[0],
        max_length=limits.PIPELINE_NOTE[1],
        required=sends_logs,
        scope="submission",
        help=N_("Explain to reviewers what each step of the pipeline does."),
        example=N_("The grok parser splits the header, and the status remapper reads the level."),
        doc="log-pipeline#description",
    )
    custom_tags_supported = Flag(
        N_("Customers can add custom tags"),
        scope="submission",
        help=N_("Recommended for logs, so that customers can tell their environments apart."),
        doc="log-pipeline#tags",
    )
    creates_events = Flag(
        N_("Sends events"),
        default=False,
        read_only=True,
        only_if_filled=True,
        checked_by={"fit": "MF-042"},
        help=N_("Set automatically from the submitted data."),
        doc=_DATA,
    )
    service_checks_json = UploadField(
        N_("Service checks"),
        accepts=("json",),
        max_bytes=limits.ASSET_BYTES,
        folder="assets",
        checked_by={"fit": "MF-048"},
        required=sends_service_checks,
        help=N_("A JSON file with one entry per service check, giving its statuses and the groups it reports on."),
        example="service_checks.json",
        doc="agent-check#service-checks",
    )
