"""Beside pyproject.toml only for what a wheel takes along that its tree does not have in place.

The pages of `tilekit preview` are written once, for the catalogue, in the portal's rooms; a wheel gets a copy below
`tilekit/commands/preview/portal`. Its translations are compiled: the tree keeps their sources only.
"""

import shutil
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
PAGES = (
    "catalog/__init__.py",
    "catalog/parts.py",
    "catalog/shown.py",
    "catalog/thumbs.py",
    "common/__init__.py",
    "common/components.py",
    "common/controls.py",
    "common/form_fields.py",
    "common/sizes.py",
    "common/times.py",
    "common/tones.py",
    "common/formats/__init__.py",
    "common/formats/en/*.py",
    "common/templatetags/*.py",
    "static/css/*.css",
    "static/*.svg",
    "templates/catalog/tile/*.html",
    "templates/components/**/*.html",
)
CATALOGUES = "tilekit/locale/*/LC_MESSAGES/*.po"


class WithPagesAndTranslations(build_py):
    """An editable installation reads the pages where they are, and the translations that make setup compiles."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            self.copy_pages(Path(self.build_lib) / "tilekit/commands/preview/portal")
            self.compile_catalogues(Path(self.build_lib))

    def copy_pages(self, target: Path) -> None:
        for pattern in PAGES:
            for file in sorted(ROOT.glob(pattern)):
                copy = target / file.relative_to(ROOT)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)

    def compile_catalogues(self, target: Path) -> None:
        for source in sorted(ROOT.glob(CATALOGUES)):
            compiled = target / source.relative_to(ROOT).with_suffix(".mo")
            compiled.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as read, compiled.open("wb") as written:
                write_mo(written, read_po(read))


setup(cmdclass={"build_py": WithPagesAndTranslations})
