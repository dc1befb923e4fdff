"""`tilekit pipeline suggest LOGFILE` proposes a pipeline for raw logs."""

import argparse
import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.inputs import unreadable
from tilekit.commands.options import add_format
from tilekit.commands.terminal import print_note
from tilekit.commands.translation import translated
from tilekit.core.messages import N_
from tilekit.pipeline.limits import MAX_FILE_BYTES
from tilekit.sections.initial_values import kebab
from tilekit.suggest.pipeline import SuggestedPipeline, suggest_pipeline
from tilekit.suggest.yaml_files import yaml_of

_MAX_NAMED_LOGS = 10
_NOT_IN_TEXT = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")  # control characters that no log contains


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments LOGFILE, --source, --out and --format."""
    parser.add_argument("logs", metavar="LOGFILE", help=translated(N_("file of raw logs, one per line")))
    text = N_("log source and ID of the pipeline (default: from the name of the file)")
    parser.add_argument("--source", metavar="SOURCE", help=translated(text))
    text = N_("write SOURCE.yaml and SOURCE_tests.yaml to this folder instead of printing them")
    parser.add_argument("--out", type=Path, metavar="DIR", help=translated(text))
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print or write the pipeline and its tests. Returns 0. Raises UsageError."""
    path = Path(arguments.logs)
    source = arguments.source or kebab(path.stem)
    if not source or source != kebab(source):
        message = N_("“{value}” is not a log source. Use --source with lower-case letters, digits and hyphens.")
        raise UsageError.of(message, value=source)
    data = _beginning_of(path)
    suggestion = suggest_pipeline(_text_of(path, data), source=source)
    if suggestion is None:
        raise UsageError.of(N_("{path} contains no logs."), path=path)
    if arguments.out:
        _write(arguments.out, source, suggestion)
    elif arguments.format == "json":
        print(json.dumps(_as_json(suggestion), indent=2))
    else:
        print("---\n".join(yaml_of(suggestion)), end="")
    for notice in _notices(suggestion):
        print_note(notice)
    if len(data) < path.stat().st_size:
        text = N_("{path} is larger than {limit} MB. Only its beginning was read.")
        print_note(translated(text, path=path, limit=MAX_FILE_BYTES // 1_000_000))
    return 0


def _beginning_of(path: Path) -> bytes:
    """The bytes of the file; of a large one, the lines at its beginning. Raises UsageError."""
    try:
        if not path.is_file():  # reading a pipe or a device might never end
            text = N_("{path} is not a file.") if path.exists() else N_("{path} does not exist.")
            raise UsageError.of(text, path=path)
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES)
            if not file.read(1):
                return data
            lines, newline, _ = data.rpartition(b"\n")
            if not newline:
                text = N_("The first line of {path} is larger than {limit} MB. Use a part of it.")
                raise UsageError.of(text, path=path, limit=MAX_FILE_BYTES // 1_000_000)
            return lines
    except OSError as error:
        raise unreadable(path, error) from error


def _text_of(path: Path, data: bytes) -> str:
    """The text in the encoding of the file: that of its byte order mark, UTF-8 or Windows-1252. Raises UsageError."""
    is_utf16 = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    if not is_utf16 and _NOT_IN_TEXT.search(data):
        raise UsageError.of(N_("{path} is not a text file. If it is an archive, unpack it."), path=path)
    try:
        return data.decode("utf-16" if is_utf16 else "utf-8-sig", "replace" if is_utf16 else "strict")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _write(folder: Path, source: str, suggestion: SuggestedPipeline) -> None:
    """Write the two files. Raises UsageError, also if one of them exists."""
    targets = (folder / f"{source}.yaml", folder / f"{source}_tests.yaml")
    for target in targets:
        if target.exists():
            raise UsageError.of(N_("{path} already exists."), path=target)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for target, text in zip(targets, yaml_of(suggestion), strict=True):
            target.write_text(text, "utf-8")
            print(target)
    except OSError as error:
        message = N_("{path} cannot be written: {reason}.")
        raise UsageError.of(message, path=error.filename, reason=error.strerror) from error


def _as_json(suggestion: SuggestedPipeline) -> dict[str, object]:
    return {name: getattr(suggestion, name) for name in suggestion.__struct_fields__}


def _notices(suggestion: SuggestedPipeline) -> Iterator[str]:
    if suggestion.masked_logs:
        text = N_(
            "Secrets or personal data were replaced in these logs: {numbers}. Check the samples before you publish."
        )
        yield translated(text, numbers=_numbers(suggestion.masked_logs))
    if suggestion.unmatched_logs:
        text = N_("No rule matches these logs: {numbers}.")
        yield translated(text, numbers=_numbers(suggestion.unmatched_logs))
    if suggestion.undated_logs:
        text = N_("These logs have no date that the pipeline reads, but others do: {numbers}.")
        yield translated(text, numbers=_numbers(suggestion.undated_logs))
    if suggestion.has_yearless_dates:
        yield translated(N_("These logs have no dates with a year, so no date-remapper can read them."))
    if suggestion.omitted_count:
        yield translated(N_("Number of logs that were not read: {n}."), n=suggestion.omitted_count)


def _numbers(numbers: tuple[int, ...]) -> str:
    named = ", ".join(map(str, numbers[:_MAX_NAMED_LOGS]))
    return f"{named} …" if len(numbers) > _MAX_NAMED_LOGS else named
