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
        "review.release": _("Claim of a review ended"),
        "review.approve": _("Approved by a team"),
        "review.request-changes": _("Changes requested by a team"),
        "review.retract": _("Decision of a team withdrawn"),
        "review.tick": _("Item of a checklist ticked"),
        "review.untick": _("Item of a checklist unticked"),
        "section.mark-read": _("Section marked as read"),
        "section.mark-unread": _("Section marked as unread"),
        "submission.export": _("Folder of a submission downloaded"),
        "review.answer-exception": _("OAuth exception decided"),
    },
)

register_verbs(
    _("Comments"),
    {
        "thread.open": _("Comment added"),
        "thread.answer": _("Comment answered"),
        "thread.resolve": _("Comment resolved"),
        "thread.reopen": _("Comment reopened"),
        "thread.block": _("Comment made blocking"),
        "thread.apply-suggestion": _("Suggested change accepted"),
        "thread.decline-suggestion": _("Suggested change declined"),
        "draft.add": _("Draft of a comment added"),
        "draft.change": _("Draft of a comment changed"),
        "draft.delete": _("Draft of a comment deleted"),
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
        "calendar.save": _("Calendar of a team saved"),
        "checklist.save": _("Checklist of a team saved"),
        "replies.save": _("Saved replies of a team changed"),
        "filter.save": _("Filter of the queue saved"),
        "filter.change": _("Filter of the queue changed"),
        "filter.delete": _("Filter of the queue deleted"),
        "incident.start": _("Incident started"),
        "incident.end": _("Incident ended"),
    },
)
