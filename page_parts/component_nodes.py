"""Nodes of templates that render a component and its slots."""

from collections.abc import Mapping
from typing import Any

from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.safestring import SafeString, mark_safe

from page_parts.components import component, stripped

_SPREAD = "props"
_FILLS = "_component_fills"


class ComponentNode(Node):
    """Renders a component. Its props are checked when the template is parsed."""

    child_nodelists = ("body",)

    def __init__(self, name: str, props: dict[str, FilterExpression], body: NodeList | None) -> None:
        self.component, self.props, self.body = component(name), props, body
        self.component.check(frozenset(props) - {_SPREAD}, complete=_SPREAD not in props)

    def render(self, context: Context) -> SafeString:
        props: dict[str, Any] = {name: value.resolve(context) for name, value in self.props.items()}
        spread = props.pop(_SPREAD, None) or {}
        return self.component.render(context, {**spread, **props}, self._slots(context))

    def _slots(self, context: Context) -> Mapping[str, SafeString]:
        if self.body is None:
            return {}
        fills: dict[str, SafeString] = {}
        with context.push(**{_FILLS: fills}):
            body = self.body.render(context)
        return {**fills, "body": stripped(body)}


class FillNode(Node):
    """Stores its content as a named slot of the surrounding `wrap`."""

    def __init__(self, name: str, body: NodeList) -> None:
        self.name, self.body = name, body

    def render(self, context: Context) -> SafeString:
        fills = context.get(_FILLS)
        if fills is None:
            text = f"fill {self.name!r} is outside of a wrap"
            raise TemplateSyntaxError(text)
        # Fills of a nested wrap belong to that wrap.
        with context.push(**{_FILLS: None}):
            fills[self.name] = stripped(self.body.render(context))
        return mark_safe("")


def parse_props(parser: Parser, token: Token) -> tuple[str, dict[str, FilterExpression]]:
    tag, *bits = token.split_contents()
    if not bits:
        text = f"{tag!r} needs the name of a component"
        raise TemplateSyntaxError(text)
    props = token_kwargs(bits[1:], parser) if len(bits) > 1 else {}
    if len(props) != len(bits) - 1:
        text = f"{tag!r} takes a name, then name=value pairs: {token.contents}"
        raise TemplateSyntaxError(text)
    return bits[0].strip("\"'"), props
