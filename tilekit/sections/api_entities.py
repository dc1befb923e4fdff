"""What API clients keep with a listing and no field of ours holds: plans, markets, package configurations."""

from tilekit.core.composite import Rows, Upload
from tilekit.core.fields import Text
from tilekit.core.messages import N_
from tilekit.core.section import Document, Section, Tab
from tilekit.sections import limits

# The row that keeps how a client wants its submission published, and the name of its wish to promote the preview.
PUBLISH_OPTION, AUTO_PROMOTE = "publish-option", "isAutoPromote"
_ANY_FILE = ()


class ApiEntity(Document):
    """One entity of the submission API; the row's key is the entity's ID.

    body is the JSON that the client sent, without what the server adds. A row also has "sets":
    {`section.field` or `section.rows[<row key>]`: digest of the value that the client gave it}. While a field still
    has that value, no import replaces it. "by" and "at" are the ID of the actor who sent it last, and when.
    """

    named_by = "entity"
    entity = Text(
        N_("Entity"),
        scope="submission",
        read_only=True,
        help=N_("The type of this resource in the submission API."),
        example=N_("Listing"),
    )
    plan = Text(
        N_("Plan"),
        scope="submission",
        read_only=True,
        help=N_("The plan that the resource belongs to; empty if it applies to the whole offer."),
        example=N_("basic"),
    )
    body = Text(
        N_("Content"),
        lines=12,
        max_length=limits.API_BODY,
        scope="submission",
        read_only=True,
        help=N_("The JSON that the client sent."),
        example="{}",
    )
    file = Upload(
        N_("File"),
        accepts=_ANY_FILE,
        max_bytes=limits.ARCHIVE_BYTES,
        scope="submission",
        read_only=True,
        help=N_("The file that the client uploaded with the resource."),
        example="screenshot.png",
    )


class ApiEntities(Section, key="api", title=N_("Sent through the API"), tab=Tab.OVERVIEW):
    """Read-only in the wizard; the submission API writes it."""

    entities = Rows(
        ApiEntity,
        N_("Entities"),
        max_items=limits.API_ENTITIES,
        scope="submission",
        read_only=True,
        help=N_("Plans, prices, markets and package configurations that only API clients can change."),
        example=N_("A plan with its price"),
    )
