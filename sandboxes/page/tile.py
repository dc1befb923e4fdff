"""Prepares the page of a tile in a sandbox org."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from msgspec import Struct

from common.actor import Role
from common.errors import NotFound
from common.install_links import install_link
from common.requests import ActorRequest
from files.pictures import StoredFiles
from listings.content.submissions import bundle_of_submission
from listings.models import Revision
from listings.states.revision_states import RevisionState
from page_parts.tile.presenter import TAB_LABELS, TilePresenter, present_tile
from page_parts.total_maps import total_map
from sandboxes.activation_rehearsal import installed_text
from sandboxes.errors import TileOff
from sandboxes.models import Installation, TileActivation, TileLook
from sandboxes.queries import visible_activations
from sandboxes.sign_off_checklist import CHECKLIST, items_for
from tilekit.core.section import Tab
from tilekit.tile import tile_of
from tilekit.tile.tabs import MonitoringResource

# The field to which problems with each tab are attached: the first field that the tab shows.
_PLACES: Mapping[str, str] = total_map(
    Tab,
    {
        Tab.OVERVIEW: "overview.overview_md",
        Tab.CONFIGURATION: "setup.setup_md",
        Tab.DATA: "data.metadata_csv",
        Tab.RESOURCES: "content.dashboards",
        Tab.PRICING: "pricing.unit_price",
        Tab.SUPPORT: "support.support_md",
        Tab.RELEASE_NOTES: "release_notes.entries",
    },
)


class TilePage(Struct, frozen=True, kw_only=True):
    """The tile page, for a reader who may be an editor or owner of the org's organisation."""

    activation: TileActivation
    presenter: TilePresenter
    revision: Revision
    is_current: bool
    last_look: TileLook | None
    installation: Installation | None
    checks: Sequence[Mapping[str, object]]
    is_member: bool
    is_editor: bool
    is_owner: bool

    @property
    def installed(self) -> Sequence[MonitoringResource]:
        """The resources that an installation includes."""
        return self.presenter.view.resources

    @property
    def installed_words(self) -> str:
        return installed_text(self.presenter.view)

    @property
    def waits_for_owner(self) -> bool:
        """Whether the reader's organisation must sign off, but the reader can't."""
        return self.revision.state == RevisionState.IN_SANDBOX and self.is_member and not self.is_owner

    @property
    def is_signed_off(self) -> bool:
        """Whether the tile was signed off but is not live yet."""
        return self.revision.state in {RevisionState.SIGNED_OFF, RevisionState.SCHEDULED}

    @property
    def tab_label(self) -> object:
        """The label of the open tab, for problem reports; "" if all tabs are shown."""
        return "" if self.presenter.is_all else TAB_LABELS[Tab(self.presenter.tab)]


def tile_page(request: ActorRequest, activation_id: UUID) -> TilePage:
    """The data of the tile page for the reader. Raises NotFound, and TileOff if the tile has been disabled."""
    actor = request.actor
    activation = visible_activations(actor).filter(pk=activation_id).first()
    if activation is None:
        past = TileActivation.objects.filter(pk=activation_id)
        visible = past if actor.is_staff else past.filter(org__organisation__in=list(actor.organisations))
        raise TileOff if visible.exists() else NotFound
    submission = activation.submission
    revision, organisation_id = submission.revision, activation.org.organisation_id
    revision.listing = activation.listing
    is_current = submission.submission_number == revision.submission_number and not activation.is_outdated
    view = tile_of(bundle_of_submission(submission))
    return TilePage(
        activation=activation,
        presenter=present_tile(
            view,
            files=StoredFiles.of(activation.listing_id, submission.files),
            tab=request.GET.get("tab", ""),
            base=reverse("sandboxes:tile", args=[activation_id]),
            metrics_from=request.GET.get("start", ""),
            install=install_link(view.integration_id, is_live=False),
        ),
        revision=revision,
        is_current=is_current,
        last_look=TileLook.objects.filter(activation=activation, actor_id=actor.id).first() if actor.id else None,
        installation=Installation.objects.filter(activation=activation, removed_at=None).first(),
        checks=[_check(key, activation) for key in items_for(view)],
        is_member=actor.belongs_to(organisation_id),
        is_editor=actor.holds(Role.EDITOR, organisation_id),
        is_owner=actor.holds(Role.OWNER, organisation_id),
    )


def path_of_tab(tab: str) -> str:
    """The path of the field to which problems with the tab are attached; "" for the whole listing."""
    return _PLACES.get(tab, "")


def _check(key: str, activation: TileActivation) -> Mapping[str, object]:
    tab, label = CHECKLIST[key]
    return {"key": key, "label": label, "tab": tab, "is_done": key in activation.checked}
