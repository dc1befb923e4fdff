"""The admins' pages about rules: what they say, what they take, what they cost."""

import csv
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from common.actor import Actor, TeamRole
from common.errors import Stale
from jobs.models import Job, JobState
from tests.listings.scene import NOW, staff
from tests.reviews.scene import DOCS, browser_of, reviewer_for
from tests.validation.live_scene import RULE, checked, found
from tilekit.checks.version import catalogue_version
from validation.actions import set_rollout
from validation.models import LiveCheck, Mode, RuleRollout, Waiver
from validation.page.catalogue import rules
from validation.queries.live import job_key
from validation.queries.report import RuleCounts, report_of, rule_counts

pytestmark = pytest.mark.django_db
PAGE = f"/rules/{RULE}/"


def html(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


def waive(check: LiveCheck, by: Actor, fingerprint: str, **values: object) -> Waiver:
    given: dict[str, object] = {"reason": "It is agreed", "at": NOW, "until": None, "origin": fingerprint, **values}
    return Waiver.objects.create(listing=check.listing, fingerprint=fingerprint, code=RULE, by=by.id, **given)


class TestCounts:
    def test_counts_are_of_listings_and_say_what_is_excused(self, admin: Actor) -> None:
        one, two, three, four = (checked(name) for name in ("One", "Two", "Three", "Four"))
        found(one)
        found(one, is_new=True)
        found(two, is_old=True)
        waive(three, admin, found(three).fingerprint)
        found(four, severity="advice")

        assert rule_counts() == {RULE: RuleCounts(found=4, told=3, breaks=1, newly=1)}

    def test_waiver_that_expired_excuses_nothing(self, admin: Actor) -> None:
        check = checked()
        waive(check, admin, found(check).fingerprint, until=NOW)

        assert rule_counts()[RULE].breaks == 1

    def test_what_other_checks_or_of_another_release_said_does_not_count(self) -> None:
        found(checked(version="older"))
        replaced = checked()
        found(replaced)
        LiveCheck.objects.filter(pk=replaced.pk).update(submission=checked().submission)

        assert rule_counts() == {}


class TestCatalogue:
    def test_lists_every_rule_page_by_page(self, browser: Client) -> None:
        address, codes = "/rules/", list[str]()
        while address:
            answer = browser.get(address)
            codes += [row.check.code for row in answer.context["page"].rows]
            assert not re.findall(r'class="sub">[^<]*(?<!\{)\{\w+\}', answer.content.decode())
            address = answer.context["page"].next

        assert codes == [check.code for check in rules()]
        assert len(codes) > 570

    def test_leads_read_what_admins_may_change(self, browser: Client) -> None:
        lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))

        for address in ("/rules/", f"/rules/{RULE}/", "/rules/waivers/"):
            page = lead.get(address).content.decode()
            assert "/rules/agent-packages/" not in page
            assert "/mode/" not in page
        assert "/rules/agent-packages/" in browser.get("/rules/").content.decode()
        assert "/mode/" in browser.get(f"/rules/{RULE}/").content.decode()
        assert "Only admins can change the mode." in lead.get(f"/rules/{RULE}/").content.decode()
        assert lead.post(f"/rules/{RULE}/mode/", {"mode": "warn"}).status_code == 403

    @pytest.mark.parametrize(
        "query, expected",
        [
            ("breaks=breaks", [RULE]),
            ("breaks=new", []),
            ("breaks=found", ["MF-033", RULE]),
            ("mode=warn", ["MD-001"]),
            ("subject=MF&breaks=found&severity=blocker", [RULE]),
            (f"q={RULE.lower()}", [RULE]),
            ("q=no+such+words", []),
        ],
    )
    def test_filters(self, browser: Client, query: str, expected: list[str]) -> None:
        check = checked()
        found(check)
        found(check, code="MF-033", severity="warning")
        RuleRollout.objects.create(code="MD-001", mode=Mode.WARN, at=NOW)

        page = browser.get(f"/rules/?{query}").context["page"]

        assert [row.check.code for row in page.rows] == expected

    @pytest.mark.parametrize(
        "query", ["subject=x", "severity=x&mode=y&breaks=z", "after=zzz", "q=" + "x" * 3000, "q=%27%22%3C"]
    )
    def test_bad_filters_are_left_out(self, browser: Client, query: str) -> None:
        assert browser.get(f"/rules/?{query}").status_code == 200

    def test_part_for_a_filter_comes_with_its_short_address(self, browser: Client) -> None:
        answer = browser.get("/rules/?subject=&mode=warn&q=", headers={"HX-Request": "true"})

        assert answer.headers["HX-Push-Url"] == "/rules/?mode=warn"
        assert b"<html" not in answer.content

    def test_says_how_far_the_checks_of_what_is_live_are(self, browser: Client) -> None:
        checked("Read")
        checked("Unread", version="older")

        text = html(browser, "/rules/")

        assert "have run on 1 of 2 live listings" in text
        assert "Check all live listings now" in text
        assert "every 2s" in text

    def test_asks_no_more_where_everything_is_read(self, browser: Client) -> None:
        checked("Read")

        text = html(browser, "/rules/progress/")

        assert "have run on the live listing" in text
        assert "every 2s" not in text
        assert "Check all live listings now" not in text

    def test_given_up_listing_is_told(self, browser: Client) -> None:
        check = checked("Unread", version="older")
        given = {"priority": 2, "run_at": NOW, "created_at": NOW, "finished_at": NOW, "state": JobState.FAILED}
        Job.objects.create(kind="check-live", key=job_key(check.submission_id), **given)

        text = html(browser, "/rules/progress/")

        assert "1 could not be checked" in text
        assert "every 2s" not in text

    def test_admin_starts_the_checks(self, browser: Client, admin: Actor) -> None:
        answer = browser.post("/rules/check/")

        assert answer.headers["Location"] == "/rules/"
        assert list(Job.objects.values_list("kind", "key", "payload")) == [
            ("check-live-listings", "asked", {"again": True})
        ]
        assert Event.objects.get(verb="live-listings.check").actor_id == admin.id


class TestRule:
    def test_says_what_it_hits_and_what_a_move_would_change(self, browser: Client, admin: Actor) -> None:
        one, two = checked("Tile one"), checked("Tile two")
        found(one, is_new=True)
        found(two, file="manifest.json", path="", line=7)
        waive(two, admin, "f" * 16, reason="An old friend")

        answer = browser.get(PAGE)

        text = " ".join(answer.content.decode().split())
        assert [hit.listing.name for hit in answer.context["hits"]] == ["Tile one", "Tile two"]
        assert [hit.state for hit in answer.context["hits"]] == ["new", "breaks"]
        assert [place.place for hit in answer.context["hits"] for place in hit.places] == [
            "Overview › Tile title",
            "manifest.json, line 7",
        ]
        effects = {each.mode: (each.told, each.breaks, each.is_now) for each in answer.context["effects"]}
        assert effects == {Mode.OBSERVE: (0, 0, False), Mode.WARN: (2, 0, False), Mode.ENFORCE: (2, 2, True)}
        assert "An old friend" in text
        assert "Nobody has changed its mode" in text

    @pytest.mark.parametrize("code", ["XX-999", "LG-021", "..", "mf-034"])
    def test_unknown_rule_is_not_there(self, browser: Client, code: str) -> None:
        assert browser.get(f"/rules/{code}/").status_code == 404
        assert browser.post(f"/rules/{code}/mode/", {"mode": "warn", "report": ""}).status_code == 404

    def test_every_rule_has_a_page(self, browser: Client) -> None:
        broken = [check.code for check in rules()[::23] if browser.get(f"/rules/{check.code}/").status_code != 200]

        assert broken == []

    def test_new_rule_says_that_the_portal_observes_it(self, browser: Client) -> None:
        RuleRollout.objects.create(code=RULE, mode=Mode.OBSERVE, at=NOW)

        assert "observed until an admin changes its mode" in html(browser, PAGE)

    def test_listings_are_paged(self, browser: Client) -> None:
        for number in range(21):
            found(checked(f"Tile {number:02}"))

        first = browser.get(PAGE)
        second = browser.get(first.context["next"])

        assert [len(first.context["hits"]), len(second.context["hits"])] == [20, 1]

    def test_more_places_are_counted(self, browser: Client) -> None:
        check = checked()
        for _ in range(8):
            found(check)

        (hit,) = browser.get(PAGE).context["hits"]

        assert (len(hit.places), hit.more) == (5, 3)


class TestMove:
    def post(self, browser: Client, **values: str) -> object:
        return browser.post(f"{PAGE}mode/", {"mode": "warn", "report": report_of(RULE), **values})

    def test_admin_moves_a_rule_by_the_report_on_the_page(self, browser: Client, admin: Actor) -> None:
        found(checked())
        shown = browser.get(PAGE).context["form"].initial["report"]

        answer = self.post(browser, report=shown)

        assert answer.headers["Location"] == PAGE  # type: ignore[attr-defined]  # a response
        row = RuleRollout.objects.get()
        assert (row.code, row.mode, row.by) == (RULE, Mode.WARN, admin.id)
        event = Event.objects.get(verb="rule.warn")
        assert (event.object_ids, event.digests) == ({"rule": RULE}, {"report": shown})
        assert "Mode set by Staff" in html(browser, PAGE)

    def test_report_that_has_changed_is_read_again(self, browser: Client) -> None:
        old = report_of(RULE)
        found(checked("Broken meanwhile"))

        answer = self.post(browser, report=old)

        text = answer.content.decode()  # type: ignore[attr-defined]  # a response
        assert answer.status_code == 409  # type: ignore[attr-defined]  # a response
        assert "has changed since you opened this page" in text
        assert "Broken meanwhile" in text
        assert f'value="{report_of(RULE)}"' in text
        assert f'value="{old}"' not in text
        assert not RuleRollout.objects.exists()

    def test_report_changes_with_a_waiver(self, browser: Client, admin: Actor) -> None:
        check = checked()
        said, read = found(check), report_of(RULE)
        waive(check, admin, said.fingerprint)

        assert self.post(browser, report=read).status_code == 409  # type: ignore[attr-defined]  # a response

    def test_second_of_two_admins_reads_it_again(self, browser: Client) -> None:
        read = report_of(RULE)
        set_rollout(code=RULE, mode=Mode.OBSERVE, report=read, by=staff(is_admin=True), now=NOW)

        assert self.post(browser, report=read).status_code == 409  # type: ignore[attr-defined]  # a response
        assert RuleRollout.objects.get().mode == Mode.OBSERVE

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
        answer = self.post(browser, **wrong)

        assert answer.status_code == status  # type: ignore[attr-defined]  # a response
        assert b'id="error-summary"' in answer.content  # type: ignore[attr-defined]  # a response
        assert not RuleRollout.objects.exists()

    def test_action_refuses_a_report_of_another_time(self, admin: Actor) -> None:
        read = report_of(RULE)
        checked(at=NOW + timedelta(minutes=1))

        with pytest.raises(Stale):
            set_rollout(code=RULE, mode=Mode.WARN, report=read, by=admin, now=NOW)
        assert not RuleRollout.objects.exists()
        assert not Event.objects.exists()


class TestWaivers:
    def test_lists_each_once_and_ends_it(self, browser: Client, admin: Actor) -> None:
        check = checked("Waived tile")
        waiver = waive(check, admin, "a" * 16, reason="A long story")
        waive(check, admin, "b" * 16, origin="a" * 16, reason="A long story")

        assert html(browser, "/rules/waivers/").count("A long story") == 1
        browser.post(f"/rules/waivers/{waiver.pk}/end/")

        assert not Waiver.objects.exists()
        assert Event.objects.get(verb="finding.end-waiver").actor_id == admin.id

    def test_expired_ones_stand_apart(self, browser: Client, admin: Actor) -> None:
        check = checked()
        waive(check, admin, "a" * 16, reason="It is over", until=timezone.now() - timedelta(days=1))
        waive(check, admin, "b" * 16, reason="Still good", until=timezone.now() + timedelta(days=1))

        present, over = html(browser, "/rules/waivers/"), html(browser, "/rules/waivers/?state=over")

        assert ("Still good" in present, "It is over" in present) == (True, False)
        assert ("Still good" in over, "It is over" in over, "Expired" in over) == (False, True, True)

    def test_waiver_of_a_rule_that_is_gone_is_listed(self, browser: Client, admin: Actor) -> None:
        Waiver.objects.update_or_create(
            listing=checked().listing,
            fingerprint="a" * 16,
            defaults={"origin": "a" * 16, "code": "XX-999", "reason": "Gone", "by": admin.id, "at": NOW},
        )

        assert "Gone" in html(browser, "/rules/waivers/?after=nonsense&state=nonsense")

    def test_what_is_not_there_cannot_be_ended(self, browser: Client) -> None:
        assert browser.post("/rules/waivers/99999/end/").status_code == 404


def test_page_says_that_nothing_breaks_it_only_when_everything_live_was_read(browser: Client, admin: Actor) -> None:
    checked(version="older")
    assert "The current checks have not run on every live listing yet." in html(browser, PAGE)
    assert "finds nothing in live listings" not in html(browser, PAGE)

    LiveCheck.objects.update(catalogue_version=catalogue_version())

    assert "This check finds nothing in live listings." in html(browser, PAGE)


def test_table_has_a_row_for_each_finding_and_no_formula(browser: Client, admin: Actor) -> None:
    check = checked("=SUM(A1)")
    found(check, file="manifest.json", line=3)
    waive(check, admin, found(check, message="Say more.").fingerprint)

    answer = browser.get("/rules/report.csv")

    rows = list(csv.reader(answer.content.decode().splitlines()))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row[0] for row in rows] == ["Check", RULE, RULE]
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
    check.unchecked = [{"code": code, "cause": "crash", "fault": "KeyError", "place": ""} for code in (RULE, "XX-999")]
    check.save()
    found(check)

    rows = list(csv.reader(browser.get("/rules/report.csv").content.decode().splitlines()))

    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        (RULE, "Failing", "Acme"), (RULE, "Couldn't be completed", "Acme"), ("XX-999", "Couldn't be completed", "Acme"),
    ]  # fmt: skip
    assert "a problem on our side" in rows[2][6]


@pytest.mark.parametrize("address", ["/rules/", "/rules/?breaks=breaks", PAGE, "/rules/waivers/", "/rules/report.csv"])
def test_page_costs_the_same_for_3_and_30_rows(browser: Client, admin: Actor, address: str) -> None:
    def grow(rows: int) -> None:
        for number in range(rows):
            check = checked()
            print_of = found(check, is_new=bool(number % 2)).fingerprint
            found(check, code=rules()[number * 7].code)
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
    pages = ["/rules/", PAGE, "/rules/waivers/", "/rules/progress/", "/rules/report.csv"]

    assert {page: lead.get(page).status_code for page in pages} == dict.fromkeys(pages, 403)
    assert lead.post("/rules/check/").status_code == 403
    assert lead.post(f"{PAGE}mode/", {"mode": "warn", "report": report_of(RULE)}).status_code == 403
    assert not RuleRollout.objects.exists()
