"""Translation of OpenAPI texts: the documents are in English, the reference pages in the language of the reader."""

from django.utils import translation


def translated(text: str) -> str:
    """The text in the language of the reader. `make messages` collects the texts from the documents."""
    return translation.gettext(text) if text else ""
