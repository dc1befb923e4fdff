"""Settings of accounts: passwords, sign-in, second factors and trials of OAuth clients. The same on every machine."""

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["accounts.password_hashes.SignInBackend"]
PASSWORD_HASHERS = ["accounts.password_hashes.PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.password_strength.StrengthValidator"},
]
LOGIN_URL = LOGOUT_REDIRECT_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupFields"
ACCOUNT_FORMS = {
    "login": "accounts.account_forms.LoginForm",
    "signup": "accounts.sign_up.SignUpForm",
    "add_email": "accounts.account_forms.AddEmailForm",
    "change_password": "accounts.account_forms.ChangePasswordForm",
    "reset_password": "accounts.account_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.account_forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # a mistyped password can be reset by e-mail
ACCOUNT_USER_MODEL_USERNAME_FIELD, ACCOUNT_EMAIL_VERIFICATION = None, "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_PREVENT_ENUMERATION = ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser in which the person signed up
# accounts.protection limits wrong tries. allauth's own limits would let a stranger lock the owner of an account out.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reset_password": "20/m/ip"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "accounts.mfa.MfaAdapter"
MFA_FORMS = {
    "authenticate": "accounts.account_forms.AuthenticateForm",
    "reauthenticate": "accounts.account_forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.account_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.account_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.account_forms.EditPasskeyForm",
    "login_webauthn": "accounts.passkey_forms.PasskeyLoginForm",
    "authenticate_webauthn": "accounts.passkey_forms.PasskeyFactorForm",
    "reauthenticate_webauthn": "accounts.passkey_forms.PasskeyConfirmationForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED, MFA_WEBAUTHN_USER_VERIFICATION = True, "required"
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # two requests for each sign-in; an office shares one address
MFA_TOTP_ISSUER = "Slipway"
MFA_TOTP_TOLERANCE = 1
IDP_OIDC_ADAPTER, IDP_OIDC_ROTATE_REFRESH_TOKEN = "trials.adapter.TrialAdapter", False
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 300  # seconds; for trials of OAuth clients only
# The function that looks up TXT records of e-mail domains; tests replace it.
TXT_LOOKUP = "accounts.company_sign_in.domains.dns_txt_records"
