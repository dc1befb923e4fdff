"""The states of a revision: one row for each, with everything that pages, APIs and jobs derive from the state."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from listings.states.status_messages import NOBODYS_TURN, StatusMessages, StatusText
from page_parts.badges import Badge
from page_parts.total_maps import total_map


class ProgressStage(TextChoices):
    """A step of the progress bar, from draft to live."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    SANDBOX = "sandbox", _("Sandbox")
    RELEASE = "release", _("Release")
    LIVE = "live", _("Live")


class RevisionState(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    IN_SANDBOX = "in_sandbox", _("Enabled in sandbox")
    SIGNED_OFF = "signed_off", _("Signed off")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    REJECTED = "rejected", _("Rejected")
    ARCHIVED = "archived", _("Archived")

    @property
    def row(self) -> "StateRow":
        return REVISION_STATES[self]


# What pages show instead of "changes requested" if nobody requested changes: the partner is replacing the submission,
# or the checks found blockers in it.
REPLACING, CHECKS_BLOCKED = "replacing", "blocked"


class StateRow(Struct, frozen=True, kw_only=True):
    """What a state of a revision means.

    The partner can edit the revision if is_editable. A closed revision is or was live; a listing can have closed
    revisions and one other. If is_submitted, submitting the revision again returns its submission. Teams
    decide on the submission if is_reviewable; all have approved it if is_release_ready, and it isn't released yet. If
    is_at_rest, nobody is asked to act. status has the status messages, who must act among them; None if they depend on
    more than the state: then an app registers a function with `registry.status_message`. release_needs says what must
    happen before an admin can publish the revision; "" if an admin can. can_be_held has no default: each state decides
    whether our staff can put its listing on hold.
    """

    stage: ProgressStage
    badge: Badge
    can_be_held: bool
    status: StatusMessages | None = None
    is_editable: bool = False
    is_closed: bool = False
    is_submitted: bool = False
    is_reviewable: bool = False
    is_release_ready: bool = False
    is_at_rest: bool = False
    release_needs: LazyText = ""


REVISION_STATES: Mapping[str, StateRow] = total_map(
    RevisionState,
    {
        RevisionState.DRAFT: StateRow(
            can_be_held=True, stage=ProgressStage.DRAFT, badge=Badge("", "half"), is_editable=True
        ),
        RevisionState.SUBMITTED: StateRow(
            can_be_held=True, stage=ProgressStage.REVIEW, badge=Badge("accent", "play"), is_submitted=True
        ),
        RevisionState.IN_REVIEW: StateRow(
            can_be_held=True,
            stage=ProgressStage.REVIEW,
            badge=Badge("accent", "eye"),
            is_submitted=True,
            is_reviewable=True,
        ),
        RevisionState.CHANGES_REQUESTED: StateRow(
            can_be_held=True, stage=ProgressStage.DRAFT, badge=Badge("warn", "undo"), is_editable=True
        ),
        RevisionState.APPROVED: StateRow(
            can_be_held=True,
            stage=ProgressStage.SANDBOX,
            badge=Badge("ok", "ready"),
            is_release_ready=True,
            release_needs=_("An admin must enable the tile in a sandbox org first."),
        ),
        RevisionState.IN_SANDBOX: StateRow(
            can_be_held=True,
            stage=ProgressStage.SANDBOX,
            badge=Badge("info", "box"),
            is_release_ready=True,
            release_needs=_("An owner must sign off first."),
        ),
        RevisionState.SIGNED_OFF: StateRow(
            can_be_held=True, stage=ProgressStage.RELEASE, badge=Badge("ok", "tick"), is_release_ready=True
        ),
        RevisionState.SCHEDULED: StateRow(
            can_be_held=True, stage=ProgressStage.RELEASE, badge=Badge("info", "calendar"), is_release_ready=True
        ),
        RevisionState.PUBLISHED: StateRow(
            can_be_held=False, stage=ProgressStage.LIVE, badge=Badge("ok", "ship"), is_closed=True, is_at_rest=True
        ),
        RevisionState.SUPERSEDED: StateRow(
            can_be_held=False,
            stage=ProgressStage.LIVE,
            badge=Badge("", "clock"),
            is_closed=True,
            is_at_rest=True,
            status=StatusMessages(
                turn=NOBODYS_TURN,
                partner=StatusText(
                    why=_("Another revision of your listing replaced this one."),
                    next=_("An admin can roll your tile back to this revision."),
                ),
                staff=StatusText(
                    why=_("Another revision replaced this one."),
                    next=_("An admin can roll the tile back to this revision."),
                ),
                admin=StatusText(
                    why=_("Another revision replaced this one."),
                    next=_("You can roll the tile back to this revision."),
                ),
            ),
        ),
        RevisionState.REJECTED: StateRow(
            can_be_held=False,
            stage=ProgressStage.REVIEW,
            badge=Badge("bad", "off"),
        ),
        RevisionState.ARCHIVED: StateRow(
            can_be_held=False,
            stage=ProgressStage.DRAFT,
            badge=Badge("", "box"),
            is_at_rest=True,
            status=StatusMessages(
                turn=NOBODYS_TURN,
                partner=StatusText(
                    why=_("This revision was archived because nobody had worked on it since the warning."),
                    next=_("You can restore this revision and continue."),
                ),
                colleague=StatusText(
                    why=_("This revision was archived because nobody had worked on it since the warning."),
                    next=_("An editor can restore this revision."),
                ),
                staff=StatusText(
                    why=_("This revision was archived because nobody had worked on it since the warning."),
                    next=_("The partner can restore this revision."),
                ),
            ),
        ),
    },
)
CLOSED = tuple(state for state in RevisionState if state.row.is_closed)
EDITABLE = tuple(state for state in RevisionState if state.row.is_editable)
SUBMITTED_STATES = tuple(state for state in RevisionState if state.row.is_submitted)
REVIEWABLE = tuple(state for state in RevisionState if state.row.is_reviewable)
RELEASE_READY = tuple(state for state in RevisionState if state.row.is_release_ready)
HOLDABLE = tuple(state for state in RevisionState if state.row.can_be_held)
AT_REST = tuple(state for state in RevisionState if state.row.is_at_rest)
# Somebody acts on a submission, or must, until it is released, withdrawn, sent back or rejected.
ON_THE_WAY = (*SUBMITTED_STATES, *RELEASE_READY)
# Reviewers don't read a revision in these states: the partner may be editing it.
AT_WORK = tuple(state for state in RevisionState if state.row.stage is ProgressStage.DRAFT)
