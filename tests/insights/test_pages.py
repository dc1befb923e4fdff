"""The pages of Insights: their numbers, their filters, their CSV files and what each reader sees of them."""

import csv
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from accounts.actions import erase_person
from accounts.models import Organisation
from audit.models import Event
from common.actor import Actor, Role, TeamRole
from insights.forecast import Expected, WeekFlow
from insights.page.filters import InsightFilter, PartnerFilter
from insights.page.pages import partner_tables, staff_tables
from insights.page.tables import InsightRow, InsightTable, number_cell
from insights.roll_up import rebuild
from listings.models import Listing
from reviews.models import LaneResult, Rejection, Thread
from tests.insights.scene import History, small_history
from tests.listings.scene import NOW, member, organisation, staff
from tests.reviews.scene import DOCS, after, browser_of, html_of, join, reviewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)
Rows = dict[str, list[str]]


@pytest.fixture(scope="module")
def shared_history(shared_rows: Path) -> History:
    return small_history()


@pytest.fixture
def history(shared_history: History, data_dir: Path) -> History:
    return deepcopy(shared_history)


@pytest.fixture
def lead(history: History) -> Actor:
    return reviewer_for(DOCS, role=TeamRole.LEAD, name="Ada Byron")


def table(actor: Actor, name: str, **filters: str) -> InsightTable:
    tables = staff_tables(actor, InsightFilter(**filters), now=APRIL)
    return next(table for table in tables if table.name == name)


def rows(table: InsightTable) -> Rows:
    """{label: texts of the cells}, without empty rows."""
    shown = {row.label: [cell.text for cell in row.cells] for row in table.rows}
    return {label: cells for label, cells in shown.items() if cells[0] != "0"}


def test_tables_by_month_have_the_numbers_of_the_history(lead: Actor) -> None:
    day = "1 day, 2 hours"
    assert rows(table(lead, "response")) == {
        "March 2026": ["1", day, day, "1"],
        "Whole period": ["1", day, day, "1"],
    }
    assert rows(table(lead, "approval"))["March 2026"] == ["1", "3 days, 6 hours", "3 days, 6 hours"]
    assert rows(table(lead, "live"))["March 2026"] == ["1", "1 week, 3 days", "1 week, 3 days"]
    assert rows(table(lead, "submissions"))["March 2026"] == ["1", "2 submissions", "2 submissions"]


def test_tables_can_be_by_team_and_by_kind(lead: Actor) -> None:
    by_team = rows(table(lead, "response", by="team"))
    assert {team: cells[:2] for team, cells in by_team.items()} == {
        "Engineering": ["1", "2 hours"],
        "Product design": ["1", "3 hours"],
        "Documentation": ["1", "1 day, 2 hours"],
        "Ecosystems": ["1", "6 hours"],
    }
    kinds = rows(table(lead, "live", by="kind"))
    assert list(kinds) == ["API without OAuth", "Whole period"]
    assert rows(table(lead, "response", team="engineering"))["March 2026"][1] == "2 hours"


def test_fast_lane_is_compared_with_decisions(history: History, lead: Actor) -> None:
    """Documentation returned the first submission and approved the second; the first is not an update."""
    assert rows(table(lead, "fast-lane")) == {}
    results = LaneResult.objects.filter(review__revision=history.scene.revision_id)
    results.filter(review__team=DOCS).update(exclusion="")
    results.filter(review__team="engineering").update(exclusion="field")

    rebuild(clock=lambda: APRIL)

    assert rows(table(lead, "fast-lane")) == {
        "Engineering": ["1", "0", "0%", "0", "0", "–"],
        "Documentation": ["2", "2", "100%", "1", "1", "50%"],
    }
    rejected = {"submission": history.scene.submission, "team": "engineering", "rejection": Rejection.values[0]}
    Thread.objects.filter(path="setup.setup_md").update(**rejected, opened_at=after(hours=80))
    rebuild(clock=lambda: APRIL)
    assert rows(table(lead, "fast-lane"))["Documentation"] == ["2", "2", "100%", "0", "2", "0%"]
    partner = partner_tables(history.scene.revision.listing.organisation_id, PartnerFilter(), now=APRIL)
    assert "fast-lane" not in {shown.name for shown in partner}


@pytest.mark.parametrize("filters", [{"route": "marketplace"}, {"kind": "software_license"}])
def test_filters_leave_out_other_listings(lead: Actor, filters: dict[str, str]) -> None:
    assert table(lead, "response", **filters).rows == []
    assert rows(table(lead, "finding", **filters)) == {}


def test_period_ends_with_the_current_month(lead: Actor) -> None:
    months = InsightFilter(period="3").months(date(2026, 1, 31))

    assert months == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    tables = staff_tables(lead, InsightFilter(period="3"), now=datetime(2026, 6, 1, tzinfo=UTC))
    assert tables[0].rows == []


def test_reasons_are_sorted_by_their_numbers(lead: Actor) -> None:
    assert rows(table(lead, "finding")) == {"MD-047": ["1"], "TX-001": ["1"]}
    assert rows(table(lead, "return-place")) == {"Overview": ["1"], "Setup & Uninstall": ["1"]}
    assert table(lead, "rejection").rows == []


def test_load_of_people_is_for_their_leads_and_admins(history: History, lead: Actor) -> None:
    docs = history.scene.team(DOCS)

    names = [row.label for row in table(lead, "people").rows]
    assert names == ["Ada Byron", "Documentation"]
    assert [cell.text for cell in table(lead, "people").rows[1].cells] == ["0", "1", "1"]
    of_admin = table(staff(is_admin=True), "people")
    assert "Engineering" in {row.note for row in of_admin.rows}
    erase_person(person_id=docs.known_id, by=staff(is_admin=True), now=NOW)
    assert [row.label for row in table(lead, "people").rows] == ["Ada Byron", "Former reviewers"]


def test_lead_does_not_see_people_of_other_teams(lead: Actor) -> None:
    with pytest.raises(StopIteration):
        table(lead, "people", team="engineering")


def test_staff_see_no_listings_of_their_own_organisation(history: History, lead: Actor) -> None:
    insider = join(lead, history.scene.revision.listing.organisation)

    assert table(insider, "response").rows == []
    assert rows(table(insider, "finding")) == {}


def test_partner_sees_only_the_own_listings(history: History) -> None:
    of_other, listing = organisation("Northquay"), history.scene.revision.listing

    def texts(of: Organisation, **filters: str) -> Rows:
        return rows(partner_tables(of.pk, PartnerFilter(**filters), now=APRIL)[0])

    assert list(texts(listing.organisation, by="listing")) == [listing.name, "Whole period"]
    assert texts(of_other) == {}
    Listing.objects.update(deleted_at=NOW)
    assert texts(listing.organisation) == {}


def test_page_of_a_partner_names_no_reviewer(history: History) -> None:
    viewer = member(history.scene.revision.listing.organisation, Role.VIEWER)

    html = html_of(browser_of(viewer), "/organisation/acme/insights/?period=24&team=documentation&by=team")

    assert "Time to approval" in html
    assert "Load of" not in html
    assert "Documentation" not in html
    assert browser_of(viewer).get("/organisation/acme/insights/people.csv").status_code == 404
    assert browser_of(viewer).get("/insights/").status_code == 403


def test_total_of_many_rows_is_on_the_page() -> None:
    cells = [number_cell(1)]
    many = [*(InsightRow(label=f"{n}", cells=cells, share=9) for n in range(12)), InsightRow(label="All", cells=cells)]
    texts = {"name": "live", "title": "Live", "definition": (), "first_column": "Listing", "columns": ["Releases"]}
    shown = InsightTable(rows=many, empty="", **texts)

    assert [row.label for row, _cells in shown.shown_rows][-2:] == ["9", "All"]
    assert shown.hidden_count == 2


def test_csv_has_plain_numbers_and_no_formulas(history: History, lead: Actor) -> None:
    Listing.objects.update(name="=HYPERLINK()")
    owner = browser_of(history.scene.owner)

    response = owner.get("/organisation/acme/insights/live.csv?by=listing&period=24")

    assert response["Content-Disposition"] == 'attachment; filename="insights-live.csv"'
    assert Event.objects.get(verb="insights.export").object_ids["table"] == "live"
    assert list(csv.reader(response.content.decode("utf-8-sig").splitlines())) == [
        ["Listing", "Releases", "Median (hours)", "90th percentile (hours)"],
        ["'=HYPERLINK()", "1", "240", "240"],
        ["Whole period", "1", "240", "240"],
    ]
    assert browser_of(lead).get("/insights/nothing.csv").status_code == 404


def test_page_says_when_and_what_it_counted(lead: Actor) -> None:
    page = html_of(browser_of(lead), "/insights/?period=24")

    assert "as of" in page
    assert page.count("The time in which a listing was on hold") == 3
    assert "counted for all teams" not in page
    assert "counted for all teams" in html_of(browser_of(lead), f"/insights/?team={DOCS}")


def test_former_owner_of_a_listing_no_longer_sees_it(history: History) -> None:
    receiver = organisation("Northquay")
    former = history.scene.revision.listing.organisation
    Listing.objects.update(organisation=receiver)

    assert rows(partner_tables(former.pk, PartnerFilter(), now=APRIL)[0]) == {}
    assert rows(partner_tables(receiver.pk, PartnerFilter(), now=APRIL)[0]) != {}


def test_forecast_needs_ten_finished_reviews_in_four_weeks() -> None:
    assert not WeekFlow(arrived=[9, 0, 0, 0, 0, 0, 0, 9], finished=[9, 0, 0, 0, 0, 0, 0, 9]).is_enough
    assert not WeekFlow(arrived=[3] * 8, finished=[1] * 8).is_enough
    assert WeekFlow(arrived=[0] * 8, finished=[2] * 8).is_enough


def test_forecast_continues_the_mean_change() -> None:
    steady = WeekFlow(arrived=[3] * 8, finished=[2] * 8)
    assert [steady.expected(5, weeks) for weeks in (1, 4)] == [Expected(low=6, high=6), Expected(low=9, high=9)]
    # The changes are 4 and -2: the mean is 1, the deviation 3.
    uneven = WeekFlow(arrived=[6, 0] * 4, finished=[2, 2] * 4)
    assert uneven.expected(5, 1) == Expected(low=2, high=10)  # 6 ± 3.9
    assert uneven.expected(5, 4) == Expected(low=1, high=17)  # 9 ± 7.8
    assert WeekFlow(arrived=[0] * 8, finished=[4] * 8).expected(5, 4) == Expected(low=0, high=0)
    assert steady.expected(60, 1) == Expected(low=60, high=60)


def test_forecast_says_that_data_is_missing(lead: Actor) -> None:
    row = table(lead, "forecast").rows[0]
    assert (row.note, [cell.text for cell in row.cells][-3:]) == ("Not enough data for a forecast", ["–"] * 3)
