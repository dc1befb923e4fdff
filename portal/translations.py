"""Compiles the translation catalogues without the gettext tools."""

from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
CATALOGUE_FOLDERS = (PROJECT_FOLDER / "locale", PROJECT_FOLDER / "tilekit" / "locale")


def compile_translations() -> list[Path]:
    """Write each .mo file that is missing or older than its .po file; returns the written files."""
    stale = [
        source
        for folder in CATALOGUE_FOLDERS
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po"))
        if _is_stale(source)
    ]
    for source in stale:
        _compile(source)
    return [source.with_suffix(".mo") for source in stale]


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    from babel.messages.mofile import write_mo  # slow import
    from babel.messages.pofile import read_po  # slow import

    with source.open("rb") as file:
        catalogue = read_po(file)
    unfinished = source.with_suffix(".mo.part")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    unfinished.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    compile_translations()
