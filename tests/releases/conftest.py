"""The same organisation, owner and admin as in the tests of sandboxes."""

from tests.sandboxes.conftest import acme, acme_dev, boss, owner

__all__ = ["acme", "acme_dev", "boss", "owner"]
