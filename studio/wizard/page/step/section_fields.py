"""Prepares the fields of a section for the wizard, its findings without a visible field, and its metrics table."""

from collections.abc import Mapping, Sequence

from listings.content.references import FieldPath
from listings.display.place_names import place_name
from listings.page_urls import control_id
from studio.findings.finding import WizardFinding, WizardRow, by_path, finding_rows
from studio.metrics.page import MetricsTablePage, metrics_table
from studio.page_urls import METRICS_PATH
from studio.threads.page import threads_by_record
from studio.wizard.page.fields.asset_summaries import asset_summaries
from studio.wizard.page.fields.offered_choices import metric_choices
from studio.wizard.page.fields.prop_search import Props, flatten_props, rendered_rows
from studio.wizard.page.fields.props import FieldPropsBuilder
from studio.wizard.page.fields.uploaded_files import names_in_folder
from studio.wizard.page.step.field_extras import unticked_text
from studio.wizard.page.wizard import Wizard
from tilekit.core.field import Choice
from tilekit.sections.content import Content
from tilekit.sections.data import Data
from tilekit.sections.pricing import Pricing

_WITH_METRICS = (Data.key, Pricing.key)
_WITH_FOLDER_NAMES = (Content.key, Data.key)


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
        origins=wizard.hints(key),
        leads=asset_summaries(wizard.bundle, wizard.revision, wizard.open_rows) if key == Content.key else {},
        options=_metric_choices(wizard, key),
        file_names=names_in_folder(wizard.bundle.documents[key], key) if key in _WITH_FOLDER_NAMES else {},
        open_rows=wizard.open_rows,
        notes={f"{key}.{name}": unticked_text(wizard, key, name) for name in wizard.rows[key].unticked},
    )
    return builder.section(wizard.documents[key])


def _findings_by_path(wizard: Wizard, key: str) -> Mapping[str, Sequence[WizardFinding]]:
    """{path: findings}, without findings about single metrics, which the table shows."""
    findings = by_path(wizard.findings)
    if key == Data.key and METRICS_PATH in findings:
        findings[METRICS_PATH] = wizard.metrics.findings_without_record(findings[METRICS_PATH])
    return findings


def _metric_choices(wizard: Wizard, key: str) -> Mapping[str, Sequence[Choice]]:
    return metric_choices(key, wizard.metrics.names) if key in _WITH_METRICS else {}


def unplaced_rows(wizard: Wizard, key: str, fields: Sequence[Props]) -> list[WizardRow]:
    """Rows of the findings that none of the rendered fields shows. Findings in folded rows link to the row."""
    shown, folded = {props["id"] for props in flatten_props(fields)}, _folded_row_keys(fields)
    findings = (item for item in wizard.findings if item.section == key)
    unplaced = [item for item in findings if not item.finding.path or control_id(item.finding.path) not in shown]
    documents = {key: wizard.documents[key].values}

    def placed(item: WizardFinding) -> WizardFinding:
        place = FieldPath.parse(item.finding.path)
        if place is None or place.row not in folded:
            return item.with_place(item.file_position, item.lines_href)
        return item.with_place(place_name(item.finding.path, documents=documents), item.field_href)

    return finding_rows(unplaced, placed)


def _folded_row_keys(fields: Sequence[Props]) -> set[object]:
    return {row["key"] for row in rendered_rows(fields) if row.get("is_folded")}


def metrics_page(wizard: Wizard, *, start: int, only_findings: bool, in_form: bool = False) -> MetricsTablePage:
    """The page of rows that contains row `start`. With only_findings, rows without findings are left out.

    in_form: the threads are inside the form of the step.
    """
    threads = threads_by_record(wizard.threads, wizard.thread_page, in_form=in_form)
    return metrics_table(wizard.metrics, start=start, only_findings=only_findings, threads=threads)
