"""`tilekit new NAME` creates a listing in a new folder."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.translation import language, translated
from tilekit.core.messages import N_, render
from tilekit.scaffold.new_listing import NEW_LISTING_TYPES, NewListingOptions, name_fault, new_files


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments NAME, --type and --out."""
    parser.add_argument(
        "name", metavar="NAME", help=translated(N_("name that customers see, for example “Acme Queue”"))
    )
    text = N_("how data is collected: by the Agent (agent), through the API (api), or not at all (tile)")
    parser.add_argument("--type", choices=tuple(NEW_LISTING_TYPES), required=True, help=translated(text))
    text = N_("where to create the listing's folder (default: the current folder)")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help=translated(text))


def run(arguments: argparse.Namespace) -> int:
    """Create the folder and print its path. Returns 0. Raises UsageError."""
    if reason := name_fault(arguments.name):
        raise UsageError(render(reason, language()))
    today = datetime.now(UTC).date()
    new = NewListingOptions(name=arguments.name, type=arguments.type, app_uuid=str(uuid4()), today=today)
    folder = arguments.out / new.folder
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
        for name, data in new_files(new).items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    except FileExistsError as error:
        raise UsageError.of(N_("{path} already exists."), path=error.filename) from error
    except OSError as error:
        text = N_("{path} cannot be written: {reason}.")
        raise UsageError.of(text, path=error.filename, reason=error.strerror) from error
    print(folder)
    return 0
