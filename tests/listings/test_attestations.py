"""Attestations untick when what they attest changes."""

from datetime import timedelta

import pytest

from listings.actions import attach_file, save_section, save_sections
from listings.models import Revision, Section, SectionVersion
from listings.writes.merged_saves import Save
from tests.listings.scene import NOW
from tests.reviews.scene import browser_of, html_of
from tests.validation.scene import owner, ready
from tilekit.core.fields import Flag
from tilekit.sections import SECTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
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
    assert ticked(revision) == {LOGO, AVAILABLE}

    save_section(**common, key="overview", changes={"title": "Acme Other"})
    assert ticked(revision) == {LOGO}


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
