"""A Django system check that the APIs have words for all states."""

from importlib import import_module
from typing import Any

from django.core.checks import CheckMessage, Error, register

# Modules with a total map of states, which raises ValueError if a state is missing. Processes load the APIs at their
# first call.
MODULES = (
    "api.configure.jobs", "api.ingestion.modules.packages", "api.ingestion.submissions.states",
    "api.publishers.statuses", "api.v1.jobs", "api.v1.outcomes", "api.v1.submissions",
)  # fmt: skip


@register
def states_have_words(**_: Any) -> list[CheckMessage]:
    """Report the modules that lack a row for a state, with the text of the error, which names the file."""
    texts: dict[str, None] = {}  # a module can be imported by several of them
    for name in MODULES:
        try:
            import_module(name)
        except ValueError as missing:
            texts[str(missing)] = None
    return [Error(text, id="api.states") for text in texts]
