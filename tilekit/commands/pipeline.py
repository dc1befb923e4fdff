"""`tilekit pipeline run` runs a log pipeline on its samples; `tilekit pipeline suggest` proposes one."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

from tilekit.commands import UsageError, pipeline_suggestion
from tilekit.commands.inputs import unreadable
from tilekit.commands.options import add_format
from tilekit.commands.translation import language, translated
from tilekit.core.fields import Json
from tilekit.core.messages import N_, render
from tilekit.parse.positions import Unparsable
from tilekit.pipeline import PipelineReport, ResultDifference, SampleResult
from tilekit.pipeline.attribute_paths import Missing
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.limits import MAX_FILE_BYTES
from tilekit.pipeline.notes import CompileNote, CompileNoteKind
from tilekit.pipeline.runner import SAMPLE_TOO_LARGE, parse_file, run_samples

DIFFERENT = 1
_NOTE_KINDS = {
    CompileNoteKind.REFUSED: N_("refused"),
    CompileNoteKind.UNSUPPORTED: N_("unsupported"),
    CompileNoteKind.APPROXIMATED: N_("approximated"),
    CompileNoteKind.SIMULATED: N_("simulated"),
    CompileNoteKind.HINT: N_("hint"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions `run` and `suggest` with their arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    text = translated(N_("run the pipeline on its samples"))
    _add_run_arguments(actions.add_parser("run", help=text, description=text))
    text = translated(N_("propose a pipeline for raw logs"))
    pipeline_suggestion.configure(actions.add_parser("suggest", help=text, description=text))


def _add_run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pipeline", metavar="PIPELINE", help=translated(N_("pipeline file")))
    parser.add_argument(
        "tests",
        nargs="?",
        metavar="TESTS",
        help=translated(N_("tests file (default: PIPELINE_tests next to the pipeline)")),
    )
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print every sample, or a suggestion. Returns 0, or 1 if a result differs. Raises UsageError."""
    if arguments.action == "suggest":
        return pipeline_suggestion.run(arguments)
    path = Path(arguments.pipeline)
    tests = Path(arguments.tests) if arguments.tests else _tests_file_of(path)
    compiled = compile_pipeline(_object_in_file(path, "pipeline"))
    report = run_samples(compiled, _object_in_file(tests, "tests") if tests else None)
    if arguments.format == "json":
        print(json.dumps(report_as_json(report), indent=2))
    else:
        for line in report_lines(report):
            print(line)
    return 0 if report.equal else DIFFERENT


def report_as_json(report: PipelineReport) -> dict[str, object]:
    """The report for the JSON output."""
    notes = [_note_as_json(note) for note in report.notes]
    return {"samples": [_sample_as_json(sample) for sample in report.samples], "notes": notes}


def _note_as_json(note: CompileNote) -> dict[str, object]:
    return {
        "kind": note.kind.value,
        "pointer": note.pointer,
        "value": note.value,
        "reason": render(note.reason, language()),
    }


def report_lines(report: PipelineReport) -> Iterator[str]:
    """The report as text: each sample with its differences, then the parts of the pipeline that our engine runs
    differently.
    """
    for sample in report.samples:
        yield from _lines_of_sample(sample)
    for note in report.notes:
        what = translated(_NOTE_KINDS[note.kind])
        text = N_("{what} {pointer} {value}: {reason}.")
        yield translated(text, what=what, pointer=note.pointer, value=_one_line(note.value), reason=note.reason)
    equal = sum(sample.equal for sample in report.samples)
    yield translated(
        N_("{equal} of {count} samples match the expected result."), equal=equal, count=len(report.samples)
    )


def _lines_of_sample(sample: SampleResult) -> Iterator[str]:
    number = sample.at + 1
    if sample.problem:
        yield translated(N_("Sample {number}: {problem}."), number=number, problem=sample.problem)
    if sample.declared is None:
        yield translated(N_("Sample {number} has no expected result."), number=number)
        yield f"    {_one_line(sample.result)}"
    elif sample.differences:
        yield translated(N_("Sample {number} does not match the expected result:"), number=number)
        for one in sample.differences:
            yield f"  {_one_line(one.pointer)[1:-1]}"
            yield f"    - {_one_line(one.declared)}"
            yield f"    + {_one_line(one.result)}"
    elif not sample.problem:
        yield translated(N_("Sample {number} matches the expected result."), number=number)
    for note in sample.caveats:
        what, text = translated(_NOTE_KINDS[note.kind]), N_("{what} {name}: {reason}.")
        yield f"  {translated(text, what=what, name=_one_line(note.name)[1:-1], reason=note.reason)}"


def _sample_as_json(sample: SampleResult) -> dict[str, object]:
    row: dict[str, object] = {
        "sample": sample.sample,
        "result": _json_value(sample.result),
        "declared": _json_value(sample.declared),
        "equal": sample.equal,
        "differences": [_difference_as_json(one) for one in sample.differences],
        "caveats": [{**_note_as_json(note), "name": note.name} for note in sample.caveats],
    }
    return {**row, "problem": render(sample.problem, language())} if sample.problem else row


def _difference_as_json(difference: ResultDifference) -> dict[str, object]:
    """A difference as JSON. The value is null on a side where the place is missing."""
    return {
        "pointer": difference.pointer,
        "declared": _json_value(difference.declared),
        "result": _json_value(difference.result),
    }


def _json_value(value: Json | Missing) -> Json:
    """The value in a form that JSON can represent. YAML has numbers that JSON doesn't."""
    if isinstance(value, dict):
        return {key: _json_value(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_json_value(inner) for inner in value]
    if isinstance(value, Missing):
        return None
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def _one_line(value: Json | Missing) -> str:
    """The value on one line. Characters that a terminal could read as a command are escaped."""
    if isinstance(value, Missing):
        return translated(N_("(nothing)"))
    return json.dumps(_json_value(value), ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def _tests_file_of(pipeline: Path) -> Path | None:
    tests = pipeline.with_name(f"{pipeline.stem}_tests{pipeline.suffix}")
    return tests if tests.is_file() else None


def _object_in_file(path: Path, key: str) -> dict[str, Json]:
    try:
        if not path.is_file():  # reading a pipe or a device might never end
            text = N_("{path} is not a file.") if path.exists() else N_("{path} does not exist.")
            raise UsageError.of(text, path=path)
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UsageError(f"{path}: {translated(SAMPLE_TOO_LARGE, limit=MAX_FILE_BYTES // 1_000_000)}")
        return parse_file(path.read_bytes(), key)
    except OSError as error:
        raise unreadable(path, error) from error
    except Unparsable as error:
        place = f"{path}:{error.position.line}:{error.position.column}"
        raise UsageError(f"{place}: {render(error.reason, language())}") from error
