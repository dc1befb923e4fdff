"""The questions of a new listing, and what each answer will require."""

from collections.abc import Collection, Mapping

from page_parts.form_fields import field_props, listed_props
from studio.listing.forms import OFFERING_HELP, ROUTE_HELP, NewListingForm
from studio.listing.import_forms import UploadForm
from tilekit.core.kind import ListingKind
from tilekit.sections.requirements import requirements


def question_context(form: NewListingForm, *, filled: Collection[str] = ()) -> dict[str, object]:
    """The template context of the questions. filled are the paths of fields that files fill in."""
    return {
        "form": form,
        "route": _option_card_props(form, "route", ROUTE_HELP),
        "offering": _option_card_props(form, "offering_type", OFFERING_HELP),
        "filled": filled,
        **requirements_context(str(form["route"].value()), str(form["offering_type"].value()), filled=filled),
    }


def upload_context(form: UploadForm) -> dict[str, object]:
    """The template context of the box that takes files."""
    return {"upload": form, "files": field_props(form["uploads"], kind="upload")}


def requirements_context(route: str, offering_type: str, *, filled: Collection[str] = ()) -> dict[str, object]:
    """The template context of the list of requirements, without those that files fill in."""
    kind = ListingKind(route=route, offering_type=offering_type)
    needs: dict[str, list[object]] = {}
    for requirement in requirements(kind):
        if requirement.needs_preparation and f"{requirement.section}.{requirement.field}" not in filled:
            needs.setdefault(requirement.why, []).append(requirement)
    return {"requirements": needs.items()}


def _option_card_props(form: NewListingForm, name: str, helps: Mapping[str, object]) -> dict[str, object]:
    """Props that show a choice field as cards with a help text for each option."""
    props = field_props(form[name], variant="cards")
    options = listed_props(props, "options")
    return {**props, "options": [{**option, "help": helps.get(str(option["value"]), "")} for option in options]}
