"""Makes the tests of a log pipeline from raw logs that are sent with it."""

from collections.abc import Mapping, Sequence
from itertools import islice

from msgspec.structs import replace

from tilekit.recognition.content import FileContent
from tilekit.recognition.kinds import LOG_FILE, LOG_SAMPLES
from tilekit.recognition.packages import is_in_package
from tilekit.recognition.recognise import RecognisedFile, stored_form

_PIPELINE, _TESTS = "log-pipeline", "pipeline-tests"
_MAX_READ_CHARACTERS, _MAX_LOGS = 100_000, 10


def with_log_samples(
    recognised: Sequence[RecognisedFile], files: Mapping[str, bytes]
) -> tuple[list[RecognisedFile], dict[str, bytes]]:
    """The files with the first one of raw logs as samples, and {path: tests file} of it.

    Nothing changes without a pipeline that can run the logs, or if its tests were sent, too.
    """
    kinds = {file.kind: file for file in reversed(recognised) if not is_in_package(file.path)}
    pipeline, logs = kinds.get(_PIPELINE), kinds.get(LOG_FILE)
    if pipeline is None or logs is None or _TESTS in kinds:
        return [*recognised], {}
    tests = _tests_of(FileContent(logs.path, files[logs.path]), stored_form(pipeline, files[pipeline.path]))
    if not tests:
        return [*recognised], {}
    samples = replace(logs, kind=LOG_SAMPLES, file_name=_tests_name(pipeline))
    return [samples if file is logs else file for file in recognised], {logs.path: tests}


def _tests_name(pipeline: RecognisedFile) -> str:
    stem = pipeline.file_name.rpartition("/")[2].partition(".")[0]
    return f"{stem}_tests.yaml"


def _tests_of(logs: FileContent, pipeline: bytes) -> bytes:
    """The tests file with the first logs, without secrets and personal data; b"" if the pipeline can't run them."""
    from tilekit.suggest.additions import PipelineTexts, with_samples  # slow import
    from tilekit.suggest.masking import masked
    from tilekit.suggest.raw_logs import logs_in

    first = islice(logs_in(logs.text[:_MAX_READ_CHARACTERS]), _MAX_LOGS)
    samples = list(dict.fromkeys(map(masked, first)))
    return with_samples(PipelineTexts(pipeline=pipeline, tests=b""), samples) or b""
