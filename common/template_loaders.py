"""The loader of templates, which leaves out the indentation of HTML, about a tenth of a compressed page.

Lines stay, so that an error names the right one. Values keep their indentation, because it is not in the template.
"""

import re
from pathlib import Path

from django.template import Origin
from django.template.loaders import app_directories

_MARGIN = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(app_directories.Loader):
    """Templates of the folders in DIRS and of installed apps."""

    def get_dirs(self) -> list[str | Path]:
        return [*self.engine.dirs, *super().get_dirs()]

    def get_contents(self, origin: Origin) -> str:
        text = str(super().get_contents(origin))
        return _MARGIN.sub("", text) if str(origin.name).endswith(".html") else text
