"""The fields on Review & Submit. They are not stored in folders, and customers never see them."""

from tilekit.core.choices import ChoiceField
from tilekit.core.fields import EVERY_FIELD, Date, Flag, Text
from tilekit.core.kind import exchanges_data, uses_oauth
from tilekit.core.messages import N_
from tilekit.core.section import SectionDocument, Tab
from tilekit.sections import limits, options
from tilekit.sections.attested import ACCESS, CODE, EXCHANGED_DATA, OAUTH_ADDRESSES

_SUBMIT = "review-to-release#submit"


class SubmissionNotes(
    SectionDocument, key="submission", title=N_("Review & Submit"), tab=Tab.OVERVIEW, fields_scope="submission"
):
    """Attestations, the requested release, and how reviewers test the product, without accounts and passwords."""

    attest_accuracy = Flag(
        N_("Content is accurate and your own"),
        required=True,
        attests=EVERY_FIELD,
        help=N_("Tick only if someone who knows the product has read the whole preview."),
        task=N_("Have someone who knows the product read the whole preview, then tick “{label}”."),
        doc=_SUBMIT,
    )
    attest_sandbox_test = Flag(
        N_("Tested in your sandbox org"),
        required=exchanges_data,
        applies=exchanges_data,
        attests=(*CODE, *ACCESS, *EXCHANGED_DATA),
        condition="sandbox-org",
        help=N_("Tick only if data from the product arrived in your sandbox."),
        task=N_("Send data from the product to your sandbox org, then tick “{label}”."),
        doc=_SUBMIT,
    )
    attest_no_test_urls = Flag(
        N_("No test URLs in the OAuth client"),
        required=uses_oauth,
        applies=uses_oauth,
        attests=OAUTH_ADDRESSES,
        help=N_("Tick only if the onboarding URL and all redirect URIs belong to your production system."),
        task=N_("Make sure that no address of the OAuth client belongs to a test system, then tick “{label}”."),
        doc=_SUBMIT,
    )
    agreement_program = Flag(
        N_("Partner programme agreement"),
        required=True,
        read_only=True,
        help=N_("An owner of your organisation must accept each version."),
        doc="review-to-release#agreements",
    )
    requested_release = ChoiceField(
        N_("Release"),
        options=options.RELEASE_CHOICES,
        required=True,
        default="asap",
        help=N_("When the tile should go live after its approval."),
        example=N_("On a specific date"),
        doc="review-to-release#release",
    )
    requested_release_on = Date(
        N_("Release date"),
        required=True,
        when={"requested_release": ("on_date",)},
        help=N_("The day the tile should go live."),
        example="2026-03-02",
        doc="review-to-release#release",
    )
    test_steps = Text(
        N_("Steps to test"),
        lines=6,
        max_length=limits.TEST_STEPS,
        help=N_("What reviewers should do to see the product work, without passwords, which belong in a test account."),
        example=N_("1. Sign in with the test account. 2. Open Queues. 3. Connect the sandbox org."),
        doc=_SUBMIT,
    )
    test_data = Text(
        N_("Sample data"),
        lines=6,
        max_length=limits.TEST_STEPS,
        help=N_("Which data reviewers will find in the product, or how to create some."),
        example=N_("The account has three queues, which receive a message every second."),
        doc=_SUBMIT,
    )
    reviewer_note = Text(
        N_("Note to reviewers"),
        lines=6,
        max_length=limits.REVIEWER_NOTE,
        help=N_("Anything else that reviewers should know, such as what has changed, but no passwords."),
        example=N_("Only the dashboards have changed. The logo will follow in the next version."),
        doc=_SUBMIT,
    )
