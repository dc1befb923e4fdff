"""`tilekit new NAME` creates a listing in a new folder."""

import argparse
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from tilekit.commands.exit_codes import INTERRUPTED, UsageError
from tilekit.commands.questions import option_or_answer, require_options
from tilekit.commands.translation import language, translated
from tilekit.core.messages import N_, Message, render
from tilekit.scaffold.new_listing import new_files
from tilekit.scaffold.new_listing_options import (
    CHECK_KIND_VALUES,
    NEW_LISTING_TYPES,
    NewListingOptions,
    name_fault,
    vendor_fault,
)
from tilekit.sections.options import submitted_data

_NO_DATA, _FIRST_KIND = "none", "openmetrics"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments NAME, --type, --check, --vendor, --data and --out."""
    text = N_("name that customers see, for example “Acme Queue”")
    parser.add_argument("name", nargs="?", metavar="NAME", help=translated(text))
    text = N_("an Agent check (agent), a service that calls the API (api), or a tile without code (tile)")
    parser.add_argument("--type", metavar="TYPE", help=translated(text))
    text = N_("for --type agent: how the check reads the product, openmetrics or python (default: openmetrics)")
    parser.add_argument("--check", metavar="KIND", help=translated(text))
    parser.add_argument("--vendor", metavar="NAME", help=translated(N_("name of your company")))
    text = N_("data types that you send, for example metrics,logs, or none (default: depends on the type)")
    parser.add_argument("--data", metavar="TYPES", help=translated(text))
    text = N_("where to create the listing's folder (default: the current folder)")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help=translated(text))


def run(arguments: argparse.Namespace) -> int:
    """Create the folder and print its path. Returns 0. Raises UsageError."""
    require_options({"NAME": arguments.name, "--type": arguments.type})
    try:
        new = _options(arguments)
    except EOFError:
        return INTERRUPTED
    folder = arguments.out / new.folder
    _write(folder, new_files(new))
    print(folder)
    return 0


def _options(arguments: argparse.Namespace) -> NewListingOptions:
    """The input, from options and answers. Raises UsageError, and EOFError at the end of the answers."""
    listing_type = option_or_answer(
        arguments.type, translated(N_("Type (agent, api or tile)")), _one_of(NEW_LISTING_TYPES), default="api"
    )
    is_agent = listing_type == "agent"
    if arguments.check and not is_agent:
        raise UsageError.of(N_("--check only works with --type agent."))
    return NewListingOptions(
        name=option_or_answer(
            arguments.name,
            translated(N_("Name that customers see")),
            _without_fault(lambda text: name_fault(text, listing_type)),
        ),
        type=listing_type,
        check_kind=_check_kind(arguments.check) if is_agent else _FIRST_KIND,
        vendor=option_or_answer(arguments.vendor, translated(N_("Name of your company")), _without_fault(vendor_fault)),
        data_types=option_or_answer(
            arguments.data,
            translated(N_("Data types that you send")),
            lambda text: _data_types(text, is_agent=is_agent),
            default=",".join(NEW_LISTING_TYPES[listing_type]).lower(),
        ),
        app_uuid=str(uuid4()),
        today=datetime.now(UTC).date(),
    )


def _check_kind(option: str | None) -> str:
    question = translated(N_("Kind of check (openmetrics or python)"))
    return option_or_answer(option, question, _one_of(CHECK_KIND_VALUES), default=_FIRST_KIND)


def _one_of(choices: Iterable[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            message = N_("{value} is not one of the choices. Choose from: {choices}.")
            raise UsageError.of(message, value=text, choices=tuple(choices))
        return text

    return parse


def _without_fault(fault_of: Callable[[str], Message | None]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if fault := fault_of(text):
            raise UsageError(render(fault, language()))
        return text

    return parse


def _data_types(text: str, *, is_agent: bool) -> tuple[str, ...]:
    """The data types in a list with commas, in the order of the platform's list. Raises UsageError."""
    offered = {choice.value.lower(): choice.value for choice in submitted_data()}
    parse = _one_of((*offered, _NO_DATA))
    words = {parse(word.strip().lower()) for word in text.split(",")}
    if _NO_DATA in words and len(words) > 1:
        raise UsageError.of(N_("“none” can't be combined with data types."))
    if is_agent and "metrics" not in words:
        raise UsageError.of(N_("An Agent check sends metrics. Add metrics to the data types."))
    return tuple(name for word, name in offered.items() if word in words)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files to a new folder, which appears once it is complete. Raises UsageError."""
    if os.path.lexists(folder):
        raise UsageError.of(N_("{path} already exists."), path=folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".tilekit-") as temporary:
            complete = Path(temporary, folder.name)
            for name, data in files.items():
                target = complete / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            complete.rename(folder)
    except OSError as error:
        text = N_("{path} cannot be written: {reason}.")
        raise UsageError.of(text, path=folder, reason=error.strerror) from error
