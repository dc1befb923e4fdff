import gettext
import os
from pathlib import Path

import pytest

from portal import translations

pytestmark = pytest.mark.sqlite_is_enough
CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Sign off"
msgstr "Valider"
"""


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(translations, "CATALOGUE_FOLDERS", (tmp_path,))
    path = folder / "django.po"
    path.write_text(CATALOGUE)
    return path


def test_missing_catalogue_is_compiled(source: Path) -> None:
    (written,) = translations.compile_translations()

    with written.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Sign off") == "Valider"


def test_catalogue_is_compiled_again_only_when_its_source_is_newer(source: Path) -> None:
    translations.compile_translations()

    assert translations.compile_translations() == []
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    assert translations.compile_translations() == [source.with_suffix(".mo")]
