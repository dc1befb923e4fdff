"""The texts of OpenAPI documents: English in the documents, in the reader's language on reference pages."""

from django.utils import translation


def translated(text: str) -> str:
    """The text in the reader's language. `make messages` reads the texts from the documents."""
    return translation.gettext(text) if text else ""
