"""Converts a bound field of a Django form into props of the `field` component."""

from collections.abc import Mapping

from django import forms
from django.forms import BoundField
from django.forms.widgets import ChoiceWidget, DateTimeBaseInput

_LINE_KINDS: dict[str, str] = {
    "email": "email",
    "url": "url",
    "number": "number",
    "password": "password",
    "date": "date",
    "datetime-local": "time",
}
# The first match wins, so subclasses come before their base classes.
_CONTROL_OF_WIDGET: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.SelectMultiple, "picker"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "flag"),
    (forms.Textarea, "area"),
    (forms.FileInput, "file"),
)


def field_props(field: BoundField, **more: object) -> dict[str, object]:
    """Props of the `field` component for a form field; `more` adds to them or overrides them."""
    widget = field.field.widget
    attrs = {**widget.attrs, **field.build_widget_attrs({}, widget)}
    props: dict[str, object] = {
        "id": field.id_for_label or field.auto_id,
        "name": field.html_name,
        "label": field.label,
        "kind": control_kind(field),
        "help": field.help_text,
        "value": field.value(),
        "required": field.field.required,
        "errors": list(field.errors),
        "readonly": field.field.disabled,
        "autocomplete": str(attrs.get("autocomplete", "")),
        "placeholder": str(attrs.get("placeholder", "")),
        "minimum": attrs.get("min"),
        "maximum": attrs.get("max"),
    }
    if isinstance(widget, ChoiceWidget):
        props.update(_choice_props(field, widget))
    if isinstance(widget, forms.Textarea):
        props["lines"] = int(str(attrs.get("rows", 4)))
    if isinstance(widget, forms.FileInput):
        props.update(value="", accept=str(attrs.get("accept", "")), multiple=widget.allow_multiple_selected)
    if isinstance(widget, DateTimeBaseInput):
        props["value"] = widget.format_value(field.value()) or ""
    if isinstance(widget, forms.PasswordInput) and not widget.render_value:
        props["value"] = ""
    return {**props, **more}


def listed_props(props: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """The props in a list, such as the options, rows or columns of a field; empty if there is no such list."""
    items = props.get(name)
    return items if isinstance(items, list) else []


def control_kind(field: BoundField) -> str:
    """The kind of control that fits the field's widget."""
    widget = field.field.widget
    for widget_class, kind in _CONTROL_OF_WIDGET:
        if isinstance(widget, widget_class):
            return kind
    return _LINE_KINDS.get(str(getattr(widget, "input_type", "text")), "text")


def _choice_props(field: BoundField, widget: ChoiceWidget) -> dict[str, object]:
    """The options in one flat list. The control adds the empty option, with its label if it is a choice."""
    groups = widget.optgroups(field.html_name, [])
    labels = {option["value"]: option["label"] for _name, options, _index in groups for option in options}
    empty_label = str(labels.pop("", ""))
    options = [{"value": value, "label": label} for value, label in labels.items()]
    if not empty_label.strip("-"):  # Django adds dashes itself
        return {"options": options}
    return {"options": options, "empty_label": empty_label, "marks_optional": False}
