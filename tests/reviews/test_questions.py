"""Partners ask questions about drafts, and leads answer them."""

import pytest

from common.actor import Actor, Role, TeamRole
from common.errors import NotAllowed
from listings.actions.requests import change_request, send_request
from listings.lifecycle.requests import MESSAGE
from listings.models import Revision
from notices.kind_registry import notice_kind_named
from notices.models import Notice, Outbox
from reviews.errors import QuestionOpen
from reviews.lifecycles.questions import ANSWER, PARTNER_QUESTIONS
from reviews.models import Question, QuestionState
from studio.page_urls import question_url, step_url
from tests.listings.scene import NOW, draft, member, organisation
from tests.reviews.scene import browser_of, html_of, reviewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
TEXT = "Which unit has a queue?"


@pytest.fixture
def editor() -> Actor:
    return member(organisation(), Role.EDITOR)


@pytest.fixture
def revision(editor: Actor) -> Revision:
    return draft(editor)


@pytest.fixture
def lead() -> Actor:
    return reviewer_for("ecosystems", role=TeamRole.LEAD)


def ask(revision: Revision, by: Actor) -> Question:
    new = Question(listing=revision.listing, question=TEXT)
    return send_request(PARTNER_QUESTIONS, new, by=by, now=NOW, parameters={"question": TEXT})


def answer(question: Question, by: Actor, verb: str = ANSWER, **values: str) -> Question:
    return change_request(PARTNER_QUESTIONS, question.pk, verb, by=by, now=NOW, parameters=values)


def kinds(person: Actor) -> list[str]:
    rows = Notice.objects.filter(person_id=person.id, kind__startswith="question.")
    return sorted(rows.values_list("kind", flat=True))


def test_e_mail_that_waits_does_not_ask_for_an_answer_that_was_given(
    editor: Actor, revision: Revision, lead: Actor
) -> None:
    question = ask(revision, editor)
    mail = Outbox.objects.get(recipient_id=lead.id)
    is_settled = notice_kind_named(mail.kind).is_settled
    assert is_settled
    answer(question, lead, MESSAGE, message="Which queue?")
    assert not is_settled(mail.parameters)

    answer(question, lead, answer="Message.")

    assert is_settled(mail.parameters)
    assert not is_settled({"listing": "Notices of earlier releases name no subject"})


def test_editor_asks_from_a_step_and_reads_the_answer(editor: Actor, revision: Revision, lead: Actor) -> None:
    partner, team = browser_of(editor), browser_of(lead)
    step = html_of(partner, step_url(revision, "data"))
    address = question_url(revision)
    assert f'href="{address}"' in step
    assert 'href="/guides/metrics/#data-types"' in step
    assert 'href="/guides/metrics/#file"' in step

    sent = partner.post(address, {"question": TEXT})

    question = Question.objects.get()
    assert sent.headers["Location"].startswith(question.get_absolute_url())
    assert partner.get(address).headers["Location"] == question.get_absolute_url()
    assert f'href="{question.get_absolute_url()}"' in html_of(team, "/")
    assert f'href="{question.get_absolute_url()}"' in html_of(team, "/queue/requests/")
    team.post(f"{question.get_absolute_url()}answer/", {"answer": "It is message."})
    assert "It is message." in html_of(partner, question.get_absolute_url())
    assert not PARTNER_QUESTIONS.waiting_for(lead).exists()


def test_both_sides_are_notified(editor: Actor, revision: Revision, lead: Actor) -> None:
    question = ask(revision, editor)
    assert kinds(lead) == ["question.requested"]
    assert [row.question for row in PARTNER_QUESTIONS.waiting_for(lead)] == [TEXT]

    answer(question, lead, MESSAGE, message="Which queue?")
    question = answer(question, lead, answer="Message.")

    assert (question.state, question.answer) == (QuestionState.ANSWERED, "Message.")
    assert kinds(editor) == ["question.answered", "question.message"]
    assert ask(revision, editor).pk != question.pk


def test_one_question_is_open_and_only_partners_ask(editor: Actor, revision: Revision, lead: Actor) -> None:
    question = ask(revision, editor)

    with pytest.raises(QuestionOpen):
        ask(revision, editor)
    with pytest.raises(NotAllowed):
        ask(revision, lead)
    with pytest.raises(NotAllowed):
        answer(question, editor, answer="Message.")
    assert PARTNER_QUESTIONS.visible(member(organisation("Other"), Role.OWNER)).count() == 0
    assert not PARTNER_QUESTIONS.waiting_for(reviewer_for("ecosystems")).exists()
