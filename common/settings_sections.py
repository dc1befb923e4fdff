"""Registry of what the settings file contains. Apps register their sections in `AppConfig.ready`."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from common.actor import Actor
from common.lazy_text import LazyText
from tilekit.core.field import Json


class SettingsImport(Struct, frozen=True, kw_only=True):
    """Who imports a file, when and why."""

    by: Actor
    reason: str
    now: datetime


class FileSection(Struct, frozen=True, kw_only=True):
    """A section of the file: named values that actions of an app store.

    values returns {name: JSON value} of all names that a file may contain. checked returns a value in the form in which
    values has it, and raises ValidationError. save calls the action that the page of the value calls.
    order sorts the sections of an import. page_url is the page of the values, if it is not one of the settings.
    """

    name: str
    heading: LazyText
    values: Callable[[], Mapping[str, Json]]
    label: Callable[[str], LazyText]
    checked: Callable[[str, Json], Json]
    save: Callable[[str, Json, SettingsImport], object]
    order: int = 50
    page_url: LazyText = ""


_sections: dict[str, FileSection] = {}


def register_section(section: FileSection) -> None:
    """Add a section. Raises ValueError if its name is taken."""
    if section.name in _sections:
        raise ValueError(f"the section {section.name!r} is already registered")
    _sections[section.name] = section


def file_sections() -> Mapping[str, FileSection]:
    """{name: section} in the order of an import."""
    return {section.name: section for section in sorted(_sections.values(), key=lambda section: section.order)}
