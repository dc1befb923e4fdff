"""The assets that are installed for the customer: dashboards, monitor templates, detection rules, saved views."""

from tilekit.core.composite import Rows, UploadField
from tilekit.core.fields import Text
from tilekit.core.kind import exchanges_data, sends_metrics
from tilekit.core.messages import N_
from tilekit.core.section import Document, SectionDocument, Tab
from tilekit.sections import limits

_DASHBOARDS, _SHORT_NAMES = "dashboards#import", "dashboards#short-names"
_MONITORS, _DETECTION_GUIDE = "monitors-and-rules#monitors", "monitors-and-rules#rules"
_SAVED_VIEWS = "monitors-and-rules#saved-views"


def _short_name(example: str, *, length_check: str = "") -> Text:
    return Text(
        N_("Short name"),
        max_length=limits.SHORT_NAME,
        required=True,
        checked_by={"length": length_check} if length_check else {},
        help=N_("Internal name that must be unique among all listings and can't change after publication."),
        example=example,
        doc=_SHORT_NAMES,
    )


def _export(folder: str, doc: str, *, size_check: str = "") -> UploadField:
    return UploadField(
        N_("JSON export"),
        accepts=("json",),
        max_bytes=limits.ASSET_BYTES,
        folder=folder,
        required=True,
        checked_by={"fit": "MF-049"} | ({"length": size_check} if size_check else {}),
        help=N_("The file that you exported from the platform, from which we read the name, description and tags."),
        example=f"{folder}/acme_queue.json",
        doc=doc,
    )


class Dashboard(Document):
    """A dashboard export."""

    named_by = "short_name"
    short_name = _short_name("acme_queue_overview", length_check="MF-051")
    file = _export("assets/dashboards", _DASHBOARDS, size_check="DB-062")


class Monitor(Document):
    """A monitor template export."""

    named_by = "short_name"
    short_name = _short_name("acme_queue_depth", length_check="MF-051")
    file = _export("assets/monitors", _MONITORS)


class DetectionRule(Document):
    """A Cloud SIEM rule export. The folder of a listing contains its short_name only as the name of the file."""

    named_by = "short_name"
    short_name = _short_name("acme_queue_brute_force")
    file = _export("assets/security", _DETECTION_GUIDE)


class SavedView(Document):
    """A saved view export."""

    named_by = "short_name"
    short_name = _short_name("acme_queue_errors")
    file = _export("assets/saved_views", _SAVED_VIEWS)


class Content(
    SectionDocument,
    key="content",
    title=N_("Content"),
    tab=Tab.RESOURCES,
    applies=exchanges_data,
    fields_apply=exchanges_data,
):
    """The Monitoring Resources tab of the tile."""

    dashboards = Rows(
        Dashboard,
        N_("Dashboards"),
        min_items=1,
        max_items=limits.ASSETS,
        required=exchanges_data,
        checked_by={"required": "DB-001", "count": "DB-002"},
        help=N_("At least one dashboard, named after the integration."),
        example=N_("Acme Queue Overview"),
        doc=_DASHBOARDS,
    )
    monitors = Rows(
        Monitor,
        N_("Monitor templates"),
        min_items=1,
        max_items=limits.ASSETS,
        required=sends_metrics,
        help=N_("One template for each common problem with the product."),
        example=N_("Queue depth exceeds threshold"),
        doc=_MONITORS,
    )
    detection_rules = Rows(
        DetectionRule,
        N_("SIEM detection rules"),
        max_items=limits.ASSETS,
        help=N_("Rules that detect threats in the logs that you send."),
        example=N_("Many failed sign-ins from one IP address"),
        doc=_DETECTION_GUIDE,
    )
    saved_views = Rows(
        SavedView,
        N_("Saved views"),
        max_items=limits.ASSETS,
        help=N_("Searches of logs, traces or processes that customers will use often."),
        example=N_("Errors in all queues"),
        doc=_SAVED_VIEWS,
    )
