"""What a kind of entity declares."""

from collections.abc import Callable
from http import HTTPStatus

from msgspec import Struct

from api.ingestion.bodies.modules import EntityBody, ModuleType
from api.ingestion.modules.field_maps import FieldMap
from listings.models import Listing
from tilekit.core.section import Values

InitialBody = Callable[[Listing], Values]
InitialBodyOfPlan = Callable[[Listing, Values], Values]


class EntityKind(Struct, frozen=True, kw_only=True):
    """A kind of entity.

    path is its segment in URLs, name its name in the wizard and in the database, noun its name in the documentation.
    of_offer and of_plans mean that the offer, or each plan, has one from the start. written is the status of a POST
    that replaces the entity of the offer; None if there is no such call. language is the schema of requests for another
    language; None if there can be only one. begin returns the initial body, and initial_body_of_plan that for a plan,
    whose body it gets; None if they are equal. plan_types are the types for plans, if they differ from those of the
    offer. body is the schema of responses, sent that of requests if it is stricter. hidden lists the parts that
    responses contain only if `$expand` names them.
    """

    path: str
    name: str
    noun: str
    resource_types: tuple[str, ...]
    body: type[EntityBody]
    module: ModuleType | None = None
    plan_types: tuple[str, ...] = ()
    sent: type[EntityBody] | None = None
    hidden: tuple[str, ...] = ()
    of_offer: bool = True
    of_plans: bool = False
    written: HTTPStatus | None = None
    language: type[EntityBody] | None = None
    maps: tuple[FieldMap, ...] = ()
    begin: InitialBody = lambda _listing: {}
    initial_body_of_plan: InitialBodyOfPlan | None = None
