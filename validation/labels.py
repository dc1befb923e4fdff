"""What stands in the wizard at a path."""

from listings.references import FieldPath
from tilekit.core.composite import Rows
from tilekit.sections import section_of


def label_of(path: str) -> str:
    """The label (a message id) of the field that a path names, "" where it names none."""
    place = FieldPath.parse(path)
    if place is None:
        return ""
    try:
        field = section_of(place.section).fields.get(place.field)
    except KeyError:
        return ""
    if isinstance(field, Rows) and place.inner:
        field = field.row.fields.get(place.inner)
    return field.label if field else ""
