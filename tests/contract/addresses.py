"""Our URLs by name, with an address of each for the access tests."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.contract.access_table import Access
from tests.contract.access_world import World


def urls() -> dict[str, URLPattern]:
    """Our own URLs by name, without those of allauth."""
    patterns: dict[str, URLPattern] = {}
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLPattern):
            patterns[str(entry.name)] = entry
        elif isinstance(entry, URLResolver) and entry.namespace in settings.SLIPWAY_APPS:
            patterns |= {f"{entry.namespace}:{pattern.name}": pattern for pattern in entry.url_patterns}  # type: ignore[union-attr]
    return patterns


def address_of(name: str, access: Access, world: World) -> str:
    values = world.kwargs[access.at]
    wanted = urls()[name].pattern.converters
    return reverse(name, kwargs={key: values.get(access.kwargs.get(key, key)) for key in wanted})
