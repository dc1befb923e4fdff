import pytest
from django import forms
from django.template import engines

from page_parts.form_fields import control_kind, field_props
from tests.markup import compact


class Everything(forms.Form):
    name = forms.CharField(help_text="Your name.")
    mail = forms.EmailField()
    word = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    note = forms.CharField(widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(choices=[("", "---"), ("a", "A"), ("b", "B")])
    way = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    picked = forms.MultipleChoiceField(choices=[("a", "A")])
    agreed = forms.BooleanField()
    file = forms.FileField()
    number = forms.IntegerField()
    hidden = forms.CharField(widget=forms.HiddenInput, initial="kept")


@pytest.mark.parametrize(
    "name, kind",
    [
        ("name", "text"), ("mail", "email"), ("word", "password"), ("note", "area"), ("kind", "select"),
        ("way", "radios"), ("many", "checkboxes"), ("picked", "picker"), ("agreed", "flag"),
        ("file", "file"), ("number", "number"),
    ],
)  # fmt: skip
def test_kind_fits_the_widget(name: str, kind: str) -> None:
    assert control_kind(Everything()[name]) == kind


def test_empty_option_is_left_to_the_control() -> None:
    assert field_props(Everything()["kind"])["options"] == [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]


def test_empty_option_that_is_a_choice_shows_its_label() -> None:
    form = Everything()
    form.fields["kind"].choices = [("", "No access"), ("a", "A")]  # type: ignore[attr-defined]  # of a choice field
    form.fields["kind"].required = False

    html = rendered("{% form_field form.kind %}", form)

    assert '<option value="">No access</option>' in html
    assert "optional" not in html


def test_password_is_never_written_back() -> None:
    form = Everything({"word": "secret"})

    assert "secret" not in rendered("{% form_field form.word %}", form)


def test_form_field_keeps_autocomplete() -> None:
    assert 'autocomplete="current-password"' in rendered("{% form_field form.word %}", Everything())


def test_error_stands_at_its_field_and_in_the_summary() -> None:
    html = rendered("{% form_fields form %}", Everything({"name": "Maya", "mail": "no address"}))

    assert '<li><a href="#id_mail-field">Mail</a>: Enter an e-mail address, such as ada@example.com.</li>' in html
    assert 'id="id_mail" name="mail" aria-describedby="id_mail-help id_mail-findings" aria-invalid="true"' in html
    assert html.count("<b>Error:</b> Enter an e-mail address, such as ada@example.com.") == 1


def test_hidden_fields_are_sent_along() -> None:
    assert '<input type="hidden" name="hidden" value="kept" id="id_hidden">' in rendered(
        "{% form_fields form %}", Everything()
    )


def rendered(text: str, form: forms.Form) -> str:
    return compact(engines["django"].from_string(text).render({"form": form}))
