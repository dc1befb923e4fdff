"""Messages of Django's forms, in our words."""

from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django import forms
from django.conf import settings

CASES = [
    (forms.CharField(), "", "Fill in this field."),
    (forms.CharField(max_length=3), "abcd", "Use at most 3 characters. You have used 4."),
    (forms.CharField(), "a\0b", "The text contains a null character (U+0000), which can't be stored. Remove it."),
    (forms.EmailField(), "ada", "Enter an e-mail address, such as ada@example.com."),
    (forms.URLField(assume_scheme="https"), "a b", "Enter a web address, such as https://example.com."),
    (forms.DateField(), "soon", "Enter a date, such as 2026-01-31."),
    (forms.IntegerField(), "x", "Enter a whole number, such as 5."),
    (forms.IntegerField(max_value=3), "5", "Enter 3 or less."),
    (forms.ChoiceField(choices=[("a", "A")]), "b", "b isn't one of the options. Choose an option from the list."),
]


@pytest.mark.parametrize("field, value, expected", CASES)
def test_forms_speak_our_words(field: forms.Field, value: str, expected: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)

    assert refused.value.messages == [expected]


def test_our_words_are_for_texts_that_django_has() -> None:
    (folder,) = settings.LOCALE_PATHS

    assert texts_of(folder) <= texts_of(Path(django.__file__).parent / "conf/locale")


def texts_of(folder: Path) -> set[object]:
    with (folder / "en/LC_MESSAGES/django.po").open("rb") as file:
        return {message.id for message in read_po(file)}
