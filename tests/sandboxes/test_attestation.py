"""The checkbox “Tested in your sandbox org”, which only organisations with a sandbox org can tick."""

from datetime import timedelta

import pytest

from common.errors import NotPossible
from listings.actions import save_section, submit_revision
from listings.actions.sections import restore_section_version
from listings.errors import ValuesRefused
from listings.models import Section, SectionVersion
from sandboxes.models import OrgState, RequestState, SandboxOrg, SandboxRequest
from tests.listings.scene import NOW
from tests.reviews.scene import browser_of, html_of
from tests.sandboxes.scene import refused
from tests.validation.scene import organisation_of, owner, ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
BOX = "attest_sandbox_test"


def test_box_is_stored_only_if_the_organisation_has_an_active_sandbox_org() -> None:
    by = owner()
    revision = ready(by)
    later = NOW + timedelta(hours=1)
    arguments = {"revision_id": revision.pk, "key": "submission", "version": None, "by": by, "now": later}
    save_section(**arguments, changes={BOX: False})
    ticked = SectionVersion.objects.filter(section__revision=revision, document__attest_sandbox_test=True)
    restored = ticked.latest("version").version
    SandboxOrg.objects.update(state=OrgState.SUSPENDED, suspended_at=NOW)

    with pytest.raises(ValuesRefused) as error:
        save_section(**arguments, changes={BOX: True, "reviewer_note": "Hello"})
    assert list(error.value.context["fields"]) == [f"submission.{BOX}"]
    assert "sandbox org. Request one first." in str(error.value)

    section = Section.objects.get(revision=revision, key="submission")
    section = restore_section_version(**{**arguments, "version": section.version}, restored=restored)
    assert section.document[BOX] is False

    SandboxOrg.objects.update(state=OrgState.ACTIVE, suspended_at=None)
    assert save_section(**arguments, changes={BOX: True}).document[BOX] is True


def test_tick_of_an_earlier_version_of_the_portal_prevents_a_submission() -> None:
    by = owner()
    revision = ready(by)
    SandboxOrg.objects.all().delete()

    with refused(NotPossible, "no-sandbox-org"):
        submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)


def test_line_offers_the_request_and_leads_back() -> None:
    by = owner()
    revision = ready(by)
    save_section(revision_id=revision.pk, key="submission", version=None, changes={BOX: False}, by=by, now=NOW)
    SandboxOrg.objects.all().delete()
    browser = browser_of(by)
    step = f"/listings/{revision.listing_id}/revisions/1/review/"

    html = html_of(browser, step)
    assert "Request a sandbox org</a>" in html
    field = html.partition(f'id="f-submission-{BOX}-field"')[2].partition('class="field"')[0]
    assert "has no active sandbox org" in field
    assert "Send data from the product" not in field  # nobody could do what this finding asks for
    assert f"/sandboxes/?next={step.replace('/', '%2F')}" in html

    method = f"/listings/{revision.listing_id}/revisions/1/configuration/"
    assert f"/sandboxes/?next={method.replace('/', '%2F')}" in html_of(browser, method)  # not only at the end

    values = {"organisation": str(organisation_of(by).pk), "region": "us1", "purpose": "Try out the data of our queue."}
    sent = browser.post("/sandboxes/requests/", {**values, "next": step})
    stranger = browser_of(by).get("/sandboxes/?next=https://evil.example/").content.decode()
    assert (sent.status_code, sent.headers.get("Location")) == (302, step)
    assert 'name="next" value="https://evil' not in stranger
    waiting = html_of(browser, step)
    assert "an admin will decide on the request" in waiting
    assert "Request a sandbox org</a>" not in waiting

    SandboxRequest.objects.update(state=RequestState.DECLINED, decided_at=NOW, decided_by=by.id)
    assert "Request a sandbox org</a>" in html_of(browser, step)
