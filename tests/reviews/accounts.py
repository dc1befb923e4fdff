"""Test accounts of a listing in review."""

from reviews.actions import AccountSecrets, add_account
from reviews.models import ProductAccount
from tests.listings.scene import NOW
from tests.reviews.scene import InReview

SECRETS = AccountSecrets(
    address="https://acme.example/login", user_name="reviewer", password="canary-7f3a", note="No code."
)


def give(scene: InReview, label: str = "Administrator", **more: object) -> ProductAccount:
    """The partner adds a test account."""
    values = {"by": scene.owner, "now": NOW, "secrets": SECRETS, **more}
    return add_account(revision_key=scene.revision_id, label=label, **values)


def is_erased(account: ProductAccount) -> bool:
    account.refresh_from_db()
    return account.is_erased and not account.sealed
