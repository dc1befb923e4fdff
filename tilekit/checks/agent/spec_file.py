"""The spec of the configuration (assets/configuration/spec.yaml)."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.finding import Edit, Fix, RawFinding, finding
from tilekit.checks.finding_locations import position_of
from tilekit.checks.parsed_files import manifest_text, text_of, yaml_of
from tilekit.core.fields import Json
from tilekit.core.messages import Message
from tilekit.parse.json_values import members, objects, text, value_at
from tilekit.parse.positions import Position, readable
from tilekit.scaffold.paths import SPEC_FILE

EXAMPLE_SECTIONS = ("init_config", "instances")
_MAX_OPTIONS, _MAX_DEPTH = 5_000, 20


class Option(Struct, frozen=True, kw_only=True):
    """An option in the spec. section is the top-level template that contains it ("instances"), "" for none."""

    pointer: str
    value: dict[str, Json]
    section: str

    @property
    def name(self) -> str:
        return text(self.value.get("name"))

    @property
    def template(self) -> str:
        return text(self.value.get("template"))

    @property
    def inner(self) -> dict[str, Json]:
        """The definition of the value, with its type."""
        return members(self.value.get("value"))


class Spec(Struct, frozen=True, kw_only=True):
    """The spec of an Agent check. file is its path in the folder, value its content."""

    file: str
    value: Json

    def files(self) -> Iterator[tuple[str, dict[str, Json]]]:
        """The pointer and the object of every file that the spec describes."""
        return ((f"/files/{at}", file) for at, file in objects(value_at(self.value, "/files")))

    def main(self) -> Iterator[tuple[str, dict[str, Json]]]:
        """The files that customers edit. The Autodiscovery template (auto_conf.yaml) is not one of them."""
        return ((pointer, file) for pointer, file in self.files() if file.get("name") != "auto_conf.yaml")

    def options(self) -> Iterator[Option]:
        """Every option of every file, outer ones first."""
        for pointer, file in self.files():
            yield from _options(pointer, file, "")

    def section_options(self, section: str) -> list[Option]:
        """The options and templates in a section of the main file."""
        pointers = tuple(f"{pointer}/" for pointer, _ in self.main())
        return [one for one in self.options() if one.section == section and one.pointer.startswith(pointers)]

    def own_options(self, section: str) -> list[Option]:
        """The named options in a section of the main file. Options that templates add are not included."""
        return [option for option in self.section_options(section) if option.name and not option.template]

    def own_option(self, section: str, name: str) -> Option | None:
        """The option of `own_options` with this name; None if there is none."""
        return next((option for option in self.own_options(section) if option.name == name), None)

    def overridden(self, section: str, key: str) -> Iterator[tuple[str, str, Json]]:
        """(option, pointer, value) of each option of a template to which a section gives another key, such as
        "value.example".
        """
        for template in self.section_options(section):
            for name, value in members(template.value.get("overrides")).items():
                option, _, overridden_key = name.partition(".")
                if overridden_key == key:
                    yield option, f"{template.pointer}/overrides/{name}", value

    def templates(self, section: str) -> list[str]:
        """The templates that a section of the main file uses."""
        named = (option.template for option in self.section_options(section))
        return [template for template in named if template.startswith(f"{section}/")]

    @property
    def is_logs_only(self) -> bool:
        """Whether the spec only configures log sources and defines no check to run."""
        names = {option.template for option in self.options() if not option.section}
        return "logs" in names and names.isdisjoint(EXAMPLE_SECTIONS)

    @property
    def is_jmx(self) -> bool:
        return any(f"{section}/jmx" in self.templates(section) for section in EXAMPLE_SECTIONS)

    def finding(self, pointer: str, value: object = "", **rest: Any) -> RawFinding:
        return finding(file=self.file, pointer=pointer, value=value, **rest)


def _options(pointer: str, holder: dict[str, Json], section: str, *, depth: int = 0) -> Iterator[Option]:
    options = holder.get("options")
    for at, raw_option in enumerate(options[:_MAX_OPTIONS] if isinstance(options, list) and depth < _MAX_DEPTH else []):
        if isinstance(raw_option, dict):
            option = Option(pointer=f"{pointer}/options/{at}", value=raw_option, section=section)
            yield option
            inside = option.template if option.template in EXAMPLE_SECTIONS and not section else section
            yield from _options(option.pointer, raw_option, inside, depth=depth + 1)


def spec_of(bundle: Bundle) -> Spec | None:
    """The spec of the listing; None if there is none or it can't be read."""
    named = manifest_text(bundle, "/assets/integration/configuration/spec")
    path = named if named in bundle.files else SPEC_FILE
    file = readable(yaml_of, bundle, path)
    return Spec(file=path, value=file.value) if file else None


def is_logs_only(bundle: Bundle) -> bool:
    """Whether the Agent only reads logs for the listing, so that no check class, instance or metric is missing."""
    spec = spec_of(bundle)
    return spec is not None and spec.is_logs_only


def specs(bundle: Bundle) -> Iterator[Spec]:
    """The spec, if it can be read."""
    spec = spec_of(bundle)
    return iter((spec,) if spec else ())


spec_check = CheckDecorator(specs)


def line_before(bundle: Bundle, spec: Spec, pointer: str, *, text: str, title: str) -> Fix | None:
    """The fix that inserts a line above the line of the value, with the same indentation; None if that is not safe."""
    place = position_of(bundle, spec.file, pointer)
    if place is None:
        return None
    source = text_of(bundle, spec.file)
    old = source.lines[place.line - 1]
    indent = len(old) - len(old.lstrip(" "))
    start = source.byte_offset(source.offset(Position(place.line, 1)))
    edit = Edit(file=spec.file, start=start, end=start, replacement=f"{' ' * indent}{text}\n")
    return Fix(title=Message(title), edits=(edit,))
