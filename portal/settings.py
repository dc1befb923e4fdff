"""Django's settings. Only values from portal.environment differ between machines."""

import os
import platform
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from common.logs import logging_configuration
from portal import command_wheel, connections
from portal.account_settings import *
from portal.environment import read_environment
from portal.retention_variables import retention_settings

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = read_environment(os.environ)
IS_PRODUCTION = ENVIRONMENT.is_production

# -- the portal itself
DATA_DIR = ENVIRONMENT.data_dir
DEMO_MODE = not IS_PRODUCTION
DEMO_PASSWORD = ENVIRONMENT.demo_password
PUBLIC_URL = (ENVIRONMENT.public_url or f"http://{ENVIRONMENT.host}:{ENVIRONMENT.port}").rstrip("/")
PLATFORM_NAME, PLATFORM_INSTALL_URL = ENVIRONMENT.platform_name, ENVIRONMENT.platform_install_url
CONTACTS, OFFICE_HOURS = ENVIRONMENT.contacts, ENVIRONMENT.office_hours
COMMUNITY_LINKS, SECURITY_CONTACT = ENVIRONMENT.community_links, ENVIRONMENT.security_contact
PROBE_LINKS = IS_PRODUCTION if ENVIRONMENT.probe_links is None else ENVIRONMENT.probe_links
REQUIRE_STAFF_MFA = IS_PRODUCTION if ENVIRONMENT.require_staff_mfa is None else ENVIRONMENT.require_staff_mfa
API_CALLS_PER_MINUTE, API_TOKENS_PER_MINUTE = ENVIRONMENT.api_calls_per_minute, ENVIRONMENT.api_tokens_per_minute
OIDC_ISSUERS = ENVIRONMENT.oidc_issuers
STAFF_ISSUER, STAFF_CLIENT_ID = ENVIRONMENT.staff_issuer, ENVIRONMENT.staff_client_id
SESSION_LIFETIME = timedelta(days=ENVIRONMENT.session_days)
STAFF_SESSION_LIFETIME = timedelta(hours=ENVIRONMENT.staff_session_hours)
STAFF_CLIENT_SECRET = ENVIRONMENT.staff_client_secret
STAFF_GROUPS, STAFF_GROUPS_CLAIM = ENVIRONMENT.staff_groups, ENVIRONMENT.staff_groups_claim
CONTENT_URL = ENVIRONMENT.content_url
UPLOAD_BASE_URL = ENVIRONMENT.upload_base_url.rstrip("/")
JOB_LEASE = timedelta(seconds=ENVIRONMENT.job_lease_seconds)
AUDIT_STREAM_URLS, AUDIT_STREAM_SECRET = ENVIRONMENT.audit_stream_url, ENVIRONMENT.audit_stream_secret
AUDIT_STREAM_ADDRESSES = ENVIRONMENT.audit_stream_addresses
METRICS_TOKEN, METRICS_FOLDER = ENVIRONMENT.metrics_token, DATA_DIR / "metrics"
WORKER_NAME = ENVIRONMENT.worker_name or platform.node()
WORKER_KINDS = ENVIRONMENT.worker_kinds

# -- Django
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS, ENCRYPTION_KEYS = [*ENVIRONMENT.secret_key_fallbacks], ENVIRONMENT.encryption_keys
ALLOW_UNREADABLE_SECRETS = ENVIRONMENT.allow_unreadable_secrets
# This machine's own names are for health checks. Links in e-mails use PUBLIC_URL, never the request's host.
_OTHER_HOSTS = [urlsplit(address).hostname or "" for address in (UPLOAD_BASE_URL, CONTENT_URL) if address]
ALLOWED_HOSTS = [
    *ENVIRONMENT.allowed_hosts, *ENVIRONMENT.api_hosts, *_OTHER_HOSTS, "localhost", "127.0.0.1", "[::1]",
]  # fmt: skip
# The addresses that clients of the submission API use.
API_ADDRESSES = [PUBLIC_URL, *(f"{urlsplit(PUBLIC_URL).scheme}://{host}" for host in ENVIRONMENT.api_hosts)]
CSRF_TRUSTED_ORIGINS = [*ENVIRONMENT.csrf_trusted_origins, *([PUBLIC_URL] if ENVIRONMENT.public_url else [])]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SLIPWAY_APPS = (
    "page_parts", "common", "guides", "audit", "jobs", "accounts", "notices", "files", "listings", "trials",
    "validation", "catalog", "reviews", "sandboxes", "releases", "insights", "operations", "studio", "api", "portal",
)  # fmt: skip
INSTALLED_APPS = [
    # Ours come first, so that our templates take precedence over those of packages.
    *SLIPWAY_APPS,
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    "django.contrib.staticfiles", "django.contrib.humanize", "django.forms", "allauth", "allauth.account",
    "allauth.mfa", "allauth.usersessions", "allauth.idp.oidc", "django_htmx", "csp", "lucide",
]  # fmt: skip
SILENCED_SYSTEM_CHECKS = ["security.W003"]  # common.visitors has that middleware
MIDDLEWARE = [
    "common.request_id.RequestIdMiddleware",
    "common.request_address.RequestAddressMiddleware",
    "api.middleware.SurfaceMiddleware",
    "common.hosts.refuse_unknown_hosts",
    "common.visitors.remove_unused_cookies",
    "django.middleware.security.SecurityMiddleware",
    "files.content_origin.serve_content_origin",
    "portal.middleware.StaticFilesMiddleware",
    "portal.middleware.PageCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.PermissionsPolicyMiddleware",
    "common.visitors.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.former_cookies.adopt_former_session",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "common.visitors.VisitorCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ActorMiddleware",
    "accounts.session_life.SessionLifeMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "accounts.protection.devices.KnownDeviceMiddleware",
    "common.languages.AddressLanguageMiddleware",
    "common.maintenance.MaintenanceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.htmx.redirect_expired_sessions",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "operations.view_as.middleware.ViewAsMiddleware",
    "common.error_middleware.ErrorMiddleware",
    "common.error_pages.method_pages",
    "api.middleware.IdempotencyMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["common.template_loaders.Loader"])],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "common.visitors.visitor_csrf_token",
                "common.context.page_frame",
                "common.languages.language_addresses",
                "portal.context.demo",
            ],
            # `{% component %}`, `{% icon %}`, `|message`, `|local_time`, `|badge` need no load.
            "builtins": [
                "page_parts.templatetags.components",
                "page_parts.templatetags.display",
                "common.templatetags.lists",
            ],
        },
    },
]
# Pages that are the same for all visitors without a cookie.
PUBLIC_PAGES = {
    "common:robots", "api:start", "api:command", "api:reference-list", "api:reference", "studio:home",
    "catalog:catalogue", "catalog:tile-detail", "account_login", "account_signup", "account_reset_password",
    "guides:guide-list", "guides:guide", "guides:contact", "validation:check",
}  # fmt: skip
# API calls that are the same for all clients without a token.
PUBLIC_CALLS = {"v1:tile-list", "v1:tile", "v1:facet-list", "v1:check-list"}
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DATABASES = {"default": connections.database_settings(ENVIRONMENT)}
DATABASE_OWNER = connections.owner_settings(ENVIRONMENT)
CACHES = connections.caches(ENVIRONMENT)

# -- languages and time
FORMAT_MODULE_PATH = "page_parts.formats"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ja", "日本語")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE, DIGEST_HOUR = ENVIRONMENT.time_zone, ENVIRONMENT.digest_hour

# -- files
STATIC_URL = "/static/"
STATIC_ROOT = connections.static_folder(ENVIRONMENT)
WHEEL_FOLDER = command_wheel.WHEEL_FOLDER
STATICFILES_DIRS = [BASE_DIR / "static"]
_STATIC_STORAGE = "common.static_files.HashedStaticFiles"
STORAGES = {
    "default": connections.storage_settings(ENVIRONMENT),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else _STATIC_STORAGE},
}
WHITENOISE_USE_FINDERS, WHITENOISE_ALLOW_ALL_ORIGINS = DEBUG, False  # no other site loads our files
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "files.upload_handler.TolerantUploadHandler",
]
IMPORT_IN_WEB_BYTES = ENVIRONMENT.import_in_web_kb * 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000  # a listing folder is uploaded file by file
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the metrics table is one form

# -- people; the rest is in portal.account_settings
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PUBLIC_URL.startswith("https:") else "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION  # http://localhost
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxy_count

# -- how long records are kept
globals().update(retention_settings(ENVIRONMENT))

# -- e-mail
globals().update(connections.email(ENVIRONMENT))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from

# -- work in the background
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = connections.broker_settings(ENVIRONMENT)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_LOST_WAIT = 1.0  # seconds to wait for the result of a lost child; we store results as rows
CELERY_WORKER_CONCURRENCY = ENVIRONMENT.worker_processes
# A child that uses too much memory or has run many jobs is replaced after its current job.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000  # kB
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1_000
CELERY_IMPORTS = ["jobs.worker_lifecycle"]
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TASK_DEFAULT_QUEUE = "interactive"
# Each step has a limit of 45 s (jobs.limits); this one is for jobs with an endless number of steps.
CELERY_TASK_TIME_LIMIT = 900
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "jobs.sweep",
        "schedule": ENVIRONMENT.job_sweep_seconds,
        "options": {"expires": 2 * ENVIRONMENT.job_sweep_seconds},
    },
}

# -- logs
LOGGING = logging_configuration(
    log_format=ENVIRONMENT.log_format or ("json" if IS_PRODUCTION else "text"), level=ENVIRONMENT.log_level
)

# -- security headers and cookies
_FILE_SOURCES = [SELF, CONTENT_URL] if CONTENT_URL else [SELF]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [*_FILE_SOURCES, "data:"],  # data: for the QR code of the second factor
        "media-src": _FILE_SOURCES,
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "report-uri": "/csp-reports/",
    }
}
X_FRAME_OPTIONS, SECURE_REFERRER_POLICY = "DENY", "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Browsers accept the prefix only from this host over HTTPS, so that other hosts of the domain can't set these cookies.
_COOKIE_PREFIX = "__Host-" if IS_PRODUCTION else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid", f"{_COOKIE_PREFIX}csrftoken"
DEVICE_COOKIE_NAME = f"{_COOKIE_PREFIX}device"
SECURE_CONTENT_TYPE_NOSNIFF = SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
if ENVIRONMENT.trusted_proxy_count:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
FIRST_RESPONSE_DAYS, REREVIEW_DAYS = ENVIRONMENT.first_response_days, ENVIRONMENT.rereview_days
APPROVAL_REUSE_DAYS, TEST_ACCOUNT_DAYS = ENVIRONMENT.approval_reuse_days, ENVIRONMENT.test_account_days
REVIEW_REMINDER_DAYS, REVIEW_ESCALATION_DAYS = ENVIRONMENT.review_reminder_days, ENVIRONMENT.review_escalation_days
DRAFT_WARNING_DAYS, DRAFT_ARCHIVE_DAYS = ENVIRONMENT.draft_warning_days, ENVIRONMENT.draft_archive_days
FAST_LANE_SAMPLE, SANDBOX_REQUEST_DAYS = ENVIRONMENT.fast_lane_sample, ENVIRONMENT.sandbox_request_days
BUSINESS_WEEKDAYS, BUSINESS_HOLIDAYS = frozenset({1, 2, 3, 4, 5}), frozenset(ENVIRONMENT.holidays)
