"""Fixes of listings with logs don't change declared results, computed results or the log source."""

from pathlib import Path

import pytest

from tests.shared import bundle_of_folder, listing_folders
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.fix_application import apply_fixes
from tilekit.checks.logs import pipeline_files
from tilekit.checks.logs.pipeline_files import pipeline_report, pipelines
from tilekit.checks.logs.sources import filtered_sources
from tilekit.pipeline.sources import matches_source
from tilekit.sections.data import Data

SUBJECTS = ("LP-", "LT-", "MN-", "SR-", "XC-", "MF-052")
MASKS = {"LT-009"}  # sample and result together, so that no personal data is published
WITH_LOGS = [folder for folder in listing_folders() if (folder / "assets/logs").is_dir()]


def declared(bundle: Bundle) -> list[object]:
    return [test.get("result") for file in pipeline_files.test_files(bundle) for _, test in file.tests]


def given(bundle: Bundle) -> list[object]:
    run = pipeline_report(bundle)
    return [sample.result for sample in run.samples] if run else []


def is_at_odds(bundle: Bundle) -> bool:
    """Whether the manifest names a source that the filter doesn't match."""
    source, asked = bundle.section(Data).logs_source, filtered_sources(bundle)
    return bool(source and asked) and not matches_source(source, asked)


@pytest.mark.parametrize("folder", WITH_LOGS, ids=lambda folder: folder.name)
def test_no_fix_changes_what_the_logs_become(folder: Path) -> None:
    bundle = bundle_of_folder(folder)
    results, samples = declared(bundle), given(bundle)
    filters = [one.source_query for one in pipelines(bundle)]

    for finding in run_checks(bundle, Context()).findings:
        if finding.fix and finding.code.startswith(SUBJECTS) and finding.code not in MASKS:
            after = apply_fixes(bundle, [finding.fix])
            assert (finding.code, declared(after)) == (finding.code, results)
            assert (finding.code, given(after)) == (finding.code, samples)
            assert (finding.code, [one.source_query for one in pipelines(after)]) == (finding.code, filters)
            assert not is_at_odds(after) or is_at_odds(bundle)
