"""The admins' pages about checks: content, input and number of queries."""

import csv
import re
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from common.actor import Actor, TeamRole
from common.errors import Stale
from jobs.models import Job, JobState
from page_parts.times import format_time
from tests.listings.scene import NOW, staff
from tests.markup import compact
from tests.reviews.scene import DOCS, browser_of, reviewer_for
from tests.validation.live_scene import CODE, checked, make_live_finding
from tilekit.checks.registered_checks import all_checks, check_of
from tilekit.checks.version import catalogue_version
from validation.actions import set_rollout
from validation.models import CheckRollout, LiveCheck, RolloutMode, Waiver
from validation.page.check_list import listed_checks
from validation.queries.live import job_key
from validation.queries.live_report import CheckCounts, check_counts, report_digest

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
PAGE = f"/checks/{CODE}/"


def html(browser: Client, address: str, status: int = 200) -> str:
    response = browser.get(address)
    assert response.status_code == status, response.status_code
    return " ".join(compact(response.content.decode()).split())


def waive(check: LiveCheck, by: Actor, fingerprint: str, **values: object) -> Waiver:
    given: dict[str, object] = {"reason": "It is agreed", "at": NOW, "until": None, "origin": fingerprint, **values}
    return Waiver.objects.create(listing=check.listing, fingerprint=fingerprint, code=CODE, by=by.id, **given)


class TestCounts:
    def test_counts_are_of_listings_and_say_what_is_excused(self, admin: Actor) -> None:
        one, two, three, four = (checked(name) for name in ("One", "Two", "Three", "Four"))
        make_live_finding(one)
        make_live_finding(one, is_new=True)
        make_live_finding(two, was_in_previous_release=True)
        waive(three, admin, make_live_finding(three).fingerprint)
        make_live_finding(four, severity="advice")

        assert check_counts() == {CODE: CheckCounts(affected=4, reported=3, failing=1, newly_failing=1)}

    def test_waiver_that_expired_excuses_nothing(self, admin: Actor) -> None:
        check = checked()
        waive(check, admin, make_live_finding(check).fingerprint, until=NOW)

        assert check_counts()[CODE].failing == 1

    def test_what_other_checks_or_of_another_release_said_does_not_count(self) -> None:
        make_live_finding(checked(version="older"))
        replaced = checked()
        make_live_finding(replaced)
        LiveCheck.objects.filter(pk=replaced.pk).update(submission=checked().submission)

        assert check_counts() == {}


class TestCatalogue:
    def test_lists_every_check_page_by_page(self, browser: Client) -> None:
        address, codes = "/checks/", list[str]()
        while address:
            response = browser.get(address)
            codes += [row.check.code for row in response.context["page"].rows]
            names = re.findall(r'class="sub">([^<]*)</span>\s*</th>', compact(response.content.decode()))
            assert list(map(unescape, names)) == [row.check.name for row in response.context["page"].rows]
            address = response.context["page"].next

        assert codes == [check.code for check in listed_checks()]
        assert len(codes) > 570

    def test_leads_read_what_admins_may_change(self, browser: Client) -> None:
        lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))

        for address in ("/checks/", f"/checks/{CODE}/", "/checks/waivers/"):
            page = compact(lead.get(address).content.decode())
            assert "/checks/agent-packages/" not in page
            assert "/mode/" not in page
        assert "/checks/agent-packages/" in compact(browser.get("/checks/").content.decode())
        assert "/mode/" in compact(browser.get(f"/checks/{CODE}/").content.decode())
        assert "Only admins can change the mode." in compact(lead.get(f"/checks/{CODE}/").content.decode())
        assert lead.post(f"/checks/{CODE}/mode/", {"mode": "warn"}).status_code == 403

    @pytest.mark.parametrize(
        "query, expected",
        [
            ("breaks=breaks", [CODE]),
            ("breaks=new", []),
            ("breaks=found", ["MF-033", CODE]),
            ("mode=warn", ["MD-001"]),
            ("subject=MF&breaks=found&severity=blocker", [CODE]),
            (f"q={CODE.lower()}", [CODE]),
            ("q=no+public+documentation", []),
            ("q=not+on+the+public", ["MF-038"]),
            ("q=no+such+words", []),
        ],
    )
    def test_filters(self, browser: Client, query: str, expected: list[str]) -> None:
        check = checked()
        make_live_finding(check)
        make_live_finding(check, code="MF-033", severity="warning")
        CheckRollout.objects.create(code="MD-001", mode=RolloutMode.WARN, at=NOW)

        page = browser.get(f"/checks/?{query}").context["page"]

        assert [row.check.code for row in page.rows] == expected

    @pytest.mark.parametrize(
        "query", ["subject=x", "severity=x&mode=y&breaks=z", "after=zzz", "q=" + "x" * 3000, "q=%27%22%3C"]
    )
    def test_bad_filters_are_left_out(self, browser: Client, query: str) -> None:
        assert browser.get(f"/checks/?{query}").status_code == 200

    def test_part_for_a_filter_comes_with_its_short_address(self, browser: Client) -> None:
        response = browser.get("/checks/?subject=&mode=warn&q=", headers={"HX-Request": "true"})

        assert response.headers["HX-Push-Url"] == "/checks/?mode=warn"
        assert b"<html" not in response.content

    def test_says_how_far_the_checks_of_what_is_live_are(self, browser: Client) -> None:
        checked("Read")
        checked("Unread", version="older")

        text = html(browser, "/checks/")

        assert "have run on 1 of 2 live listings" in text
        assert "Check all live listings now" in text
        assert "every 2s" in text

    def test_asks_no_more_where_everything_is_read(self, browser: Client) -> None:
        checked("Read")

        text = html(browser, "/checks/progress/")

        assert "have run on the live listing" in text
        assert "every 2s" not in text
        assert "Check all live listings now" not in text

    def test_given_up_listing_is_told(self, browser: Client) -> None:
        check = checked("Unread", version="older")
        given = {"priority": 2, "run_at": NOW, "created_at": NOW, "finished_at": NOW, "state": JobState.FAILED}
        Job.objects.create(kind="check-live", key=job_key(check.submission_id), **given)

        text = html(browser, "/checks/progress/")

        assert "1 listing could not be checked" in text
        assert "every 2s" not in text

    def test_admin_starts_the_checks(self, browser: Client, admin: Actor) -> None:
        response = browser.post("/checks/run/")

        assert response.headers["Location"] == "/checks/"
        assert list(Job.objects.values_list("kind", "key", "payload")) == [
            ("check-live-listings", "asked", {"again": True})
        ]
        assert Event.objects.get(verb="live-listings.check").actor_id == admin.id


@pytest.mark.parametrize("page", ["", "?breaks=new", "MF-034/", "waivers/?state=over"])
def test_link_of_a_stored_notice_leads_to_the_page_of_today(page: str, browser: Client) -> None:
    response = browser.get(f"/rules/{page}")

    assert (response.status_code, response.headers["Location"]) == (301, f"/checks/{page}")
    assert browser.get(response.headers["Location"]).status_code == 200
    assert browser.post(f"/rules/{page}").status_code == 405


class TestCheck:
    def test_says_what_it_hits_and_what_a_move_would_change(self, browser: Client, admin: Actor) -> None:
        one, two = checked("Tile one"), checked("Tile two")
        make_live_finding(one, is_new=True)
        make_live_finding(two, file="manifest.json", path="", line=7)
        waive(two, admin, "f" * 16, reason="An old friend")

        response = browser.get(PAGE)

        text = " ".join(compact(response.content.decode()).split())
        assert [row.listing.name for row in response.context["rows"]] == ["Tile one", "Tile two"]
        assert [row.state for row in response.context["rows"]] == ["new", "breaks"]
        assert [place.place for row in response.context["rows"] for place in row.places] == [
            "Overview › Tile title",
            "manifest.json, line 7",
        ]
        effects = {
            effect.mode: (effect.reported, effect.failing, effect.is_current) for effect in response.context["effects"]
        }
        assert effects == {
            RolloutMode.OBSERVE: (0, 0, False),
            RolloutMode.WARN: (2, 0, False),
            RolloutMode.ENFORCE: (2, 2, True),
        }
        assert "An old friend" in text
        assert "Nobody has changed the mode" in text

    def test_enforced_check_without_findings_is_not_hidden(self, browser: Client) -> None:
        text = html(browser, PAGE)

        assert (text.count("not shown to partners"), text.count("no listings affected")) == (1, 2)

    def test_page_says_that_a_check_starts_observed(self, browser: Client) -> None:
        code = next(check.code for check in all_checks() if check.starts_observed)

        assert "The check starts observed" in html(browser, f"/checks/{code}/")

    @pytest.mark.parametrize("code", ["XX-999", "LG-021", ".."])
    def test_unknown_check_is_not_there(self, browser: Client, code: str) -> None:
        assert browser.get(f"/checks/{code}/").status_code == 404
        assert browser.post(f"/checks/{code}/mode/", {"mode": "warn", "report": ""}).status_code == 404

    def test_every_check_has_a_page(self, browser: Client) -> None:
        broken = [
            check.code for check in listed_checks()[::23] if browser.get(f"/checks/{check.code}/").status_code != 200
        ]

        assert broken == []

    def test_new_check_says_that_the_portal_observes_it(self, browser: Client) -> None:
        CheckRollout.objects.create(code=CODE, mode=RolloutMode.OBSERVE, at=NOW)

        assert "observed until an admin changes its mode" in html(browser, PAGE)

    def test_listings_are_paged(self, browser: Client) -> None:
        for number in range(21):
            make_live_finding(checked(f"Tile {number:02}"))

        first = browser.get(PAGE)
        second = browser.get(first.context["next"])

        assert [len(first.context["rows"]), len(second.context["rows"])] == [20, 1]

    def test_more_places_are_counted(self, browser: Client) -> None:
        check = checked()
        for _ in range(8):
            make_live_finding(check)

        (row,) = browser.get(PAGE).context["rows"]

        assert (len(row.places), row.hidden_count) == (5, 3)


class TestMove:
    def post(self, browser: Client, **values: str) -> object:
        return browser.post(f"{PAGE}mode/", {"mode": "warn", "report": report_digest(CODE), **values})

    def test_admin_changes_the_mode_by_the_report_on_the_page(self, browser: Client, admin: Actor) -> None:
        make_live_finding(checked())
        shown = browser.get(PAGE).context["form"].initial["report"]

        response = self.post(browser, report=shown)

        assert response.headers["Location"] == PAGE  # type: ignore[attr-defined]  # a response
        row = CheckRollout.objects.get()
        assert (row.code, row.mode, row.by) == (CODE, RolloutMode.WARN, admin.id)
        event = Event.objects.get(verb="rule.warn")
        assert (event.object_ids, event.digests) == ({"rule": CODE}, {"report": shown})
        assert "Mode set by Staff" in html(browser, PAGE)

    def test_report_that_has_changed_is_read_again(self, browser: Client) -> None:
        old = report_digest(CODE)
        make_live_finding(checked("Broken meanwhile"))

        response = self.post(browser, report=old)

        text = compact(response.content.decode())  # type: ignore[attr-defined]  # a response
        assert response.status_code == 409  # type: ignore[attr-defined]  # a response
        assert "has changed since you opened this page" in text
        assert "Broken meanwhile" in text
        assert f'value="{report_digest(CODE)}"' in text
        assert f'value="{old}"' not in text
        assert not CheckRollout.objects.exists()

    def test_report_changes_with_a_waiver(self, browser: Client, admin: Actor) -> None:
        check = checked()
        reported, read = make_live_finding(check), report_digest(CODE)
        waive(check, admin, reported.fingerprint)

        assert self.post(browser, report=read).status_code == 409  # type: ignore[attr-defined]  # a response

    def test_second_of_two_admins_reads_it_again(self, browser: Client) -> None:
        read = report_digest(CODE)
        set_rollout(code=CODE, mode=RolloutMode.OBSERVE, report=read, by=staff(is_admin=True), now=NOW)

        assert self.post(browser, report=read).status_code == 409  # type: ignore[attr-defined]  # a response
        assert CheckRollout.objects.get().mode == RolloutMode.OBSERVE

    @pytest.mark.parametrize(
        "wrong, status",
        [
            ({"mode": "enforce"}, 422),
            ({"mode": "never"}, 422),
            ({"mode": ""}, 422),
            ({"report": ""}, 409),
            ({"report": "x" * 5000}, 409),
        ],
    )
    def test_bad_input_moves_nothing(self, browser: Client, wrong: dict[str, str], status: int) -> None:
        response = self.post(browser, **wrong)

        assert response.status_code == status  # type: ignore[attr-defined]  # a response
        assert b'id="error-summary"' in response.content  # type: ignore[attr-defined]  # a response
        assert not CheckRollout.objects.exists()

    def test_action_refuses_a_report_of_another_time(self, admin: Actor) -> None:
        read = report_digest(CODE)
        checked(at=NOW + timedelta(minutes=1))

        with pytest.raises(Stale):
            set_rollout(code=CODE, mode=RolloutMode.WARN, report=read, by=admin, now=NOW)
        assert not CheckRollout.objects.exists()
        assert not Event.objects.exists()


def end_url(listing_id: UUID) -> str:
    return reverse("validation:waiver-end", args=[listing_id, "a" * 16])


class TestWaivers:
    def test_lists_each_once_and_ends_it(self, browser: Client, admin: Actor) -> None:
        check = checked("Waived tile")
        waiver = waive(check, admin, "a" * 16, reason="A long story")
        waive(check, admin, "b" * 16, origin="a" * 16, reason="A long story")

        page = html(browser, "/checks/waivers/")
        assert page.count("A long story") == 1
        (about,) = re.findall(r'End waiver ?<span class="sr"> ?([^<]+)</span>', compact(page))
        assert (about.partition(", ")[0], about.rpartition(", ")[2]) == (CODE, waiver.listing.name)
        assert f'<span class="sub">{check_of(CODE).name}</span>' in page
        browser.post(end_url(waiver.listing_id))

        assert not Waiver.objects.exists()
        assert Event.objects.get(verb="finding.end-waiver").actor_id == admin.id

    def test_expired_ones_stand_apart(self, browser: Client, admin: Actor) -> None:
        check, now = checked(), timezone.now()
        waive(check, admin, "a" * 16, reason="It is over", until=now - timedelta(days=1))
        waive(check, admin, "b" * 16, reason="Still good", until=now + timedelta(days=1))

        present, over = html(browser, "/checks/waivers/"), html(browser, "/checks/waivers/?state=over")

        assert ("Still good" in present, "It is over" in present) == (True, False)
        assert ("Still good" in over, "It is over" in over, "Expired" in over) == (False, True, True)
        for page, until in (present, now + timedelta(days=1)), (over, now - timedelta(days=1)):
            assert f"{' '.join(format_time(until).split())}</time>" in page

    def test_waiver_of_a_check_that_is_gone_is_listed(self, browser: Client, admin: Actor) -> None:
        Waiver.objects.update_or_create(
            listing=checked().listing,
            fingerprint="a" * 16,
            defaults={"origin": "a" * 16, "code": "XX-999", "reason": "Gone", "by": admin.id, "at": NOW},
        )

        assert "Gone" in html(browser, "/checks/waivers/?after=nonsense&state=nonsense")

    def test_what_is_not_there_cannot_be_ended(self, browser: Client) -> None:
        assert browser.post(end_url(uuid4())).status_code == 404


def test_page_says_that_nothing_breaks_it_only_when_everything_live_was_read(browser: Client, admin: Actor) -> None:
    checked(version="older")
    assert "The current checks have not run on every live listing yet." in html(browser, PAGE)
    assert "finds nothing in live listings" not in html(browser, PAGE)

    LiveCheck.objects.update(catalogue_version=catalogue_version())

    assert "This check finds nothing in live listings." in html(browser, PAGE)


def test_table_has_a_row_for_each_finding_and_no_formula(browser: Client, admin: Actor) -> None:
    check = checked("=SUM(A1)")
    make_live_finding(check, file="manifest.json", line=3)
    waive(check, admin, make_live_finding(check, message="Say more.").fingerprint)

    response = browser.get("/checks/report.csv")

    rows = list(csv.reader(response.content.decode("utf-8-sig").splitlines()))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row[0] for row in rows] == ["Check", CODE, CODE]
    assert rows[1][2:] == [
        "Failing",
        "'=SUM(A1)",
        check.listing.organisation.name,
        "Overview › Tile title",
        "Write a title.",
    ]
    assert rows[2][2] == "Waived"


def test_table_has_a_row_for_each_check_that_could_not_be_finished(browser: Client) -> None:
    check = checked("Acme")
    check.unchecked = [{"code": code, "cause": "crash", "fault": "KeyError", "place": ""} for code in (CODE, "XX-999")]
    check.save()
    make_live_finding(check)

    rows = list(csv.reader(browser.get("/checks/report.csv").content.decode("utf-8-sig").splitlines()))

    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        (CODE, "Failing", "Acme"), (CODE, "Couldn't be finished", "Acme"), ("XX-999", "Couldn't be finished", "Acme"),
    ]  # fmt: skip
    assert "a problem on our side" in rows[2][6]


@pytest.mark.parametrize(
    "address", ["/checks/", "/checks/?breaks=breaks", PAGE, "/checks/waivers/", "/checks/report.csv"]
)
def test_page_costs_the_same_for_3_and_30_rows(browser: Client, admin: Actor, address: str) -> None:
    def grow(rows: int) -> None:
        for number in range(rows):
            check = checked()
            print_of = make_live_finding(check, is_new=bool(number % 2)).fingerprint
            make_live_finding(check, code=listed_checks()[number * 7].code)
            waive(check, staff(is_admin=True), print_of[::-1])

    def queries() -> int:
        browser.get(address)
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    grow(3)
    few = queries()
    grow(17)

    assert queries() == few


def test_pages_are_for_admins() -> None:
    lead = browser_of(staff(teams={"ecosystems": TeamRole.LEAD}))
    pages = ["/checks/", "/checks/waivers/", "/checks/progress/", "/checks/report.csv"]

    assert {page: lead.get(page).status_code for page in pages} == dict.fromkeys(pages, 403)
    assert lead.post("/checks/run/").status_code == 403
    assert lead.post(f"{PAGE}mode/", {"mode": "warn", "report": report_digest(CODE)}).status_code == 403
    assert not CheckRollout.objects.exists()
