"""Errors about reviews."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed, NotFound, SlipwayError


class CalendarChanged(SlipwayError):
    """Somebody else has saved the team's calendar since the page was loaded. context: person (a name)."""

    code = "calendar-changed"
    message = _("{person} has saved this calendar since you opened it. Compare their version, then save yours again.")


class CalendarRefused(SlipwayError):
    """The calendar of a team can't be saved. context: fields, {field: reason}."""

    code = "calendar-refused"
    message = _("The calendar was not saved. Correct the marked fields.")
    status = 422


class IncidentOpen(SlipwayError):
    code = "incident-open"
    message = _("An incident is already open for this team. End it before you start another.")


class ReviewAlreadyClaimed(SlipwayError):
    """Somebody else has claimed the review. context: person (a name)."""

    code = "review-already-claimed"
    message = _("{person} is working on this review. Ask them to hand it over, or take it over and give a reason.")


class ClaimChanged(SlipwayError):
    """A colleague has claimed the review since the page was loaded. context: person (a name)."""

    code = "claim-changed"
    message = _(
        "{person} has claimed this review since you loaded the page. If you still want to change that, try again."
    )


class SubmissionReplaced(SlipwayError):
    """The decision or tick was about an earlier submission. context: round and ID (submission) of the current one."""

    code = "submission-replaced"
    message = _(
        "The partner replaced this submission with submission {round} while you were reading. Nothing was saved. "
        "Read the new submission, then try again."
    )


class DecidedMeanwhile(SlipwayError):
    """Somebody else has decided for the team since the page was loaded. context: person (a name), decision, at."""

    code = "already-decided"
    message = _(
        "{person} has already decided for your team: {decision}, {at}. Your decision was not recorded. Read theirs "
        "before you decide again."
    )


class ExceptionOpen(SlipwayError):
    """The partner has already requested an OAuth exception. context: listing (a name)."""

    code = "exception-open"
    message = _("{listing} already has a request for an OAuth exception. Wait for a decision.")


class DecisionFinal(SlipwayError):
    code = "decision-final"
    message = _("This decision can no longer be withdrawn.")


class QuestionOpen(SlipwayError):
    code = "question-open"
    message = _("Your organisation's last question isn't answered yet. Add a message to it.")


class AppealOpen(SlipwayError):
    code = "appeal-open"
    message = _("Your organisation has already appealed. Wait for a decision.")


class CommentDisputeOpen(SlipwayError):
    code = "comment-dispute-open"
    message = _("Your organisation has already disputed this comment. Wait for a decision.")


class AccountLabelTaken(SlipwayError):
    """The revision already has a test account with this label. context: label."""

    code = "account-label-taken"
    message = _("There is already a test account called {label}. Replace it, or choose another name.")


class AccountUnreadable(SlipwayError):
    """A test account was encrypted with a key that the portal no longer has. context: account (its label)."""

    code = "account-unreadable"
    message = _("{account} can't be read any more. Ask the partner to enter this test account again.")


class TeamTextsChanged(SlipwayError):
    """Somebody else has saved the team's texts since the page was loaded. context: person (a name)."""

    code = "team-texts-changed"
    message = _("{person} has saved this list since you opened it. Compare both versions before you save yours.")


class TeamTextsRefused(SlipwayError):
    """The texts of a team can't be saved. context: fields, {field: reason}."""

    code = "team-texts-refused"
    message = _("The list was not saved. Correct the marked fields.")
    status = 422


class ChecklistItemRemoved(SlipwayError):
    """An item that the actor ticked or unticked is no longer in the team's checklist."""

    code = "checklist-item-removed"
    message = _("The checklist has changed since you opened this page. The item that you changed was removed.")


class SuggestionRefused(SlipwayError):
    """A suggested value is invalid. context: fields, {name of a cell, "" for the whole place: reason}."""

    code = "suggestion-refused"
    message = _("The suggestion is invalid. Correct the marked fields.")
    status = 422

    @property
    def reasons(self) -> Sequence[str]:
        """The reasons of all cells."""
        fields = self.context["fields"]
        return [str(reason) for reason in fields.values()] if isinstance(fields, dict) else []


class DraftGone(SlipwayError):
    code = "draft-gone"
    message = _("You have already sent or deleted this comment.")
    status = 404


class DraftChanged(SlipwayError):
    code = "draft-changed"
    message = _("You have changed this comment in another window. Reload the page before you change it again.")


class FilterNameTaken(SlipwayError):
    """Another saved filter of the person or of the team has this name. context: name."""

    code = "filter-name-taken"
    message = _("There is already a filter called {name}. Choose another name.")


class FilterTakenOver(NotAllowed):
    """The saved filter belongs to somebody else, usually a lead who has taken it over. context: person (a name)."""

    code = "filter-taken-over"
    message = _("This filter now belongs to {person}. You can save your changes as a new filter.")


class FilterGone(NotFound):
    code = "filter-gone"
    message = _("This filter was deleted or is no longer shared. You can save your changes as a new filter.")
