"""The lifecycle of a question. An editor asks it about a draft, and a lead answers, because leads see drafts."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.actor import Actor
from common.errors import SlipwayError
from common.navigation import Audience
from listings.lifecycle.buttons import MIN_REASON_LENGTH, Button, ButtonInput
from listings.lifecycle.recipients import decision_notice, leads
from listings.lifecycle.request_rows import shared_rows
from listings.lifecycle.requests import REQUEST, ListingRequestLifecycle
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.queries import in_visible_listing
from notices.events import EventType
from notices.kind_registry import Purpose
from reviews.errors import QuestionOpen
from reviews.models import QUESTION_OPEN, Question, QuestionState

ANSWER = "answer"
_ANSWERING = {Who.LEAD: leads}


class QuestionLifecycle(ListingRequestLifecycle[Question]):
    name = "question"
    title = "Question"
    kind = _("Question")
    text_field = "question"
    group = _("Questions")
    sent_title = _("Question asked")
    states = QuestionState
    rows = (
        Transition(
            verb=REQUEST,
            label=_("Send question"),
            sources=(),
            target=QuestionState.REQUESTED,
            who=(Who.PARTNER,),
            button=Button(
                title=_("Ask a question"),
                inputs=(
                    ButtonInput(
                        name="question",
                        label=_("Your question"),
                        help=_("Name the step and the field. The lead reviewers who answer can see your draft."),
                    ),
                ),
                done=_("Your question was sent. We'll notify you of the answer."),
                kind="primary",
            ),
            notice=TransitionNotice(
                kind="question.requested",
                purpose=Purpose.ACT,
                to=(leads,),
                label=_("A partner asks a question about a draft"),
                subject=_("{organisation} asks about {listing}"),
                body=_("{actor} asked:\n\n{question}"),
                audience=frozenset({Audience.LEAD}),
            ),
            event=EventType(name="question.asked", description=_("A partner asks a question about a draft.")),
        ),
        Transition(
            verb=ANSWER,
            label=_("Send answer"),
            sources=QUESTION_OPEN,
            target=QuestionState.ANSWERED,
            who=tuple(_ANSWERING),
            button=Button(
                inputs=(ButtonInput(name="answer", label=_("Answer"), min_length=MIN_REASON_LENGTH),),
                done=_("Your answer was sent."),
                kind="primary",
            ),
            notice=decision_notice(
                "question.answered",
                label=_("A question about a draft is answered"),
                subject=_("{listing}: your question was answered"),
                body=_("{actor} answered:\n\n{answer}"),
            ),
            event=EventType(name="question.answered", description=_("A question about a draft is answered.")),
        ),
        *shared_rows(
            "question",
            open_states=QUESTION_OPEN,
            withdrawn=QuestionState.WITHDRAWN,
            partner=Who.PARTNER,
            staff=_ANSWERING,
            event=EventType(name="question.withdrawn", description=_("A partner withdraws a question about a draft.")),
        ),
    )

    def visible(self, by: Actor) -> QuerySet[Question]:
        return Question.objects.select_related("listing__organisation").filter(in_visible_listing(by))

    def constraints(self, _subject: Question) -> Iterable[tuple[str, str, SlipwayError]]:
        return [("reviews_question_one_open", "reviews_question.listing_id", QuestionOpen())]


PARTNER_QUESTIONS = QuestionLifecycle()
