"""What is said on Review & Submit; no folder carries it and no customer reads it."""

from tilekit.core.choices import ChoiceField
from tilekit.core.fields import Date, Flag, Text
from tilekit.core.kind import exchanges_data, uses_oauth
from tilekit.core.messages import N_
from tilekit.core.section import Section, Tab
from tilekit.sections import limits, options

_SUBMIT = "build_integration#submit"


class SubmissionNotes(Section, key="submission", title=N_("Review & Submit"), tab=Tab.OVERVIEW):
    """Attestations, the wish for the release, and a note to the reviewers."""

    attest_accuracy = Flag(
        N_("Content is accurate and ours"),
        required=True,
        scope="submission",
        help=N_("Tick it when someone who knows the product has read the whole preview."),
        doc=_SUBMIT,
    )
    attest_sandbox_test = Flag(
        N_("Tested in our sandbox"),
        required=exchanges_data,
        applies=exchanges_data,
        scope="submission",
        help=N_("Tick it when data of the product arrived in your sandbox."),
        doc=_SUBMIT,
    )
    attest_no_test_urls = Flag(
        N_("Onboarding and redirect URLs are production"),
        required=uses_oauth,
        applies=uses_oauth,
        scope="submission",
        help=N_("Tick it when no address of a test or staging system is left in the OAuth client."),
        doc=_SUBMIT,
    )
    agreement_program = Flag(
        N_("Partner programme terms"),
        required=True,
        read_only=True,
        scope="submission",
        help=N_("An owner of your organisation accepts them once per version."),
        doc=_SUBMIT,
    )
    requested_release = ChoiceField(
        N_("Release"),
        options=options.RELEASE_WISHES,
        required=True,
        default="asap",
        scope="submission",
        help=N_("When the tile should go live once it is approved."),
        example=N_("On a date"),
        doc=_SUBMIT,
    )
    requested_release_on = Date(
        N_("Release date"),
        required=True,
        when={"requested_release": ("on_date",)},
        scope="submission",
        help=N_("The day on which you announce it."),
        example="2026-03-02",
        doc=_SUBMIT,
    )
    reviewer_note = Text(
        N_("Note to reviewers"),
        lines=6,
        max_length=limits.REVIEWER_NOTE,
        scope="submission",
        help=N_("What helps them try it: a test account, a link to a demonstration."),
        example=N_("Demo account: reviewer@acme.example; ask us for its password."),
        doc=_SUBMIT,
    )
