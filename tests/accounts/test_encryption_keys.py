"""Stored secrets are encrypted with the first key, and `manage.py reencrypt` moves all of them to it."""

import json
import threading
from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import Settings

from accounts.account_mail import RenderedMail, decrypt_mail, encrypt_mail
from accounts.actions import reencrypt_rows
from accounts.ciphers import SecretKeyReplaced, encryption_keys
from accounts.key_use import ROWS_AT_ONCE, key_use, newest_use
from accounts.management.commands import reencrypt
from accounts.models import SECOND_FACTORS
from api.configure.actions import decrypted_resources
from api.configure.models import CONFIGURE_REQUESTS, ConfigureJob
from audit.models import Event
from listings.models import LEAD_SECRETS, LeadSecret
from notices.models import Outbox, Webhook
from notices.webhooks.models import WEBHOOK_SECRETS
from notices.webhooks.signing import decrypt_secrets, encrypt_secret
from portal.doctor.checks import find_problems
from reviews.models import ProductAccount
from reviews.sealed_accounts import unsealed
from tests.accounts.factories import NOW, SECRET, give_second_factor, make_organisation, make_person
from tests.reviews.accounts import SECRETS, give
from tests.reviews.scene import InReview, in_review

pytestmark = pytest.mark.django_db
OLD, NEW = "former-key-" * 6, "new-key-" * 8
# Encrypted by the release before ENCRYPTION_KEYS, with OLD as SECRET_KEY.
FORMER_TEXT = (
    "gAAAAABrCQZYuV4vKWmj5cbL6SO4gSZt_NTbq_y9srDk8zFWYacVz1i0n-e1ap3S2bDdaU"
    "yklFQwOsdoO7J8wsPfPlUdvjAklaHW_12-h2LUq03wgRyXiLc="
)
MAIL = RenderedMail(subject="Confirm", text="Open the link.", html="<p>Open the link.</p>")


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


@pytest.fixture(autouse=True)
def old_key(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS, settings.ENCRYPTION_KEYS = OLD, [], ()
    monkeypatch.setattr(reencrypt, "_SECONDS_BETWEEN_ROUNDS", 0)


def make_webhook(**fields: object) -> Webhook:
    values = {"organisation": make_organisation(), "url": "https://hooks.example/", "created_at": NOW, **fields}
    return Webhook.objects.create(secret=encrypt_secret("whsec_a"), **values)


@pytest.fixture
def everything(scene: InReview) -> InReview:
    """A value in each encrypted column."""
    person = make_person("ada")
    give_second_factor(person)
    RecoveryCodes.activate(person)
    webhook = make_webhook(previous_secret=encrypt_secret("whsec_b"), previous_until=NOW)
    give(scene)
    LeadSecret.objects.create(
        listing=scene.revision.listing, kind="crm", name="key", sealed=LEAD_SECRETS.encrypt('"lead"'), set_at=NOW
    )
    ConfigureJob.objects.create(
        organisation=webhook.organisation,
        requested_by=person.pk,
        version="1",
        created_at=NOW,
        sealed=CONFIGURE_REQUESTS.encrypt("[{}]"),
    )
    Outbox.objects.create(
        kind="account.mail",
        channel="email",
        address="ada@partner.example",
        parameters={"sealed": encrypt_mail(MAIL), "other": "gAAAAA"},
        idempotency_key="mail",
        created_at=NOW,
    )
    return scene


def read_everything() -> list[object]:
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    codes = RecoveryCodes(Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES))
    webhook = Webhook.objects.get()
    return [
        get_adapter().decrypt(totp.data["secret"]),
        codes.generate_codes(),
        list(decrypt_secrets([webhook.secret, webhook.previous_secret])),
        unsealed(ProductAccount.objects.get()),
        json.loads(LEAD_SECRETS.decrypt(LeadSecret.objects.get().sealed)),
        decrypted_resources(ConfigureJob.objects.get()),
        decrypt_mail(Outbox.objects.get(idempotency_key="mail").parameters["sealed"]),
    ]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("reencrypt", *arguments, stdout=out)
    return out.getvalue()


def test_texts_of_the_release_before_stay_readable(settings: Settings) -> None:
    assert SECOND_FACTORS.decrypt(FORMER_TEXT) == SECRET

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert SECOND_FACTORS.decrypt(FORMER_TEXT) == SECRET
    settings.SECRET_KEY_FALLBACKS, settings.ENCRYPTION_KEYS = [], (NEW, OLD)
    assert SECOND_FACTORS.decrypt(FORMER_TEXT) == SECRET


def test_first_key_encrypts(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = (NEW, "third" * 12)
    encrypted = SECOND_FACTORS.encrypt(SECRET)

    assert [key.variable for key in encryption_keys()] == ["ENCRYPTION_KEYS", "ENCRYPTION_KEYS", "SECRET_KEY"]
    settings.SECRET_KEY, settings.ENCRYPTION_KEYS = "another", (NEW,)
    assert SECOND_FACTORS.decrypt(encrypted) == SECRET
    settings.ENCRYPTION_KEYS = ()
    with pytest.raises(SecretKeyReplaced):
        SECOND_FACTORS.decrypt(encrypted)


def test_everything_moves_to_the_new_key_and_the_old_one_can_be_dropped(
    everything: InReview, settings: Settings
) -> None:
    before = read_everything()
    settings.ENCRYPTION_KEYS = (NEW,)
    assert read_everything() == before

    text = run()

    settings.SECRET_KEY = "another"
    assert read_everything() == before
    assert before[:1] + before[2:4] == [SECRET, ["whsec_a", "whsec_b"], SECRETS]
    assert text.splitlines()[0] == "Re-encrypted: 7 rows"
    assert Outbox.objects.get(idempotency_key="mail").parameters["other"] == "gAAAAA"
    assert run().splitlines()[0] == "Re-encrypted: 0 rows"


def test_report_has_no_key_and_no_secret(everything: InReview, settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = (NEW,)

    text = run() + repr(encryption_keys())

    assert [secret for secret in (OLD, NEW, SECRET, "whsec_a") if secret in text] == []


def test_check_lists_what_needs_which_key_and_changes_nothing(everything: InReview, settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = (NEW,)
    new, old = encryption_keys()
    out = StringIO()

    with pytest.raises(CommandError, match=rf"Keep the key {old.fingerprint} \(SECRET_KEY\): 8 values need it"):
        call_command("reencrypt", "--check", stdout=out)

    use = key_use()
    assert (use.number_under(new), use.number_under(old)) == (0, 8)
    assert "      notices.Webhook.previous_secret: 1" in out.getvalue().splitlines()
    assert not Event.objects.filter(verb="secrets.reencrypt").exists()


def test_values_that_no_key_can_read_are_listed_and_stay(everything: InReview, settings: Settings) -> None:
    webhook = Webhook.objects.get()
    Webhook.objects.update(secret="damaged")
    settings.ENCRYPTION_KEYS = (NEW,)
    out = StringIO()

    with pytest.raises(CommandError, match="1 values can't be read"):
        call_command("reencrypt", stdout=out)

    assert f"  notices.Webhook.secret of {webhook.pk}" in out.getvalue().splitlines()
    webhook.refresh_from_db()
    assert webhook.secret == "damaged"
    assert str(find_problems()["keys"]).startswith("No key can read 1 stored secret.")
    settings.SECRET_KEY = "another"
    assert list(decrypt_secrets([webhook.previous_secret])) == ["whsec_b"]


def test_newest_values_show_wrong_keys(everything: InReview, settings: Settings) -> None:
    """Also in columns whose newest rows are empty."""
    assert newest_use() == key_use()
    owner = Webhook.objects.get().organisation
    Webhook.objects.bulk_create(
        Webhook(organisation=owner, url="https://hooks.example/", created_at=NOW, removed_at=NOW, secret="")
        for _number in range(ROWS_AT_ONCE)
    )

    settings.SECRET_KEY = NEW

    columns = {value.partition(" ")[0] for value in newest_use().unreadable}
    assert columns == {value.partition(" ")[0] for value in key_use().unreadable}


def test_each_batch_is_recorded_with_the_fingerprint(settings: Settings) -> None:
    webhook = make_webhook()
    settings.ENCRYPTION_KEYS = (NEW,)

    run()

    event = Event.objects.get(verb="secrets.reencrypt")
    assert event.object_ids == {"encryption-key": encryption_keys()[0].fingerprint, "rows": 1}
    webhook.refresh_from_db()
    assert webhook.version == 1


def test_values_of_erased_accounts_stay_empty(scene: InReview, settings: Settings) -> None:
    account = give(scene)
    ProductAccount.objects.filter(pk=account.pk).update(sealed="", erased_at=NOW, erase_reason="removed")
    settings.ENCRYPTION_KEYS = (NEW,)

    run()

    assert ProductAccount.objects.get().sealed == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no row locks")
def test_rows_that_others_have_locked_are_skipped_and_reported(settings: Settings) -> None:
    first = make_webhook()
    settings.ENCRYPTION_KEYS = (NEW,)
    is_locked, is_done = threading.Event(), threading.Event()

    def lock() -> None:
        with transaction.atomic():
            Webhook.objects.select_for_update().get(pk=first.pk)
            is_locked.set()
            is_done.wait(60)
        connection.close()

    thread = threading.Thread(target=lock)
    thread.start()
    is_locked.wait(60)
    with pytest.raises(CommandError, match="1 values need it"):
        run()
    is_done.set()
    thread.join()

    assert run().splitlines()[0] == "Re-encrypted: 1 rows"


def test_columns_bound_to_a_row_need_its_id() -> None:
    with pytest.raises(TypeError, match="row_id is not used"):
        SECOND_FACTORS.encrypt("a", row_id=1)


def test_batch_that_was_already_encrypted_again_changes_nothing(settings: Settings) -> None:
    webhook = make_webhook()
    settings.ENCRYPTION_KEYS = (NEW,)

    assert reencrypt_rows(WEBHOOK_SECRETS, [webhook.pk], now=NOW) == 1
    assert reencrypt_rows(WEBHOOK_SECRETS, [webhook.pk], now=NOW) == 0
