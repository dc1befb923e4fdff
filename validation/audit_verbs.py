"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("Checks"),
    {
        "rule.observe": _("Check set to “Observe”"),
        "rule.warn": _("Check set to “Warn”"),
        "rule.enforce": _("Check set to “Enforce”"),
        "checks.run-again": _("Checks run again"),
        "live-listings.check": _("Check of all live listings started"),
        "live-listings.export": _("Report on live listings downloaded"),
        "dry-run.request": _("Dry run started"),
        "agent-packages.replace": _("List of Agent packages replaced"),
        "finding.waive": _("Finding waived"),
        "finding.end-waiver": _("Waiver ended"),
        "waivers.tidy": _("Unused waivers ended"),
        "dispute.export": _("Disputed finding downloaded as a test case"),
    },
)
