from datetime import timedelta

import pytest

from reviews.checklists import QUESTIONS, built_in_checklist, questions_of
from tests.markup import compact
from tests.reviews.scene import browser_of, in_review, today
from tilekit.checks.registered_checks import all_checks, check_of


def test_every_question_of_the_catalogue_is_asked_of_one_team() -> None:
    assert {check.code for check in all_checks() if check.question} == set(QUESTIONS)


def test_team_is_asked_what_the_catalogue_leaves_to_it() -> None:
    questions = questions_of("documentation")

    assert [item.key for item in questions] == ["MF-017", "RN-016"]
    assert questions[0].text["en"] == check_of("MF-017").question
    assert set(questions[0].text) == {"en", "fr", "ja"}


def test_no_item_of_the_portal_has_the_key_of_a_question() -> None:
    assert not {item.key for team in QUESTIONS.values() for item in built_in_checklist(team)} & set(QUESTIONS)


@pytest.mark.django_db
def test_review_page_asks_the_questions_of_its_team_only() -> None:
    scene = in_review(now=today() - timedelta(days=1))

    html = compact(
        browser_of(scene.team("documentation")).get(f"/reviews/{scene.review('documentation').pk}/").content.decode()
    )

    assert check_of("RN-016").question in html.replace("&#x27;", "'")
    assert check_of("MN-008").question.split("“")[0] not in html.replace("&#x27;", "'")
