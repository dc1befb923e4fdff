"""Data that API clients store with a listing outside the other fields: plans, markets, package configurations."""

from tilekit.core.composite import Rows, UploadField
from tilekit.core.fields import Text
from tilekit.core.messages import N_
from tilekit.core.section import Document, SectionDocument, Tab
from tilekit.sections import limits

# The row with a client's publishing options, and the option to promote the preview automatically.
PUBLISH_OPTION, AUTO_PROMOTE = "publish-option", "isAutoPromote"
_ANY_FILE = ()


class ApiEntity(Document, fields_scope="submission"):
    """One entity of the submission API; the row's key is the entity's ID.

    body is the JSON that the client sent, without the properties that the server adds. A row also has "sets":
    {`section.field` or `section.rows[<row key>]`: digest of the value that the client set}. Imports do not replace a
    field that still has that value. "by" and "at" are the ID of the actor who sent it last, and the time.
    """

    named_by = "entity"
    entity = Text(
        N_("Entity"),
        read_only=True,
        help=N_("The type of this resource in the submission API."),
        example=N_("Listing"),
    )
    plan = Text(
        N_("Plan"),
        read_only=True,
        help=N_("The plan that the resource belongs to, or empty if it applies to the whole offering."),
        example=N_("basic"),
    )
    body = Text(
        N_("Content"),
        lines=12,
        max_length=limits.API_BODY,
        read_only=True,
        help=N_("The JSON that the client sent."),
        example="{}",
    )
    file = UploadField(
        N_("File"),
        accepts=_ANY_FILE,
        max_bytes=limits.ARCHIVE_BYTES,
        read_only=True,
        help=N_("The file that the client uploaded with the resource."),
        example="screenshot.png",
    )

    @classmethod
    def schema(cls, **others: object) -> dict[str, object]:
        return {**super().schema(**others), "additionalProperties": True}


class ApiEntities(SectionDocument, key="api", title=N_("Sent through the API"), tab=Tab.OVERVIEW):
    """The entities of API clients. Read-only in the wizard; the submission API writes them."""

    entities = Rows(
        ApiEntity,
        N_("Entities"),
        max_items=limits.API_ENTITIES,
        scope="submission",
        read_only=True,
        help=N_("Plans, prices, markets and package configurations that only API clients can change."),
        example=N_("A plan with its price"),
    )
