"""Encrypted columns of models that other apps and packages define, whose values this app encrypts."""

from accounts.encrypted_columns import encrypted_columns

SECOND_FACTORS = encrypted_columns(
    "mfa.Authenticator", "data", purpose="accounts.second-factor", inside=("secret", "seed", "migrated_codes")
)
ACCOUNT_MAILS = encrypted_columns("notices.Outbox", "parameters", purpose="accounts.account-mail", inside=("sealed",))
