"""Packages that only some commands need."""

import os
from importlib.util import find_spec

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.options import PORTAL_VARIABLE
from tilekit.core.messages import N_

_PAGE = "/developers/tilekit/"


def require_package(name: str) -> None:
    """Raise UsageError if the package is not installed. The text names the page with the install lines."""
    if find_spec(name) is None:
        page = os.environ.get(PORTAL_VARIABLE, "").rstrip("/") + _PAGE
        text = N_("This command needs more packages. The page {page} of your portal shows how to install them.")
        raise UsageError.of(text, page=page)
