"""Template tags: `component`, `wrap` and `fill` render a component; `props` and `slots` declare one.

{% component "pill" label="Draft" icon="half" %} {% wrap "card" title="Findings" %}...{% fill "foot" %}...{% endfill
%}{% endwrap %}
"""

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.base import Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from page_parts.component_nodes import ComponentNode, FillNode, parse_props
from page_parts.components import REQUIRED, ComponentExample, PropsNode, SlotsNode, component
from page_parts.controls import Control, LimitMeter, control_of, limit_meter
from page_parts.form_fields import field_props

register = template.Library()
# Scripts that import others; a page that loads one of them does not load its parts again.
_PAGE_PARTS = ("theme", "menus", "messages", "shortcuts", "error-summary", "tabs")
JOINED_SCRIPTS = {
    "page": _PAGE_PARTS,
    "wizard": ("carousel", "counter", "polling", "page", *_PAGE_PARTS),
}


@register.tag("component")
def do_component(parser: Parser, token: Token) -> ComponentNode:
    name, props = parse_props(parser, token)
    return ComponentNode(name, props, None)


@register.tag("wrap")
def do_wrap(parser: Parser, token: Token) -> ComponentNode:
    name, props = parse_props(parser, token)
    body = parser.parse(("endwrap",))
    parser.delete_first_token()
    return ComponentNode(name, props, body)


@register.tag("fill")
def do_fill(parser: Parser, token: Token) -> FillNode:
    _tag, name = token.split_contents()
    body = parser.parse(("endfill",))
    parser.delete_first_token()
    return FillNode(name.strip("\"'"), body)


@register.tag("props")
def do_props(parser: Parser, token: Token) -> PropsNode:
    """`{% props label kind="" count=0 %}`: a name without a default is required; defaults are constants."""
    declared: dict[str, object] = {}
    for bit in token.split_contents()[1:]:
        name, has_default, default = bit.partition("=")
        declared[name] = parser.compile_filter(default).resolve(Context()) if has_default else REQUIRED
    return PropsNode(declared)


@register.tag("slots")
def do_slots(_parser: Parser, token: Token) -> SlotsNode:
    return SlotsNode(tuple(token.split_contents()[1:]))


@register.simple_tag(takes_context=True)
def behaviour(context: Context, *names: str) -> SafeString:
    """Request JavaScript modules (`static/js/<name>.js`). The base template includes each once."""
    _behaviours_of(context).update(dict.fromkeys(names))
    return mark_safe("")


@register.simple_tag
def on_use(name: str) -> SafeString:
    """The attribute of a part of a page whose script is loaded when somebody begins to use it (`js/on-use.js`)."""
    return format_html('data-script="{}"', static(f"js/{name}.js"))


@register.simple_tag(takes_context=True)
def behaviour_scripts(context: Context) -> SafeString:
    """The script elements of all modules requested so far, except those that another one contains."""
    names = _behaviours_of(context)
    parts = {part for name in names for part in JOINED_SCRIPTS.get(name, ())}
    sources = ((static(f"js/{name}.js"),) for name in names if name not in parts)
    return format_html_join("\n", '<script type="module" src="{}"></script>', sources)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon from the sprite. It is decorative unless it has a label, which screen readers read."""
    if not label:
        return _decoration(str(name))
    source = static("icons.svg")
    return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>', label, source, name)


@lru_cache(maxsize=512)
def _decoration(name: str) -> SafeString:
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("icons.svg"), name)


def forget_addresses() -> None:
    """Forget the addresses of icons, for example after static files were collected in another place."""
    _decoration.cache_clear()


@register.simple_tag
def sample(name: str) -> SafeString:
    """A sample curve or shape from samples.svg, which fills the space that is left. It is decorative."""
    source = static("samples.svg")
    return format_html('<svg class="board-sample" aria-hidden="true"><use href="{}#{}"/></svg>', source, name)


@register.simple_tag
def field_control(kind: str, *, options: Sequence[object] | None, lines: int, variant: str) -> Control:
    return control_of(kind, options=options, lines=lines, variant=variant)


@register.filter
def scale(value: object, limit: int) -> LimitMeter:
    """The meter of a value with a limit: `{% with scale=value|scale:limit %}`."""
    return limit_meter(value, limit)


@register.filter
def is_wrong(findings: object) -> bool:
    """Whether any row of the field is a blocker. Warnings, advice and missing values do not count."""
    return any(_severity(row) == "blocker" for row in _rows(findings))


@register.filter
def advice(findings: object) -> list[object]:
    """The rows that are only advice. The page folds them if there are many."""
    return [row for row in _rows(findings) if _severity(row) == "advice"]


@register.filter
def urgent(findings: object) -> list[object]:
    """All rows except advice."""
    return [row for row in _rows(findings) if _severity(row) != "advice"]


@register.filter
def places(rows: object) -> int:
    """The total number of places in rows of findings."""
    return sum(int(str(_value(row, "number") or 0)) for row in _rows(rows))


def _rows(findings: object) -> Sequence[object]:
    return findings if isinstance(findings, list | tuple) else ()


def _severity(row: object) -> object:
    return _value(row, "severity")


def _value(row: object, name: str) -> object:
    """The attribute of a row object, or the value of a dict from a JSON example."""
    return row.get(name) if isinstance(row, dict) else getattr(row, name, "")


@register.filter
def has(values: object, item: object) -> bool:
    """Whether a list of chosen values contains the item (compared as text)."""
    return str(item) in {str(value) for value in values} if isinstance(values, list | tuple | set) else False


@register.simple_tag(takes_context=True)
def form_field(context: Context, field: BoundField, **props: object) -> SafeString:
    """Render a field of a Django form with the `field` component; props override those from the form."""
    return component("field").render(context, field_props(field, **props), {})


@register.simple_tag(takes_context=True)
def form_fields(context: Context, form: BaseForm) -> SafeString:
    """Render the error summary, the hidden fields and the visible fields of a Django form."""
    parts = [component("error_summary").render(context, {"form": form}, {}), *map(str, form.hidden_fields())]
    parts += [component("field").render(context, field_props(bound), {}) for bound in form.visible_fields()]
    return format_html_join("\n", "{}", ((part,) for part in parts))


@register.simple_tag(takes_context=True)
def example_of(context: Context, name: str, example: ComponentExample) -> SafeString:
    """Render an example of a component, for the style guide."""
    return component(name).render(context, example.props, example.slots)


def _behaviours_of(context: Context) -> dict[str, None]:
    """The names of modules (`static/js/<name>.js`) of the page that is being rendered, in the order of first use.

    They belong to its request, because a template that is included with `only` has none of the page's variables.
    Without a request there is no page that could load them.
    """
    request = getattr(context, "request", None)
    modules: dict[str, None] = {} if request is None else vars(request).setdefault("behaviours", {})
    return modules
