"""What the command palette and the search page offer to whom."""

from collections.abc import Mapping
from importlib import import_module
from inspect import isabstract
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from msgspec import Struct

from accounts.models import AliasState, Person
from common.actor import Role, TeamRole
from common.palette import ENTRIES_PER_GROUP
from listings.models import Listing, Revision, Section
from listings.pages.buttons import ButtonPage
from listings.pages.request_pages import RequestPages
from reviews.models import Question, Review
from sandboxes.page.staff import TileSwitches
from tests.accounts.factories import make_admin, make_member, make_organisation
from tests.listings.scene import draft
from tests.markup import compact
from tests.reviews.scene import InReview, browser_of, copies_of, in_review, join, reviewer_for
from tests.sandboxes.scene import admin, approved, enabled_activation, live_listing, partner, sandbox, signed_off
from tests.studio.scene import Scene, make_scene, signed_in
from tests.vendors import make_alias
from validation.page.waiver_ends import WaiverEnds

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
Groups = Mapping[str, Mapping[str, str]]


class World(Struct, kw_only=True):
    """A draft of Northquay, a listing of another partner in review, and a live tile."""

    scene: Scene
    review: InReview
    live: Listing


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> World:
    return World(scene=make_scene(), review=in_review(name="Saltbox Backup"), live=live_listing(partner("Acme Three")))


def results(client: Client, text: str = "", page: str = "/") -> Groups:
    """{group: {label: address}}, as the palette gets them. The search page has the same links."""
    sent = {"q": text, "page": page}
    groups = client.get(reverse("common:search-results"), sent).json()["groups"]
    html = compact(client.get(reverse("common:search"), sent).content.decode())
    assert [entry["href"] for group in groups for entry in group["entries"] if f'"{entry["href"]}"' not in html] == []
    return {group["label"]: {entry["label"]: entry["href"] for entry in group["entries"]} for group in groups}


def page_of(revision: Revision, step: str = "support") -> str:
    return reverse("studio:step", args=[revision.listing_id, revision.number, step])


def test_words_of_a_field_lead_to_its_control_in_the_draft_of_the_page(scene: World) -> None:
    editor, revision = signed_in(scene.scene.editor), scene.scene.revision
    newer = draft(scene.scene.actor, name="Northquay Queue")

    of_page = results(editor, "support EMAIL", page_of(revision, "overview"))["Steps and fields"]

    address = f"{page_of(revision)}#f-support-support_email-field"
    assert next(iter(of_page.items())) == ("Support e-mail", address)
    assert results(editor, "support email")["Steps and fields"]["Support e-mail"].startswith(page_of(newer))
    named = results(editor, "cache support email")["Steps and fields"]["Support e-mail"]
    assert named.startswith(page_of(revision))


def test_name_of_a_listing_leads_to_the_listing_before_its_actions(scene: World) -> None:
    editor, page = signed_in(scene.scene.editor), page_of(scene.scene.revision)

    groups = results(editor, "cache", page)

    assert next(iter(groups)) == "Listings"
    assert "Actions" in groups
    assert "Steps and fields" not in groups  # the listing has all of them
    assert "Overview" in results(editor, "cache overview", page)["Steps and fields"]
    assert "Appeal against the rejection" not in groups["Actions"]
    assert "Appeal against the rejection" in results(editor, "cache appeal", page)["Actions"]  # gives the reason


def test_beginning_of_a_name_leads_to_the_listing_before_fields_that_contain_it(scene: World) -> None:
    draft(scene.scene.actor, name="Tailgate")

    groups = results(signed_in(scene.scene.editor), "tail")

    assert next(iter(groups)) == "Listings"
    assert "Support details" in groups["Steps and fields"]


def test_tiles_with_similar_words_are_shown_if_nothing_has_the_typed_ones(scene: World) -> None:
    tile = scene.live.tile.title
    misspelt = f"{tile[:2]}{tile[3:]}"

    assert tile in results(signed_in(scene.scene.editor), misspelt)["Tiles"]
    draft(scene.scene.actor, name=misspelt)
    assert results(signed_in(scene.scene.editor), misspelt).keys() == {"Listings", "Actions"}


def test_fields_are_those_that_the_form_shows(scene: World) -> None:
    """A listing of the programme has no prices, and an empty listing no OAuth fields."""
    editor, page = signed_in(scene.scene.editor), page_of(scene.scene.revision)

    assert "Steps and fields" not in results(editor, "trial", page)
    assert next(iter(results(editor, "Setup & Uninstall", page)["Steps and fields"])) == "Setup & Uninstall"


def test_workshop_is_in_the_palette_with_the_fields_of_the_pipeline(scene: World) -> None:
    revision = scene.scene.revision

    groups = results(signed_in(scene.scene.member(Role.VIEWER)), "pipeline", page_of(revision))

    address = reverse("studio:pipeline", args=[revision.listing_id, revision.number])
    assert groups["Actions"] == {"Open the pipeline workshop": address}
    assert "Log pipeline" in groups["Steps and fields"]


def test_pages_next_to_the_queue_are_offered_to_those_who_can_open_them(scene: World) -> None:
    clients = {
        "reviewer": browser_of(reviewer_for("documentation")),
        "lead": browser_of(reviewer_for("documentation", role=TeamRole.LEAD)),
        "partner": signed_in(scene.scene.editor),
    }
    texts = ("requests", "absences", "incidents", "fast lane", "calendar documentation", "saved replies")

    offered = {
        role: {
            href: client.get(href).status_code
            for text in texts
            for href in results(client, text).get("Pages", {}).values()
            if href.startswith("/queue/")
        }
        for role, client in clients.items()
    }

    assert offered == {
        "reviewer": dict.fromkeys(["/queue/requests/", "/queue/absences/"], 200),
        "lead": dict.fromkeys(
            [
                *(f"/queue/{name}/" for name in ("requests", "absences", "incidents", "fast-lane")),
                *(f"/queue/documentation/{name}/" for name in ("calendar", "checklist")),
            ],
            200,
        ),
        "partner": {},
    }


def test_actions_are_the_buttons_of_the_page(scene: World) -> None:
    revision = scene.scene.revision
    owner, viewer = signed_in(scene.scene.member(Role.OWNER)), signed_in(scene.scene.member(Role.VIEWER))

    actions = results(owner, "delete", page_of(revision))["Actions"]

    assert actions == {"Delete listing": reverse("studio:listing-home", args=[revision.listing_id])}
    editor = signed_in(scene.scene.editor)
    assert "New listing" in results(editor)["Actions"]
    assert "Actions" not in results(editor, "delete", page_of(revision))
    shown = list(results(viewer, page=page_of(revision))["Actions"])
    assert shown == ["Open full preview", "Compare versions", "Print for the legal department"]
    assert "Actions" not in results(viewer, "submit", page_of(revision))
    assert results(editor, "submit", page_of(revision))["Actions"] == {
        "Submit for review": page_of(revision, "review")  # also while something is missing: the step names it
    }
    question = reverse("reviews:question-request", args=[revision.listing_id])
    transfer = reverse("releases:transfer-offer", args=[revision.listing_id])
    assert results(owner, "transfer", page_of(revision))["Actions"] == {"Offer transfer": transfer}
    assert results(editor, "ask", page_of(revision))["Actions"] == {"Ask a question": question}
    of_review = scene.review.review("documentation")
    page = reverse("reviews:review", args=[of_review.pk])
    assert results(signed_in(make_admin()), "put hold", page)["Actions"] == {"Put on hold": page}
    assert "Actions" not in results(owner, "put hold", page)


def test_every_page_with_buttons_is_in_the_palette() -> None:
    """Of the matrix of sandbox orgs, only a cell in the query of the address has buttons. Waivers end in lists."""
    modules = [import_module(f"{app}.palette_entries") for app in ("releases", "reviews", "sandboxes", "studio")]
    modules.append(import_module("validation.palette_entries"))
    values = [value for module in modules for value in vars(module).values()]
    offered = {value if isinstance(value, type) else type(value) for value in values}

    pages = {page for page in _subclasses(ButtonPage) if not isabstract(page)}
    assert pages - offered == {TileSwitches, RequestPages, WaiverEnds}


def _subclasses(page: type[ButtonPage[Any]]) -> set[type[ButtonPage[Any]]]:
    direct = set(page.__subclasses__())
    return direct.union(*map(_subclasses, direct))


def test_owner_finds_the_sign_off_and_staff_the_release_wherever_they_are() -> None:
    works = partner("Kelp Works")
    sandbox(works)
    revision = approved(works, name="Kelp Meter")
    owner, activation = make_member(revision.listing.organisation, Role.OWNER), enabled_activation(revision)
    tile = reverse("sandboxes:tile", args=[activation.pk])

    assert results(signed_in(owner), "sign off")["Actions"] == {"Sign off tile": tile}  # the page asks for more first
    assert "Sign off tile" not in results(signed_in(owner))["Actions"]
    assert results(signed_in(owner), "sign off", tile)["Actions"] == {"Sign off tile": tile}
    assert "Actions" not in results(browser_of(admin()), "sign off kelp")
    ready = signed_off(approved(works, name="Kelp Gauge"))
    release = reverse("releases:release", args=[ready.pk])
    assert results(browser_of(admin()), "publish kelp gauge")["Actions"]["Publish tile now"] == release
    assert results(browser_of(admin()), "publish", release)["Actions"]["Publish tile now"] == release
    assert results(signed_in(owner), "publish", release)["Actions"].keys() == {"Add trusted publisher"}


def test_reviewer_finds_the_verdicts_of_the_own_team(scene: World) -> None:
    of_review = scene.review.review("documentation")
    page = reverse("reviews:review", args=[of_review.pk])

    actions = results(browser_of(scene.review.team("documentation")), page=page)["Actions"]

    assert {actions["Approve"], actions["Request changes"]} == {f"{page}#decide"}
    assert not {"Approve", "Request changes"} & set(results(browser_of(scene.review.team("engineering")), page=page))


def test_request_offers_its_buttons_on_its_page(scene: World) -> None:
    listing = scene.scene.revision.listing
    question = Question.objects.create(listing=listing, question="Which unit?", requested_at=timezone.now())
    page = question.get_absolute_url()

    assert results(signed_in(scene.scene.editor), "withdraw", page)["Actions"] == {"Withdraw request": page}
    assert "Actions" not in results(signed_in(make_member(make_organisation("Elsewhere"))), "withdraw", page)


def test_live_tile_offers_its_buttons_to_admins_only(scene: World) -> None:
    page = reverse("releases:live-tile", args=[scene.live.pk])
    owner = make_member(scene.live.organisation, Role.OWNER)

    assert results(signed_in(make_admin()), "unpublish", page)["Actions"] == {"Unpublish tile": page}
    assert "Actions" not in results(signed_in(owner), "unpublish", page)


def test_results_are_those_that_the_reader_may_open(scene: World) -> None:
    outsider = signed_in(make_member(make_organisation("Elsewhere")))
    reviewer = browser_of(scene.review.team("documentation"))
    page, tile = page_of(scene.scene.revision), reverse("catalog:tile-detail", args=[scene.live.tile.slug])

    for client in (outsider, Client()):
        groups = results(client, "northquay", page)
        assert not {"Listings", "Steps and fields", "Reviews"} & set(groups)
        assert tile in results(client, scene.live.tile.title)["Tiles"].values()
    assert list(results(Client())) == ["Pages"]
    assert "Metrics and units" in results(Client(), "guide metrics")["Guides"]

    guides = results(Client(), "agent checks")["Guides"]
    assert guides["Agent checks"] == reverse("guides:guide", args=["agent-check"])
    assert next(iter(results(Client(), "logs")["Guides"])) == "Log pipelines"  # not the section “Send logs”
    assert results(Client(), "icon")["Guides"] == {
        "Logo": reverse("guides:guide", args=["texts-logo-and-media"]) + "#logo"
    }
    assert results(Client(), "md047")["Guides"] == {"MD-047": reverse("validation:check", args=["MD-047"])}
    assert "Queue" in results(reviewer)["Pages"]
    assert "Queue" not in results(outsider)["Pages"]
    assert list(results(reviewer, "saltbox documentation")["Reviews"]) == ["Saltbox Backup"]
    assert list(results(reviewer, "saltbox")["Listings"]) == ["Saltbox Backup"]
    assert "Reviews" not in results(browser_of(scene.review.owner), "saltbox")


def test_reviews_that_wait_come_before_approved_ones(scene: World) -> None:
    scene.review.approve("engineering")
    client = browser_of(scene.review.team("documentation"))

    groups = client.get(reverse("common:search-results"), {"q": "saltbox", "page": "/"}).json()["groups"]

    (reviews,) = [group["entries"] for group in groups if group["label"] == "Reviews"]
    assert [entry["detail"].startswith("Engineering") for entry in reviews] == [False, False, False, True]


def test_labels_are_searched_without_case_and_accents_in_the_readers_language(scene: World) -> None:
    client = Client(headers={"accept-language": "fr"})

    pages = client.get(reverse("common:search-results"), {"q": "REFERENCE de l'api"}).json()["groups"]

    assert [entry["label"] for group in pages for entry in group["entries"]] == ["Référence de l’API"]


def test_number_of_results_and_queries_do_not_depend_on_the_number_of_rows(scene: World) -> None:
    copies = [f"Saltbox Copy {number}" for number in range(ENTRIES_PER_GROUP + 2)]
    client = browser_of(scene.review.team("documentation"))
    few = _number_of_queries(client)
    copies_of(scene.review, copies)

    many = _number_of_queries(client)

    assert many <= few <= 19  # enough named reviews need no others
    groups = results(client, "saltbox")
    assert len(groups["Listings"]) == ENTRIES_PER_GROUP
    assert len(groups["Reviews"]) <= ENTRIES_PER_GROUP


def test_organisations_of_a_word_are_read_once(scene: World) -> None:
    client = browser_of(scene.review.team("documentation"))

    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("common:search-results"), {"q": "saltbox backup"})

    organisations = [query["sql"] for query in captured if 'FROM "accounts_organisation"' in query["sql"]]
    reads = [sql for sql in organisations if "confirmed_name" in sql.partition(" WHERE ")[2]]
    assert ["saltbox" in sql.lower() for sql in reads] == [True, False]


def _number_of_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("common:search-results"), {"q": "saltbox"})
    return len(captured)


def test_search_page_says_how_many_results_there_are_and_remembers_the_page(scene: World) -> None:
    person: Person = scene.scene.editor
    page = signed_in(person).get(reverse("common:search"), {"q": "zzz", "page": "/queue/"}).content.decode()

    assert "No results. Try fewer or other words." in page
    assert '<input type="hidden" name="page" value="/queue/">' in page


def test_staff_find_listings_and_reviews_by_vendor_name(scene: World) -> None:
    """Of an alias, only the listings that are published under it."""
    copies_of(scene.review, ["Other Listing"])
    organisation = scene.review.revision.listing.organisation
    make_alias(organisation, "Quillmoss Labs", state=AliasState.CONFIRMED)
    document = {"vendor_name": "Quillmoss Labs"}
    values = {"document": document, "updated_at": timezone.now()}
    Section.objects.update_or_create(revision=scene.review.revision, key="overview", scope="", defaults=values)
    reviewer = browser_of(scene.review.team("documentation"))
    member = browser_of(join(reviewer_for("documentation"), organisation))

    for text in (organisation.name, "quillmoss", "quillmoss documentation"):
        assert "Saltbox Backup" in results(reviewer, text)["Reviews"], text
    assert [list(results(reviewer, "quillmoss")[kind]) for kind in ("Listings", "Reviews")] == [["Saltbox Backup"]] * 2
    assert {"Saltbox Backup", "Other Listing"} <= results(reviewer, organisation.name)["Listings"].keys()
    assert "Reviews" not in results(member, "saltbox")  # a review of the own organisation
    assert "Quillmoss" not in str(results(browser_of(scene.review.owner), scene.scene.revision.listing.name))


def test_reviews_of_a_named_listing_come_before_those_of_a_vendor(scene: World) -> None:
    """Also if the others are due earlier and fill the group."""
    (named, *_others) = copies_of(scene.review, ["Quillmoss Queue", "Copy 1", "Copy 2", "Copy 3"])
    make_alias(named.listing.organisation, "Quillmoss Labs", state=AliasState.CONFIRMED)
    Review.objects.filter(revision=named).update(waiting_since=None, due_at=None)
    reviewer = browser_of(scene.review.team("documentation"))

    for text in ("quillmoss", "quillmoss documentation"):
        assert next(iter(results(reviewer, text)["Reviews"])) == "Quillmoss Queue"


def test_admins_and_leads_find_partners_by_each_name_and_id(scene: World) -> None:
    organisation = make_organisation("Fernhollow Systems")
    make_alias(organisation, "Mistral Gate", "mistral_gate")
    page = reverse("accounts:organisation-admin", args=[organisation.slug])
    lead = browser_of(reviewer_for("documentation", role=TeamRole.LEAD))

    for client in (signed_in(make_admin()), lead):
        for text in ("fernhollow", organisation.vendor_id, organisation.slug, "mistral gate", "mistral_gate"):
            assert results(client, text)["Partners"] == {"Fernhollow Systems": page}, text
        assert client.get(page).status_code == 200
        assert "Partners" not in results(client)
    for client in (browser_of(reviewer_for("documentation")), signed_in(scene.scene.editor), Client()):
        assert not {"Partners", "People"} & set(results(client, "fernhollow"))


def test_admins_find_people_and_leads_members_of_their_teams(scene: World) -> None:
    organisation = make_organisation("Fernhollow Systems")
    colleague = Person.objects.get(pk=reviewer_for("documentation", "engineering", name="Ottoline Pike").id)
    partner_owner = make_member(organisation, Role.OWNER, name="Ottoline Reed")
    member = reverse("accounts:person-detail", args=[partner_owner.pk])
    teams = reverse("accounts:team-list")
    admin_client, lead = signed_in(make_admin()), browser_of(reviewer_for("engineering", role=TeamRole.LEAD))

    people = results(admin_client, "ottoline")["People"]
    assert people == {"Ottoline Pike": people["Ottoline Pike"], "Ottoline Reed": member}
    assert results(admin_client, partner_owner.email)["People"] == {"Ottoline Reed": member}
    assert results(lead, "ottoline")["People"] == {"Ottoline Pike": f"{teams}#engineering"}
    assert results(lead, colleague.email)["People"] == {"Ottoline Pike": f"{teams}#engineering"}
    assert "People" not in results(browser_of(reviewer_for("documentation", role=TeamRole.LEAD)), "reed")
    Person.objects.filter(pk=colleague.pk).update(is_active=False)
    assert "People" not in results(lead, "ottoline")


def test_everybody_finds_the_appearance(scene: World) -> None:
    for client in (Client(), signed_in(scene.scene.editor)):
        for text in ("theme", "dark", "appearance"):
            assert results(client, text)["Actions"]["Appearance"] == "#theme-field"
    assert "Appearance" not in str(results(Client()))


def test_editors_find_the_form_that_assigns_the_step_of_the_page(scene: World) -> None:
    page = page_of(scene.scene.revision)
    editor, viewer = signed_in(scene.scene.editor), signed_in(scene.scene.member(Role.VIEWER))

    assert "Assign this step" not in str(results(editor, "assign", page))  # nobody else can take it
    scene.scene.member(Role.OWNER)
    assert results(editor, "assign", page)["Actions"]["Assign this step"] == f"{page}#assign-person-field"
    assert "Assign this step" not in str(results(viewer, "assign", page))
    assert "Assign this step" not in str(results(editor, "assign", "/"))


def test_people_find_the_pages_and_actions_of_their_account_and_organisation(scene: World) -> None:
    owner = scene.scene.member(Role.OWNER)
    slug = scene.scene.revision.listing.organisation.slug
    client, profile = signed_in(owner), reverse("accounts:profile-edit")

    for text, label, href in (
        ("password", "Password", reverse("account_change_password")),
        ("session", "Sessions", reverse("usersessions_list")),
        ("language", "Language", f"{profile}#id_language"),
        ("passkey", "Passkeys", f"{reverse('mfa_index')}#passkeys"),
        ("two-factor", "Two-factor authentication", reverse("mfa_index")),
        ("notification settings", "Notification settings", reverse("notices:preference-edit")),
        ("profile", "Your account", profile),
    ):
        assert results(client, text)["Pages"][label] == href
    for text, label, href in (
        ("sign out", "Sign out", reverse("account_logout")),
        ("invite person", "Invite someone", f"{reverse('accounts:member-list', args=[slug])}#invite"),
        ("api key", "Add application", reverse("accounts:application-create", args=[slug])),
        ("webhook", "Add webhook", reverse("notices:webhook-create", args=[slug])),
        ("alias", "Request an alias", reverse("releases:alias-request", args=[slug])),
    ):
        assert results(client, text)["Actions"][label] == href
    assert "Invite someone" not in str(results(signed_in(scene.scene.editor), "invite"))
    assert "Sign in" in results(Client(), "sign in")["Actions"]
    Person.objects.filter(pk=owner.pk).update(language="fr")
    assert results(client, "déconnexion")["Actions"] == {"Se déconnecter": reverse("account_logout")}
