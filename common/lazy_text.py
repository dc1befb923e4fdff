"""The type of texts that are translated when a page shows them."""

from django.utils.functional import Promise

LazyText = str | Promise
