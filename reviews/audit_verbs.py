"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("Reviews"),
    {
        "review.claim": _("Review claimed"),
        "review.assign": _("Review assigned"),
        "review.hand-over": _("Review handed over"),
        "review.take-over": _("Review taken over"),
        "review.release": _("Claim released"),
        "review.approve": _("Approved by a team"),
        "review.request-changes": _("Changes requested by a team"),
        "review.retract": _("Team decision withdrawn"),
        "review.tick": _("Checklist item ticked"),
        "review.untick": _("Checklist item unticked"),
        "section.mark-read": _("Section marked as read"),
        "section.mark-unread": _("Section marked as unread"),
        "submission.export": _("Submission folder downloaded"),
        "review.answer-exception": _("OAuth exception answered"),
    },
)

register_verbs(
    _("Comments"),
    {
        "thread.open": _("Comment added"),
        "thread.answer": _("Reply to a comment"),
        "thread.resolve": _("Comment resolved"),
        "thread.reopen": _("Comment reopened"),
        "thread.block": _("Comment made blocking"),
        "thread.apply-suggestion": _("Suggestion accepted"),
        "thread.decline-suggestion": _("Suggestion declined"),
        "draft.add": _("Draft comment added"),
        "draft.change": _("Draft comment changed"),
        "draft.delete": _("Draft comment deleted"),
        "staff-note.add": _("Internal note added"),
        "staff-note.edit": _("Internal note changed"),
        "staff-note.delete": _("Internal note deleted"),
    },
)

register_verbs(
    _("Test accounts"),
    {
        "product-account.add": _("Test account added"),
        "product-account.replace": _("Test account changed"),
        "product-account.remove": _("Test account removed"),
        "product-account.view": _("Test account viewed"),
        "product-account.erase": _("Test account erased"),
        "product-account.expire": _("Test account expired"),
    },
)

register_verbs(
    _("Review teams"),
    {
        "absence.add": _("Absence added"),
        "absence.remove": _("Absence removed"),
        "calendar.save": _("Team calendar saved"),
        "checklist.save": _("Team checklist saved"),
        "replies.save": _("Team's saved replies changed"),
        "filter.save": _("Queue filter saved"),
        "filter.change": _("Queue filter changed"),
        "filter.delete": _("Queue filter deleted"),
        "filter.take-over": _("Queue filter taken over"),
        "incident.start": _("Incident started"),
        "incident.end": _("Incident ended"),
    },
)
