"""Encrypted columns whose values this app encrypts, also of models of other apps and packages."""

from accounts.encrypted_columns import encrypted_columns

SECOND_FACTORS = encrypted_columns(
    "mfa.Authenticator", "data", purpose="accounts.second-factor", inside=("secret", "seed", "migrated_codes")
)
ACCOUNT_MAILS = encrypted_columns("notices.Outbox", "parameters", purpose="accounts.account-mail", inside=("sealed",))
PROVIDER_SECRETS = encrypted_columns("accounts.SignInProvider", "encrypted_secret", purpose="accounts.sign-in-provider")
