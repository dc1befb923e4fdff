"""Listings in folders, as partners have them, and the command's report on them."""

import json
from pathlib import Path
from typing import cast

import pytest

from tests.tilekit.listing import base_files
from tilekit.commands import main
from tilekit.commands.listing_outcome import ListingOutcome

# A command runs once as the current user, so that everything is loaded, and then as a user without permissions.
AS_NOBODY = """
import contextlib, io, os, sys
from tilekit.commands import main
sound, *words = sys.argv[1:]
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    main([words[0], sound])
os.geteuid() or os.setuid(65534)
sys.exit(main(words))
"""


def write_listing(folder: Path, **changes: bytes | None) -> Path:
    """The listing, written to a folder. Names of changes are paths, with __ instead of /."""
    named = {path.replace("__", "/"): data for path, data in changes.items()}
    for path, data in {**base_files(), **named}.items():
        if data is not None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    return folder


def listings(capsys: pytest.CaptureFixture[str], *words: Path | str) -> tuple[int, list[ListingOutcome]]:
    """Exit code and listings of `validate --format json --all-places`."""
    code = main(["validate", "--format", "json", "--all-places", *map(str, words)])
    return code, cast("list[ListingOutcome]", json.loads(capsys.readouterr().out)["listings"])


def codes_of(outcome: ListingOutcome) -> list[str]:
    return [finding["code"] for finding in outcome["findings"]]
