"""The findings of checks in the typed files, which may not be saved yet."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from listings.models import Revision
from studio.pipelines.files import PipelineFile, WorkshopFiles
from studio.pipelines.page import PipelineRun
from tilekit.checks.finding import Finding
from tilekit.checks.registered_checks import all_checks
from validation.instant import findings_of_unsaved

_SUBJECTS, _MAX_FINDINGS_SHOWN = ("LP", "LT"), 100


class FileFindings(Struct, frozen=True, kw_only=True):
    """The findings in one file. is_checked is False for a file that is too costly to check while somebody types."""

    file: PipelineFile | None
    findings: Sequence[Finding] = ()
    is_checked: bool = True


def findings_of_files(run: PipelineRun, revision: Revision) -> tuple[FileFindings, FileFindings]:
    """The findings of the pipeline file and of the tests file.

    Runs the checks of log pipelines on the draft with the typed files.
    """
    files = run.files
    if run.is_cut_short:
        return FileFindings(file=files.pipeline, is_checked=False), FileFindings(file=files.tests, is_checked=False)
    findings = _findings(files, revision)
    return _in_file(files.pipeline, findings), _in_file(files.tests, findings)


def _findings(files: WorkshopFiles, revision: Revision) -> Sequence[Finding]:
    codes = {check.code for check in all_checks() if check.subject in _SUBJECTS}
    return findings_of_unsaved(revision, files.edited_bundle, codes=codes)


def _in_file(file: PipelineFile | None, findings: Sequence[Finding]) -> FileFindings:
    shown = [finding for finding in findings if file and finding.file == file.name]
    return FileFindings(file=file, findings=shown[:_MAX_FINDINGS_SHOWN])
