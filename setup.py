"""Adds files to the wheel of tilekit that are not part of its package; pyproject.toml contains everything else.

`tilekit preview` uses the catalogue's templates and code, which are in the rooms of the portal. The wheel contains a
copy of them in `tilekit/commands/preview/portal`. It also contains compiled translations, which are not in the
repository.
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
    "catalog/tile_fields.py",
    "catalog/tile_parts.py",
    "catalog/tile_presenter.py",
    "catalog/thumbs.py",
    "common/__init__.py",
    "common/components.py",
    "common/controls.py",
    "common/counts.py",
    "common/form_fields.py",
    "common/lazy_text.py",
    "common/lists.py",
    "common/sizes.py",
    "common/text_items.py",
    "common/times.py",
    "common/badges.py",
    "common/total_maps.py",
    "common/formats/__init__.py",
    "common/formats/*/*.py",
    "common/templatetags/*.py",
    "static/css/**/*.css",
    "static/*.svg",
    "templates/catalog/tile/*.html",
    "templates/components/**/*.html",
)
CATALOGUES = "tilekit/locale/*/LC_MESSAGES/*.po"


class WithPagesAndTranslations(build_py):
    """Adds pages and compiled translations to the package. An editable installation reads the source files instead."""

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
