"""Attestations untick when what they attest changes."""

from datetime import timedelta

import pytest

from listings.actions import attach_file, save_section, save_sections
from listings.models import Revision, Section, SectionVersion
from listings.writes.attestations import ATTESTED, changed_content, is_attestation, ticks_to_remove
from listings.writes.merged_saves import Save
from tests.listings.scene import NOW
from tests.reviews.scene import browser_of, html_of
from tests.validation.scene import owner, ready
from tilekit.core.composite import Rows
from tilekit.core.fields import EVERY_FIELD, Flag
from tilekit.sections import SECTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
# The fields and columns of rows that a partner can change, except the answers on Review & Submit.
PATHS = [
    f"{section.key}.{name}{column}"
    for section in SECTIONS
    if section.key not in ("submission", "api")
    for name, field in section.fields.items()
    if not field.read_only and not (isinstance(field, Flag) and is_attestation(field))
    for column in ([f".{one}" for one in field.row.fields] if isinstance(field, Rows) else [""])
]
LATER = NOW + timedelta(hours=1)
ACCURATE, TESTED = "submission.attest_accuracy", "submission.attest_sandbox_test"
LOGO, REGIONS, AVAILABLE = "overview.logo_rights", "configuration.all_sites_attested", "configuration.ga_attested"


def ticked(revision: Revision) -> set[str]:
    """The paths of the ticked attestations."""
    boxes = {
        f"{section.key}.{name}"
        for section in SECTIONS
        for name, field in section.fields.items()
        if isinstance(field, Flag) and field.attests
    }
    rows = Section.objects.filter(revision=revision, scope="")
    return {path for row in rows for path in boxes if row.document.get(path.removeprefix(f"{row.key}.")) is True}


def test_edit_unticks_only_what_is_attested_about_it() -> None:
    by = owner()
    revision = ready(by)
    common = {"revision_id": revision.pk, "version": None, "by": by, "now": LATER}
    assert ticked(revision) == {ACCURATE, TESTED, LOGO, REGIONS, AVAILABLE}

    save_section(**common, key="submission", changes={"reviewer_note": "Hello"})
    save_section(**common, key="support", changes={"maintainer_email": "team@acme.example"})  # the stored value
    assert ticked(revision) == {ACCURATE, TESTED, LOGO, REGIONS, AVAILABLE}

    save_section(**common, key="support", changes={"maintainer_email": "other@acme.example"})
    assert ticked(revision) == {TESTED, LOGO, REGIONS, AVAILABLE}

    save_section(**common, key="configuration", changes={"exception_request": "Another reason. " * 8})
    assert ticked(revision) == {TESTED, LOGO, REGIONS, AVAILABLE}

    save_section(**common, key="configuration", changes={"code_type": "api_oauth"})
    assert ticked(revision) == {LOGO, AVAILABLE}

    save_section(**common, key="overview", changes={"title": "Acme Other"})
    assert ticked(revision) == {LOGO}


@pytest.mark.parametrize("key, name", ATTESTED)
def test_attestation_is_unticked_by_exactly_what_it_names(key: str, name: str) -> None:
    box, attested = Section(key=key, document={name: True}), ATTESTED[key, name]

    unticking = {path for path in PATHS if ticks_to_remove(box, changed_content([changed(path)]))}

    assert unticking == set(PATHS if attested == EVERY_FIELD else attested)


def test_other_files_of_the_folder_untick_what_is_attested_about_all_of_it() -> None:
    content = changed_content([Section(key="overview", document={}), Section(key="data", document={})])
    boxes = {path: path.partition(".") for path in (ACCURATE, TESTED, LOGO)}

    unticked = {
        path: ticks_to_remove(Section(key=key, document={name: True}), content)
        for path, (key, _dot, name) in boxes.items()
    }

    assert {path for path, ticks in unticked.items() if ticks} == {ACCURATE, TESTED}


def test_same_file_with_the_name_of_the_folder_is_unchanged() -> None:
    uploaded = {"key": "", "name": "logo.svg", "sha256": "1" * 64, "size": 9}
    exported = {**uploaded, "name": "assets/logos/acme.svg"}
    section = Section(
        key="overview", document={"logo_light": exported, "media": [{"key": "a", "caption": "A", "image": exported}]}
    )
    section.former = {"logo_light": uploaded, "media": [{"key": "a", "caption": "B", "image": uploaded}]}

    assert changed_content([section]) == {"overview.media.caption"}


def changed(path: str) -> Section:
    """A section in which only a field, or only a column of its row, has another value."""
    key, name, *column = path.split(".")
    old, new = ([{"key": "1", column[0]: value}] if column else value for value in ("a", "b"))
    section = Section(key=key, document={name: new})
    section.former = {name: old}
    return section


def test_upload_unticks_and_a_tick_in_the_same_save_stays() -> None:
    by = owner()
    revision = ready(by)
    metrics = b"metric_name,metric_type\nacme_widget.other,gauge\n"
    attach_file(
        revision_id=revision.pk, path="data.metadata_csv", name="metadata.csv", content=metrics, by=by, now=LATER
    )
    assert ticked(revision) == {LOGO, REGIONS, AVAILABLE}

    saves = [
        Save(key="overview", changes={"title": "Acme Other"}),
        Save(key="submission", changes={"attest_accuracy": True}),
    ]
    save_sections(revision_id=revision.pk, saves=saves, by=by, now=LATER)
    assert ticked(revision) == {ACCURATE, LOGO, REGIONS}


def test_box_and_history_name_the_cause_until_it_is_ticked_again() -> None:
    by = owner()
    revision = ready(by)
    base = f"/listings/{revision.listing_id}/revisions/1"
    common = {"revision_id": revision.pk, "version": None, "by": by, "now": LATER}
    save_section(**common, key="support", changes={"maintainer_email": "other@acme.example"})
    browser = browser_of(by)

    assert "Unticked because of changes in:" in html_of(browser, f"{base}/review/")
    assert "Unticked automatically" in html_of(browser, f"{base}/sections/submission/history/")
    entry = SectionVersion.objects.filter(section__revision=revision, section__key="submission").latest("version")
    assert entry.unticked == ["attest_accuracy"]

    save_section(**common, key="submission", changes={"attest_accuracy": True})
    assert "Unticked because" not in html_of(browser, f"{base}/review/")
