"""Archives that the worker reads."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from common.actor import Actor
from listings.models import Import, ImportState

IMPORT_JOB = "import-archive"
_SHOWN_FOR = timedelta(days=1)


def visible_imports(actor: Actor) -> QuerySet[Import]:
    """What one has asked for oneself: an archive may hold what nobody else of the organisation has seen."""
    imports = Import.objects.select_related("revision__listing", "target__listing")
    return imports.filter(requested_by=actor.id) if actor.id else imports.none()


def shown_imports(actor: Actor, now: datetime) -> QuerySet[Import]:
    """Those that are under way or came to nothing lately, the newest first."""
    lately = visible_imports(actor).filter(created_at__gte=now - _SHOWN_FOR)
    return lately.exclude(state=ImportState.DONE).order_by("-created_at")[:5]
