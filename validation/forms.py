"""Forms of the pages about checks."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.reason_form import day_field
from common.sizes import file_size
from page_parts.counts import Count
from tilekit.parse.package_list import MAX_PACKAGE_LIST_BYTES, BadLine, read_package_list
from validation.guards import reason_against_date
from validation.models import RolloutMode
from validation.queries.live_report import report_digest

_MAX_REPORTED, _LONGEST_SHOWN = 20, 80


class ModeForm(forms.Form):
    """The form for the mode of a check. report identifies the report that the page showed.

    enforced_from becomes the beginning of that day in UTC, so that everybody reads the day that was entered.
    """

    report = forms.CharField(widget=forms.HiddenInput, required=False)
    mode = forms.TypedChoiceField(
        label=gettext_lazy("New mode"), choices=RolloutMode.choices, coerce=RolloutMode, widget=forms.RadioSelect
    )
    enforced_from = day_field(gettext_lazy("Enforce from"))

    def __init__(self, *args: Any, code: str, mode: RolloutMode, starts_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present, self.now, self.starts_on = report_digest(code), mode, starts_on
        self.fields["enforced_from"].required = False
        self.fields["enforced_from"].help_text = _("Until this day, findings are at most warnings that name the day.")
        self.initial = {"report": self.present, "mode": mode.value, "enforced_from": self.starts_on}

    def clean_enforced_from(self) -> datetime | None:
        day, mode = self.cleaned_data["enforced_from"], self.cleaned_data.get("mode")
        if mode is self.now and day == self.starts_on:
            self.add_error("mode", _("The check already has this mode. Choose another one."))
        starts_at = datetime.combine(day, time(), UTC) if day else None
        if mode and starts_at and (reason := reason_against_date(mode, starts_at, timezone.now())):
            raise ValidationError(reason)
        return starts_at

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("report") != self.present:
            text = _("The report has changed since you opened this page. Read it again, then decide.")
            # The form that is rendered again contains the current report.
            self.data = {**dict(self.data.items()), "report": self.present}
            raise ValidationError(text, code="stale")
        return self.cleaned_data


class AgentPackagesForm(forms.Form):
    """The form for the packages that a version of the Agent ships, as text or as a file.

    cleaned_data["parsed"] has the parsed packages.
    """

    agent_version = forms.RegexField(
        r"\A\d+\.\d+\.\d+\Z",
        label=gettext_lazy("Agent version"),
        help_text=gettext_lazy("The Agent version that includes these packages. Example: 7.62.0"),
        error_messages={"invalid": gettext_lazy("Enter the Agent version as three numbers. Example: 7.62.0")},
    )
    packages = forms.CharField(
        label=gettext_lazy("Packages"),
        help_text=gettext_lazy(
            "One package per line. Comments, hashes and markers are ignored. Example: simplejson==3.19.1"
        ),
        max_length=MAX_PACKAGE_LIST_BYTES,
        required=False,
        strip=False,  # line numbers must match the pasted text
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or upload a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,.in,.lock"}),
    )

    def clean(self) -> dict[str, Any]:
        text, file = self.cleaned_data.get("packages", ""), self.cleaned_data.get("file")
        if file is not None and not text.strip():
            text = self._text_of(file)
        elif file is not None:
            raise ValidationError(_("Paste the list or choose a file, not both."))
        elif not text.strip() and not self.errors:
            self.add_error("packages", _("Paste the list or choose a file."))
        parsed = read_package_list(text)
        for error in _bad_lines(parsed.bad):
            self.add_error("packages", error)
        if text.strip() and not parsed.bad and not parsed.packages:
            self.add_error("packages", _("The list contains no packages."))
        return {**self.cleaned_data, "parsed": parsed.packages}

    def _text_of(self, file: "UploadedFile[bytes]") -> str:
        """The text of the file. It is also put in the text field, so that errors can be corrected there."""
        if file.size is None or file.size > MAX_PACKAGE_LIST_BYTES:
            message = _("The file is larger than {limit}. Choose a smaller file.")
            self.add_error("file", message.format(limit=file_size(MAX_PACKAGE_LIST_BYTES)))
            return ""
        try:
            text = file.read().decode()
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not UTF-8 text."))
            return ""
        self.data = {**dict(self.data.items()), "packages": text}
        return text


def _bad_lines(bad: Sequence[BadLine]) -> Iterator[str]:
    text = _("Line {line}: “{text}” is not a package with an exact version. Example: simplejson==3.19.1")
    yield from (text.format(line=line.number, text=line.text[:_LONGEST_SHOWN]) for line in bad[:_MAX_REPORTED])
    if more := len(bad[_MAX_REPORTED:]):
        yield ngettext("{n} more line has the same problem.", "{n} more lines have the same problem.", more).format(
            n=Count(more)
        )
