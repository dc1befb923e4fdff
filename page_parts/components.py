"""Template components: one folder each, with declared props; an unknown or missing prop is an error."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Node, Template, TemplateSyntaxError
from django.utils.safestring import SafeString, mark_safe
from msgspec import Struct, field

_TEMPLATES = Path(__file__).parent / "templates"
REQUIRED = object()


class PropsNode(Node):
    """`{% props %}` at the top of a component's template, on as many lines as needed. Renders nothing."""

    def __init__(self, props: dict[str, object]) -> None:
        self.props = props

    def render(self, _context: Context) -> SafeString:
        return mark_safe("")


class SlotsNode(Node):
    """`{% slots %}`: the parts that a caller may fill besides the body. Renders nothing."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def render(self, _context: Context) -> SafeString:
        return mark_safe("")


class Component(Struct, frozen=True, kw_only=True):
    """A component's template and its declared props and slots. A prop with the default REQUIRED must be given."""

    name: str
    template: Template
    props: Mapping[str, object]
    slots: frozenset[str]

    def check(self, props: Mapping[str, object] | frozenset[str], *, complete: bool) -> None:
        """Raises TemplateSyntaxError for undeclared props and, if complete, for missing ones."""
        unknown = sorted(set(props) - set(self.props))
        if unknown:
            names = ", ".join(self.props) or "none"
            text = f"component {self.name!r} has no prop {', '.join(unknown)}; it has: {names}"
            raise TemplateSyntaxError(text)
        missing = [name for name, default in self.props.items() if default is REQUIRED and name not in props]
        if complete and missing:
            text = f"component {self.name!r} needs the prop {', '.join(missing)}"
            raise TemplateSyntaxError(text)

    def render(self, context: Context, props: Mapping[str, object], slots: Mapping[str, SafeString]) -> SafeString:
        """Render the component from its declared props only. Raises TemplateSyntaxError for unknown props and slots.

        From the caller's context, the template only gets the CSRF token.
        """
        self.check(props, complete=True)
        unknown = sorted(set(slots) - self.slots - {"body"})
        if unknown:
            text = f"component {self.name!r} has no slot {', '.join(unknown)}"
            raise TemplateSyntaxError(text)
        values: dict[str, Any] = {**self.props, **props, "slots": slots}
        if "csrf_token" in context:
            values["csrf_token"] = context["csrf_token"]
        return stripped(self.template.render(context.new(values)))


def stripped(html: SafeString) -> SafeString:
    """Rendered markup without the white space around it."""
    return mark_safe(html.strip())  # noqa: S308 rendered by the engine


def component(name: str) -> Component:
    """The component with this name. Raises TemplateDoesNotExist, or TemplateSyntaxError if it declares no props."""
    return _component_of(name, Engine.get_default().get_template(f"components/{name}/{name}.html"))


@lru_cache(maxsize=512)
def _component_of(name: str, template: Template) -> Component:
    # Declarations are always top-level nodes, which Django does not wrap in other nodes, even in debug mode.
    declared = [node.props for node in template.nodelist if isinstance(node, PropsNode)]
    if not declared:
        text = f"component {name!r} must declare its props at the top of its template"
        raise TemplateSyntaxError(text)
    slots = [slot for node in template.nodelist if isinstance(node, SlotsNode) for slot in node.names]
    props = {prop: default for line in declared for prop, default in line.items()}
    return Component(name=name, template=template, props=props, slots=frozenset(slots))


class ComponentExample(Struct, frozen=True, kw_only=True):
    """An example of a component, shown in the style guide and rendered by a test."""

    title: str
    props: Mapping[str, object]
    slots: Mapping[str, SafeString] = field(default_factory=dict)


def component_names() -> list[str]:
    """Every component, by name."""
    return sorted(path.name for path in (_TEMPLATES / "components").iterdir())


def examples(name: str) -> list[ComponentExample]:
    """The examples next to the component's template (`example.json`: title, props, slots as HTML)."""
    folder = Path(component(name).template.origin.name).parent
    raw = json.loads((folder / "example.json").read_text("utf-8"))
    return [
        ComponentExample(
            title=item["title"],
            props=item.get("props", {}),
            slots={slot: mark_safe(html) for slot, html in item.get("slots", {}).items()},  # noqa: S308 our own file
        )
        for item in raw
    ]
