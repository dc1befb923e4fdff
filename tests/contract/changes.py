"""Nine typical changes as edits of files, which test_changes.py makes in a copy of the source tree.

The keys are the rows of the table in docs/architecture.md, which lists the same files. Names of new things begin with
`probe` (the code of the check is GEN-999), so that they don't collide with names that people choose.
"""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct


class Edit(Struct, frozen=True, kw_only=True):
    """Insert text before the first occurrence of an anchor, or at the end if there is none. Creates missing files."""

    path: str
    text: str
    before: str = ""

    def carry_out(self, tree: Path) -> None:
        file = tree / self.path
        file.parent.mkdir(parents=True, exist_ok=True)
        old = file.read_text("utf-8") if file.exists() else ""
        place = old.index(self.before) if self.before else len(old)
        file.write_text(old[:place] + self.text + old[place:], "utf-8")


_CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "{english}"
msgstr "{german}"
"""

CHANGES: Mapping[str, tuple[Edit, ...]] = {
    "a field": (
        Edit(
            path="tilekit/sections/support.py",
            before="    support_md = ",
            text=(
                '    probe_page = Url(N_("Probe page"), required=True, max_length=40, help=N_("Where outages show."),'
                ' https=True, example="https://status.acme.example", doc=_SUPPORT, shows="support.facts")\n'
            ),
        ),
        Edit(
            path="tilekit/scaffold/manifest_table.py",
            before='    ManifestEntry(pointer="/author/name"',
            text='    ManifestEntry(pointer="/author/probe_page", section="support", field="probe_page"),\n',
        ),
    ),
    "a check": (
        Edit(
            path="tilekit/checks/listing/paths.py",
            text=(
                '\n\n@check(code="GEN-999", severity=Severity.WARNING, name=N_("Missing greeting"),'
                ' message=N_("Say {word}."), applies_to="README.md",'
                ' expected=N_("A greeting"), bad="Dear customers", good="Hello")\n'
                "def says_hello(bundle: Bundle, context: Context) -> Iterator[RawFinding]:\n"
                '    if bundle.documents["support"].values:\n'
                '        yield finding(path="support.support_md", word="hello")\n'
            ),
        ),
    ),
    "a transition": (
        Edit(
            path="listings/lifecycle/transitions/release.py",
            before='    Transition(\n        verb="send back"',
            text=(
                '    Transition(verb="probe return", label=_("Probe return"), sources=(RevisionState.IN_REVIEW,),'
                " target=RevisionState.CHANGES_REQUESTED, who=(Who.PARTNER,),"
                ' guards=("organisation-active",), effects=("pause-reviews",), button=Button(done=_("Returned.")),'
                ' timeline=_("Review stopped"),'
                ' notice=TransitionNotice(kind="listing.probe-return", to=(admins,),'
                ' label=_("A partner stops a review"),'
                ' subject=_("{listing} is returned"), body=_("{actor} stopped the review.")), event=RETURNED),\n'
                '    Transition(verb="probe remind", label=_("Remind partner"), sources=RELEASE_READY,'
                " target=TransitionTarget.SAME, who=(Who.ADMIN,), button=Button(places=_ON_RELEASE), notice=None,"
                " event=None),\n"
            ),
        ),
        Edit(
            path="releases/lifecycles/live_tiles.py",
            before="        *(_relist(",
            text=(
                '        Transition(verb="probe halt", label=_("Halt tile"), sources=IN_CATALOGUE,'
                ' target=Availability.PROBE_HALTED, who=(Who.OWNER,), asks=("reason",),'
                " button=Button(inputs=(PARTNER_REASON,)),"
                ' timeline=_("Tile halted"), notice=None, event=None),\n'
                '        Transition(verb="probe resume", label=_("Resume tile"), sources=(Availability.PROBE_HALTED,),'
                ' target=Availability.LISTED, who=(Who.OWNER,), button=Button(), timeline=_("Tile resumed"),'
                " notice=None, event=None),\n"
            ),
        ),
        Edit(
            path="listings/states/availabilities.py",
            before="\n\nclass VisitorText",
            text='    PROBE_HALTED = "probe_halted", _("Halted")\n',
        ),
        Edit(
            path="listings/states/availabilities.py",
            before="    Availability.UNPUBLISHED: AvailabilityRow(",
            text=(
                '    Availability.PROBE_HALTED: AvailabilityRow(is_listed=False, badge=Badge("", "clock"),'
                ' partner=StatusText(why=_("Your tile is halted."), next=_("Resume it at any time.")),'
                ' colleague=StatusText(why=_("Your tile is halted."), next=_("An owner can resume it.")),'
                ' staff=StatusText(why=_("The tile is halted."), next=_("The partner can resume it.")),'
                ' admin=StatusText(why=_("The tile is halted."), next=_("The partner can resume it.")),'
                ' visitor=VisitorText(title=_("This tile is halted"), text=_("It will be back.")),'
                ' on_release=_("The tile stays halted.")),\n'
            ),
        ),
    ),
    "a state": (
        Edit(path="listings/states/revision_states.py", before="NOBODYS_TURN,", text="LEADS_TURN, "),
        Edit(
            path="listings/states/revision_states.py",
            before="\n    @property\n    def row",
            text='    PROBE_PARKED = "probe_parked", _("Parked")\n',
        ),
        Edit(
            path="listings/states/revision_states.py",
            before="        RevisionState.ARCHIVED: StateRow(",
            text=(
                "        RevisionState.PROBE_PARKED: StateRow(can_be_held=True, stage=ProgressStage.REVIEW,"
                " badge=Badge('info', 'clock'), is_submitted=True, status=StatusMessages(turn=LEADS_TURN,"
                ' partner=StatusText(why=_("Your listing is parked."), next=_("A lead will continue the review.")),'
                ' staff=StatusText(why=_("The listing is parked."), next=_("A lead will continue the review.")))),\n'
            ),
        ),
        Edit(
            path="listings/lifecycle/transitions/review.py",
            before='    Transition(\n        verb="reject"',
            text=(
                '    Transition(verb="probe park", label=_("Park listing"), sources=(RevisionState.IN_REVIEW,),'
                ' target=RevisionState.PROBE_PARKED, who=(Who.LEAD,), asks=("reason",), effects=("pause-reviews",),'
                ' button=Button(done=_("Parked."), inputs=(PARTNER_REASON,)),'
                ' timeline=_("Review parked"), notice=None, event=None),\n'
                '    Transition(verb="probe continue", label=_("Continue review"),'
                " sources=(RevisionState.PROBE_PARKED,), target=RevisionState.IN_REVIEW, who=(Who.LEAD, Who.REVIEWER),"
                ' effects=("open-reviews",), button=Button(done=_("The review goes on.")),'
                ' timeline=_("Review continued"), notice=None, event=None),\n'
            ),
        ),
        Edit(
            path="api/ingestion/submissions/states.py",
            before="        ours.RevisionState.REJECTED:",
            text="        ours.RevisionState.PROBE_PARKED: IngestionRow(_SUBMITTED, 1),\n",
        ),
        Edit(
            path="api/v1/outcomes.py",
            before="    OutcomeRow(outcome=SubmissionOutcome.REJECTED",
            text="    OutcomeRow(outcome=SubmissionOutcome.WAITING, states=(RevisionState.PROBE_PARKED,)),\n",
        ),
    ),
    "an API route": (
        Edit(
            path="api/v1/routes/listings.py",
            before="HistoryEntryBody, HistoryPage",
            text="ProbeBody, ",
        ),
        Edit(
            path="api/v1/routes/listings.py",
            before='@router.get("/{uuid:listing_id}/history"',
            text=(
                '@router.get("/{uuid:listing_id}/probe", response=ProbeBody, summary="Probe it")\n'
                "def read_probe(request: ApiRequest, listing_id: ListingId) -> ProbeBody:\n"
                '    """The name of a listing."""\n'
                "    return ProbeBody(probe_name=listing_for(request.actor, listing_id).name)\n\n\n"
            ),
        ),
        Edit(
            path="api/v1/bodies/listings.py",
            before="class HistoryPage(",
            text=(
                'class ProbeBody(ApiSchema):\n    """A name."""\n\n'
                '    probe_name: str = described("The name", "Tide")\n\n\n'
            ),
        ),
        Edit(
            path="api/changelog/entries.py",
            before="            ApiChange(\n",
            text=(
                '            ApiChange(kind=ApiChangeKind.ADDED, apis=("v1",),'
                ' text=_("“Probe it” returns the name.")),\n'
            ),
        ),
    ),
    "a notice": (
        Edit(
            path="validation/notice_kinds.py",
            text=(
                '\n\nnotice_kind("validation.check-changed", label=_("A check changes"), group=_("Checks"),'
                ' subject=_("Check {code} changes"), body=_("{actor} changed {code}."))\n'
            ),
        ),
    ),
    "a language": (
        Edit(path="portal/settings.py", before="LOCALE_PATHS = ", text='LANGUAGES.append(("de", "German"))\n'),
        Edit(
            path="locale/de/LC_MESSAGES/django.po",
            text=_CATALOGUE.format(english="Changes requested", german="Änderungen erbeten"),
        ),
        Edit(
            path="tilekit/locale/de/LC_MESSAGES/tilekit.po",
            text=_CATALOGUE.format(english="Support e-mail", german="E-Mail für Hilfe"),
        ),
    ),
    "a staff team": (
        Edit(
            path="accounts/models/teams.py",
            before="\n\nclass TeamMembership",
            text='    PRIVACY = "privacy", _("Privacy")\n',
        ),
        Edit(
            path="reviews/teams.py",
            before="\n)\nREMIT_OF",
            text='\n    Remit(team=Team.PRIVACY, scope=_("Personal data"), reads=("legal",), triggers=("legal",)),',
        ),
    ),
    "a storage back end": (
        Edit(path="portal/environment.py", before='"s3"),', text='"gs", '),
        Edit(
            path="portal/connections.py",
            before='    path = unquote(url.path) if url.path else environment.data_dir / "files"',
            text=(
                '    if url.scheme == "gs":\n'
                '        return {"BACKEND": "storages.backends.gcloud.GoogleCloudStorage",'
                ' "OPTIONS": {"bucket_name": url.netloc}}\n'
            ),
        ),
    ),
}
