"""Prepares the fields of a section for the wizard, with values, findings, threads and choices."""

from collections.abc import Mapping, Sequence

from studio.findings.finding import WizardFinding, by_path
from studio.page_urls import METRICS_PATH
from studio.wizard.data import Wizard
from studio.wizard.fields.asset_summaries import asset_summaries
from studio.wizard.fields.origin_hints import origin_hints
from studio.wizard.fields.props import FieldPropsBuilder, Props
from studio.wizard.page.field_extras import unticked_text
from tilekit.core.field import Choice
from tilekit.sections.content import Content
from tilekit.sections.data import Data

_METRIC_CHECK = "data.metric_check"
_MOST_CHOICES = 300


def section_fields(wizard: Wizard, key: str) -> list[Props]:
    """Props of the `field` components of a section."""
    builder = FieldPropsBuilder(
        revision=wizard.revision,
        kind=wizard.kind,
        is_readonly=not wizard.is_editable,
        findings=_findings_by_path(wizard, key),
        errors=wizard.errors,
        threads=wizard.threads_by_place,
        blobs=wizard.blobs,
        origins=origin_hints(wizard.documents, key),
        leads=asset_summaries(wizard.bundle) if key == Content.key else {},
        options=_metric_choices(wizard, key),
        open_rows=wizard.open_rows,
        notes={f"{key}.{name}": unticked_text(wizard, key, name) for name in wizard.rows[key].unticked},
    )
    return builder.section(wizard.documents[key])


def _findings_by_path(wizard: Wizard, key: str) -> Mapping[str, Sequence[WizardFinding]]:
    """{path: findings}, without findings about single metrics, which the table shows."""
    found = by_path(wizard.findings)
    if key == Data.key and METRICS_PATH in found:
        found[METRICS_PATH] = wizard.metrics.findings_without_record(found[METRICS_PATH])
    return found


def _metric_choices(wizard: Wizard, key: str) -> Mapping[str, Sequence[Choice]]:
    """{field: choices} for the metric check; {} if there are so many metrics that people must type the name."""
    names = wizard.metrics.names if key == Data.key else []
    return {_METRIC_CHECK: [Choice(name, name) for name in names]} if 0 < len(names) <= _MOST_CHOICES else {}
