"""Adds compiled translations to the wheel, because they are not in the repository; pyproject.toml has all the rest."""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

_ROOT = Path(__file__).parent
# In the headers of the catalogues, so that the wheel doesn't depend on the time. Babel would write the current time.
_DATE = datetime(2025, 1, 1, tzinfo=UTC)
CATALOGUES = "tilekit/locale/*/LC_MESSAGES/*.po"


class WithTranslations(build_py):
    """Adds compiled translations to the package. An editable installation compiles them in the source tree."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            self.compile_catalogues(Path(self.build_lib))

    def compile_catalogues(self, target: Path) -> None:
        for source in sorted(_ROOT.glob(CATALOGUES)):
            compiled = target / source.relative_to(_ROOT).with_suffix(".mo")
            compiled.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as read, compiled.open("wb") as written:
                catalogue = read_po(read)
                catalogue.creation_date = catalogue.revision_date = _DATE
                write_mo(written, catalogue)


setup(cmdclass={"build_py": WithTranslations})
