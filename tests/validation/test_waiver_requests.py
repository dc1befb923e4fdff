"""Partners ask for waivers of blockers, leads and admins decide, and granted waivers expire."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from accounts.models import Person
from audit.models import Event
from common.actor import SYSTEM, Actor, Role, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible
from listings.actions.requests import change_request, send_request
from listings.maintenance import expire_requests
from listings.models import Listing
from notices.models import Notice
from page_parts.times import format_time
from tests.listings.scene import NOW, member, organisation, staff
from tests.reviews.scene import browser_of, html_of, reviewer_for
from tests.reviews.test_races import at_once
from tests.sandboxes.scene import refused
from tests.validation.scene import ready
from tests.validation.test_waivers import OLD, metrics
from validation.actions import end_waiver, instant_findings, waive_finding
from validation.errors import WaiverRequestOpen
from validation.lifecycles.waivers import WAIVERS
from validation.models import Waiver, WaiverRequest, WaiverRequestState
from validation.stored_findings import finding_columns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
END = NOW + timedelta(days=3)


@pytest.fixture
def editor() -> Actor:
    return reviewer_as_member(Role.OWNER)


def reviewer_as_member(role: Role) -> Actor:
    return member(organisation(), role)


@pytest.fixture
def lead() -> Actor:
    return reviewer_for("ecosystems", role=TeamRole.LEAD)


@pytest.fixture
def request_row(editor: Actor) -> WaiverRequest:
    return ask(editor)


def ask(editor: Actor, **changes: object) -> WaiverRequest:
    revision = ready(editor, **{"metadata.csv": metrics(OLD)})
    (finding,) = (item for item in instant_findings(revision, now=NOW).findings if item.code == "MD-016")
    row = WaiverRequest(listing=revision.listing, reason="It is another type.", **finding_columns(finding))
    return send_request(WAIVERS, row, by=editor, now=NOW, parameters={"reason": row.reason, **changes})


def again(row: WaiverRequest) -> WaiverRequest:
    """The request for the same finding, not sent yet."""
    columns = {name: getattr(row, name) for name in ("code", "severity", "message", "fingerprint", "reason")}
    return WaiverRequest(listing=row.listing, **columns)


def decide(row: WaiverRequest, verb: str, *, by: Actor, now: datetime = NOW, **values: object) -> WaiverRequest:
    return change_request(WAIVERS, row.pk, verb, by=by, now=now, parameters={"reason": "Agreed", **values})


def kinds(person: Actor) -> set[str]:
    return set(Notice.objects.filter(person_id=person.id, kind__startswith="waiver.").values_list("kind", flat=True))


def blocks(row: WaiverRequest) -> bool:
    revision = Listing.objects.get(pk=row.listing_id).revisions.select_related("listing__organisation").get()
    return row.fingerprint in {finding.fingerprint for finding in instant_findings(revision, now=NOW).blockers}


def test_request_waits_for_leads_and_admins(editor: Actor, lead: Actor) -> None:
    boss = staff(is_admin=True)
    row = ask(editor)

    assert (row.state, row.code, blocks(row)) == (WaiverRequestState.REQUESTED, "MD-016", True)
    assert "waiver.requested" in kinds(lead)
    assert [list(WAIVERS.waiting_for(actor)) for actor in (lead, boss, editor)] == [[row], [row], []]
    with refused(WaiverRequestOpen):
        send_request(WAIVERS, again(row), by=editor, now=NOW, parameters={"reason": "Again"})
    with refused(NotAllowed):
        send_request(WAIVERS, again(row), by=lead, now=NOW, parameters={"reason": "Again"})
    with refused(NotPossible, "reason-missing"):
        send_request(WAIVERS, again(row), by=editor, now=NOW, parameters={"reason": " "})


@pytest.mark.parametrize("until", [END, None])
def test_granting_waives_the_finding(
    request_row: WaiverRequest, editor: Actor, lead: Actor, until: datetime | None
) -> None:
    granted = decide(request_row, "grant", by=lead, until=until)

    waiver = Waiver.objects.get()
    assert (waiver.fingerprint, waiver.reason, waiver.by, waiver.until) == (
        request_row.fingerprint,
        "Agreed",
        lead.id,
        until,
    )
    assert (granted.state, granted.until, granted.answer) == (WaiverRequestState.GRANTED, until, "Agreed")
    assert Event.objects.filter(verb__in=["finding.waive", "waiver.grant"]).count() == 2
    assert "waiver.granted" in kinds(editor)
    assert not WAIVERS.waiting_for(lead).exists()


def test_a_day_in_the_past_grants_nothing(request_row: WaiverRequest, lead: Actor) -> None:
    with refused(NotPossible, "date-past"):
        decide(request_row, "grant", by=lead, until=NOW.date() - timedelta(days=1))

    request_row.refresh_from_db()
    assert (request_row.state, Waiver.objects.exists()) == (WaiverRequestState.REQUESTED, False)


def test_declined_and_withdrawn_requests_waive_nothing(request_row: WaiverRequest, editor: Actor, lead: Actor) -> None:
    change_request(WAIVERS, request_row.pk, "message", by=lead, now=NOW, parameters={"message": "Why?"})
    declined = decide(request_row, "decline", by=lead)
    other = send_request(WAIVERS, again(request_row), by=editor, now=NOW, parameters={"reason": "Again"})
    withdrawn = change_request(WAIVERS, other.pk, "withdraw", by=editor, now=NOW)

    assert [declined.state, withdrawn.state] == [WaiverRequestState.DECLINED, WaiverRequestState.WITHDRAWN]
    assert kinds(editor) >= {"waiver.message", "waiver.declined"}
    assert (Waiver.objects.exists(), blocks(request_row)) == (False, True)


def test_only_leads_and_admins_decide(request_row: WaiverRequest, editor: Actor) -> None:
    for by in (editor, reviewer_for("ecosystems")):
        with pytest.raises((NotAllowed, NotFound)):
            decide(request_row, "grant", by=by)


def test_staff_who_waive_or_end_without_the_request_decide_on_it(
    request_row: WaiverRequest, editor: Actor, lead: Actor
) -> None:
    given = {"listing_id": request_row.listing_id, "fingerprint": request_row.fingerprint, "by": lead, "now": NOW}

    waive_finding(code="MD-016", reason="Fine", until=END, **given)
    request_row.refresh_from_db()
    assert (request_row.state, request_row.until) == (WaiverRequestState.GRANTED, END)
    waive_finding(code="MD-016", reason="Longer", until=None, **given)
    request_row.refresh_from_db()
    assert request_row.until is None
    end_waiver(**given)

    request_row.refresh_from_db()
    assert (request_row.state, Waiver.objects.exists()) == (WaiverRequestState.ENDED, False)
    assert kinds(editor) >= {"waiver.granted", "waiver.ended"}


@pytest.fixture
def granted(request_row: WaiverRequest, lead: Actor) -> WaiverRequest:
    return decide(request_row, "grant", by=lead, until=END)


def expired_states(now: datetime) -> Iterator[str]:
    expire_requests(now=now, renew=lambda: None)
    return WaiverRequest.objects.values_list("state", flat=True)


def test_request_expires_once_its_date_has_passed(granted: WaiverRequest, editor: Actor, lead: Actor) -> None:
    for now in (NOW, END - timedelta(seconds=2), END - timedelta(seconds=1)):  # the second call reminds the partner
        assert list(expired_states(now)) == [WaiverRequestState.GRANTED]
    with refused(NotPossible, "date-ahead"):
        change_request(WAIVERS, granted.pk, "expire", by=SYSTEM, now=NOW)

    for _ in range(2):
        assert list(expired_states(END)) == [WaiverRequestState.EXPIRED]

    granted.refresh_from_db()
    assert [(entry["verb"], entry["by"]) for entry in granted.history] == [
        ("grant", str(lead.id)),
        ("remind", None),
        ("expire", None),
    ]
    assert kinds(editor) >= {"waiver.ends-soon"}
    assert "waiver.ends-soon" not in kinds(lead)
    for person in (editor, lead):
        assert Notice.objects.filter(person_id=person.id, kind="waiver.expired").count() == 1
    assert blocks(granted)
    assert send_request(WAIVERS, again(granted), by=editor, now=END, parameters={"reason": "Again"}).pk


@pytest.mark.parametrize("on_request", [True, False])
def test_waiver_granted_again_ends_the_one_that_is_over(
    granted: WaiverRequest, editor: Actor, lead: Actor, *, on_request: bool
) -> None:
    """The job that expires requests has not run yet."""
    if on_request:
        new = send_request(WAIVERS, again(granted), by=editor, now=END, parameters={"reason": "Again"})
        assert decide(new, "grant", by=lead, now=END).state == WaiverRequestState.GRANTED
    else:
        finding = {"fingerprint": granted.fingerprint, "code": granted.code}
        waive_finding(listing_id=granted.listing_id, reason="Again", until=None, by=lead, now=END, **finding)

    granted.refresh_from_db()
    assert (granted.state, granted.until) == (WaiverRequestState.EXPIRED, END)
    assert WaiverRequest.objects.filter(state=WaiverRequestState.GRANTED).count() == int(on_request)
    expire_requests(now=END, renew=lambda: None)
    assert Notice.objects.filter(kind="waiver.expired", person_id=editor.id).count() == 1


def test_requests_without_end_never_expire(request_row: WaiverRequest, lead: Actor) -> None:
    decide(request_row, "grant", by=lead)

    assert list(expired_states(END + timedelta(days=9999))) == [WaiverRequestState.GRANTED]


@pytest.mark.django_db(transaction=True)
def test_requests_that_expire_at_once_expire_once(granted: WaiverRequest) -> None:
    outcomes = at_once(*[lambda: expire_requests(now=END, renew=lambda: None)] * 2)

    granted.refresh_from_db()
    assert (outcomes, granted.state, len(granted.history)) == (["", ""], WaiverRequestState.EXPIRED, 2)


def test_pages_of_partner_and_staff_link_to_the_request(granted: WaiverRequest, editor: Actor, lead: Actor) -> None:
    address = granted.get_absolute_url()

    html = html_of(browser_of(lead), address)
    assert "MD-016" in html
    assert "Valid until" in html
    assert "No longer needed" not in html
    assert address in html_of(browser_of(editor), granted.listing.get_absolute_url())

    Waiver.objects.update(unneeded_since=NOW)
    tidied = html_of(browser_of(editor), address)
    assert f"<dt>No longer needed since</dt><dd>{format_time(NOW)}</dd>" in tidied


def test_page_of_an_ended_waiver_shows_when_and_by_whom_it_was_ended(
    granted: WaiverRequest, editor: Actor, lead: Actor
) -> None:
    change_request(WAIVERS, granted.pk, "end", by=lead, now=NOW)

    html = html_of(browser_of(editor), granted.get_absolute_url())

    assert "Valid until" not in html
    assert f"<dt>Ended</dt><dd>{format_time(NOW)} · {Person.objects.get(pk=lead.id).name}</dd>" in html


def test_page_of_a_declined_request_links_editors_to_a_new_one(
    request_row: WaiverRequest, editor: Actor, lead: Actor
) -> None:
    address = f"/listings/{request_row.listing_id}/waive/{request_row.fingerprint}/"
    assert address not in html_of(browser_of(editor), request_row.get_absolute_url())
    declined = decide(request_row, "decline", by=lead)

    shown = [address in html_of(browser_of(by), declined.get_absolute_url()) for by in (editor, lead)]

    assert shown == [True, False]
    send_request(WAIVERS, again(declined), by=editor, now=NOW, parameters={"reason": "Again"})
    assert address not in html_of(browser_of(editor), declined.get_absolute_url())


def test_second_request_from_another_tab_is_refused_and_its_text_is_kept(
    editor: Actor, request_row: WaiverRequest
) -> None:
    address = f"/listings/{request_row.listing_id}/waive/{request_row.fingerprint}/"
    browser = browser_of(editor)

    refused = browser.post(address, {"reason": "Typed in another tab.", "seen": "requested"})

    assert refused.status_code == 409
    assert "You have already asked to waive this finding" in refused.content.decode()
    assert "Typed in another tab." in refused.content.decode()
    assert browser.get(address).url == request_row.get_absolute_url()
