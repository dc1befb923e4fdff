"""The checklist and the saved replies of a team: who may edit them, versions, limits, languages and variables."""

from collections.abc import Sequence

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from common.actor import Actor, Role, TeamRole
from common.errors import NotAllowed, NotFound
from reviews.actions import restore_team_texts, save_team_texts
from reviews.errors import TeamTextsChanged, TeamTextsRefused
from reviews.models import TeamTexts, TextsKind
from reviews.queries.team_texts import TextsVersion, current_texts
from reviews.team_texts import MAX_ITEMS, TeamText, text_in
from reviews.text_variables import filled, variables_in
from tests.listings.scene import NOW, member, organisation, staff
from tests.reviews.scene import DOCS, reviewer_for

CHECKLIST, REPLIES = TextsKind.CHECKLIST, TextsKind.REPLIES
ITEM = TeamText(key="a", text={"en": "Steps of {listing} work", "fr": "Les étapes marchent"}, is_required=True)


def lead(name: str = "Ada Byron") -> Actor:
    return reviewer_for(DOCS, role=TeamRole.LEAD, name=name)


def save(items: Sequence[TeamText], *, by: Actor, seen: int = 0, kind: TextsKind = CHECKLIST) -> TextsVersion:
    return save_team_texts(kind=kind, team=DOCS, items=items, seen=seen, by=by, now=NOW)


@pytest.mark.django_db
def test_version_zero_has_the_texts_of_the_portal_in_all_languages() -> None:
    version = current_texts(CHECKLIST, DOCS)

    assert version.number == 0
    assert set(version.items[0].text) == {"en", "fr", "ja"}
    assert not any(item.is_required for item in version.items)


@pytest.mark.django_db
def test_saved_list_is_a_new_version_with_an_event() -> None:
    by = lead()

    save([ITEM], by=by)
    save([ITEM, TeamText(key="b", text={"ja": "手順"})], by=by, seen=1)

    version = current_texts(CHECKLIST, DOCS)
    assert (version.number, [item.key for item in version.items], version.by) == (2, ["a", "b"], "Ada Byron")
    assert version.items[0] == ITEM
    assert TeamTexts.objects.get(number=1).items[0]["text"] == ITEM.text
    event = Event.objects.filter(verb="checklist.save").latest("at", "id")
    assert event.object_ids == {"team": DOCS, "version": 2}
    assert current_texts(CHECKLIST, "engineering").number == 0
    assert current_texts(REPLIES, DOCS).number == 0


@pytest.mark.django_db
def test_save_without_a_change_is_no_version() -> None:
    by = lead()
    save([ITEM], by=by)

    assert save([ITEM], by=by, seen=1).number == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "person",
    [
        lambda: reviewer_for(DOCS),
        lambda: reviewer_for("engineering", role=TeamRole.LEAD),
        lambda: member(organisation(), Role.OWNER),
    ],
)
def test_only_leads_of_the_team_and_admins_edit(person: object) -> None:
    with pytest.raises(NotAllowed):
        save([ITEM], by=person())  # type: ignore[operator]

    assert save([ITEM], by=staff(is_admin=True)).number == 1


@pytest.mark.django_db
def test_unknown_team_has_no_list() -> None:
    with pytest.raises(NotFound):
        save_team_texts(kind=CHECKLIST, team="sales", items=[], seen=0, by=staff(is_admin=True), now=NOW)


@pytest.mark.django_db
def test_stale_save_says_who_was_faster_and_changes_nothing() -> None:
    save([ITEM], by=lead())

    with pytest.raises(TeamTextsChanged) as refused:
        save([], by=lead("Grace Hopper"))

    assert refused.value.context == {"person": "Ada Byron"}
    assert TeamTexts.objects.count() == 1


@pytest.mark.django_db
def test_restored_version_is_a_new_one() -> None:
    by = lead()
    save([ITEM], by=by)
    save([], by=by, seen=1)

    restore_team_texts(kind=CHECKLIST, team=DOCS, number=1, seen=2, by=by, now=NOW)

    version = current_texts(CHECKLIST, DOCS)
    assert (version.number, version.restores, list(version.items)) == (3, 1, [ITEM])
    with pytest.raises(NotFound):
        restore_team_texts(kind=CHECKLIST, team=DOCS, number=9, seen=3, by=by, now=NOW)
    restore_team_texts(kind=CHECKLIST, team=DOCS, number=0, seen=3, by=by, now=NOW)
    assert current_texts(CHECKLIST, DOCS).items[0].key == "first-paragraph"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind, item, field, reason",
    [
        (CHECKLIST, {"text": {}}, "a.text_en", "at least one language"),
        (CHECKLIST, {"text": {"fr": "x" * 301}}, "a.text_fr", "at most 300"),
        (
            CHECKLIST,
            {"text": {"en": "{reviewr} reads"}},
            "a.text_en",
            "{reviewr}. You can use {listing}, {partner}",
        ),
        (CHECKLIST, {"text": {"en": "in {section}"}}, "a.text_en", "Unknown variable: {section}"),
        (CHECKLIST, {"text": {"en": "No\u202ees"}}, "a.text_en", "U+202E"),
        (REPLIES, {"text": {"en": "Why?"}}, "a.label_en", "at least one language"),
        (REPLIES, {"text": {"en": "Why?"}, "label": {"en": "x" * 81}}, "a.label_en", "at most 80"),
        (REPLIES, {"text": {"en": "Why?"}, "label": {"en": "{listing}"}}, "a.label_en", "Remove {listing}"),
        (REPLIES, {"text": {"en": "W"}, "label": {"en": "W"}, "codes": ("XX-1",)}, "a.codes", "Unknown check: XX-1"),
    ],
)
def test_faulty_item_is_refused_at_its_field(kind: TextsKind, item: dict[str, object], field: str, reason: str) -> None:
    with pytest.raises(TeamTextsRefused) as refused:
        save([TeamText(key="a", **item)], by=lead(), kind=kind)  # type: ignore[arg-type]

    fields = refused.value.context["fields"]
    assert isinstance(fields, dict)
    assert reason in fields[field]
    assert not TeamTexts.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("keys", [["a", "a"], ["a b"], [""], ["x" * 41], [str(n) for n in range(MAX_ITEMS + 1)]])
def test_list_is_refused_as_a_whole(keys: list[str]) -> None:
    with pytest.raises(TeamTextsRefused) as refused:
        save([TeamText(key=key, text={"en": "A"}) for key in keys], by=lead())

    assert list(refused.value.context["fields"]) == ["items"]  # type: ignore[call-overload]


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"kind": "lists"}, {"team": "sales"}, {"number": 0}, {"number": 1}])
def test_database_refuses_what_is_no_version(values: dict[str, object]) -> None:
    row = {"kind": CHECKLIST, "team": DOCS, "number": 1, "by_id": lead().id, "at": NOW}
    TeamTexts.objects.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        TeamTexts.objects.create(**{**row, "number": 2, **values})


def test_other_braces_are_left_alone() -> None:
    text = 'Use {{host.name}} in {"a": {}} and {listing}'

    assert variables_in(text) == ["listing"]
    assert filled(text, {"listing": "{partner}", "partner": "Acme"}) == text.replace("{listing}", "{partner}")


def test_text_falls_back_to_english_then_to_any_language() -> None:
    assert text_in({"en": "A", "fr": "B"}, "fr") == "B"
    assert text_in({"en": "A", "fr": "B"}, "ja") == "A"
    assert text_in({"fr": "B"}, "ja") == "B"
    assert text_in({"fr": "", "ja": "C"}, "fr") == "C"
    assert text_in({}, "fr") == ""
