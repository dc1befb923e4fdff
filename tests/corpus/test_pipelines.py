"""Real pipelines on their own samples: our engine computes the results that the partners declared.

pipelines.json has a reason for each sample with another result: listing -> number of the sample -> reason.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from tests.shared import SMALL, listing_folders
from tests.tilekit.pipeline.files import run_files
from tilekit.bundle import Bundle, Files
from tilekit.checks.fixes import apply_edits
from tilekit.checks.logs.result_fixes import accept_result_fix
from tilekit.core.basics import Basics
from tilekit.pipeline import PipelineReport
from tilekit.pipeline.notes import CompileNoteKind

REASONS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("pipelines.json").read_text("utf-8"))
LEAST_EQUAL = 0.95


def pipelines(root: Path | None = None) -> dict[str, Path]:
    """{listing: its pipeline file}."""
    folders = listing_folders(root) if root else listing_folders()
    tests_by_listing = {folder.name: sorted(folder.glob("assets/logs/*_tests.yaml")) for folder in folders}
    return {
        name: tests[0].with_name(tests[0].name.replace("_tests", ""))
        for name, tests in tests_by_listing.items()
        if tests
    }


@cache
def report_of(pipeline: Path) -> PipelineReport:
    return run_files(pipeline.read_bytes(), pipeline.with_name(f"{pipeline.stem}_tests.yaml").read_bytes())


def different(name: str, pipeline: Path) -> set[tuple[str, str]]:
    return {(name, str(sample.at + 1)) for sample in report_of(pipeline).samples if not sample.equal}


def test_every_sample_gives_its_declared_result_or_has_a_reason() -> None:
    differences = set().union(*(different(name, path) for name, path in pipelines().items()))
    written = {(name, number) for name, numbers in REASONS.items() if name in pipelines() for number in numbers}

    assert differences == written


def test_nearly_all_declared_results_are_reproduced() -> None:
    samples = [sample for path in pipelines().values() for sample in report_of(path).samples]

    assert len(samples) >= 5
    if len(samples) > 20:
        assert sum(sample.equal for sample in samples) >= LEAST_EQUAL * len(samples)


@pytest.mark.parametrize("name", pipelines(SMALL))
def test_the_samples_of_the_tree_do_so_too(name: str) -> None:
    assert different(name, pipelines(SMALL)[name]) == {(name, number) for number in REASONS.get(name, ())}


@pytest.mark.parametrize("name", pipelines())
def test_every_processor_of_real_pipelines_runs(name: str) -> None:
    notes = report_of(pipelines()[name]).notes

    assert {note.kind for note in notes} <= {CompileNoteKind.SIMULATED, CompileNoteKind.HINT}


@pytest.mark.parametrize("name", pipelines())
def test_every_result_can_be_taken_over(name: str) -> None:
    pipeline = pipelines()[name]
    tests = pipeline.with_name(f"{pipeline.stem}_tests.yaml").read_bytes()
    bundle = Bundle(basics=Basics(), documents={}, files=Files.of({"tests.yaml": tests}))
    for sample in report_of(pipeline).samples:
        fix = accept_result_fix(bundle, "tests.yaml", at=sample.at, result=sample.result)

        assert fix is not None
        after = run_files(pipeline.read_bytes(), apply_edits(tests, fix.edits)).samples
        assert after[sample.at].equal
        assert [one.declared for one in after if one.at != sample.at] == [
            one.declared for one in report_of(pipeline).samples if one.at != sample.at
        ]
