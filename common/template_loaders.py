"""Loaders of templates that leave out the indentation of HTML, about a tenth of a compressed page.

Lines stay, so that an error names the right one. Values keep their indentation, because it is not in the template.
"""

import re

from django.template import Origin
from django.template.loaders import app_directories, filesystem

_MARGIN = re.compile(r"^[ \t]+", re.MULTILINE)


class _WithoutMargins(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        text = str(super().get_contents(origin))
        return _MARGIN.sub("", text) if str(origin.name).endswith(".html") else text


class FolderLoader(_WithoutMargins):
    """Templates of the folders in DIRS."""


class AppLoader(_WithoutMargins, app_directories.Loader):
    """Templates of installed apps."""
