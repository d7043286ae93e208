"""The settings of a running installation, read from the environment with defaults for one small machine."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from folkmoot.record.cosign import parse_witnesses
from folkmoot.site.parts import modules, parts
from folkmoot.site.settings.env import flag, read

PACKAGE = Path(__file__).resolve().parents[2]

DATA = Path(read("FOLKMOOT_DATA", "var", "directory for the database, files and keys")).resolve()
ORIGIN = read("FOLKMOOT_ORIGIN", "http://127.0.0.1:8000", "the public address, scheme and host")
DEBUG = flag("FOLKMOOT_DEBUG", "show tracebacks in pages; never on a public server")
HTTPS = ORIGIN.startswith("https://")

FOLKMOOT_KEYS = Path(
    read("FOLKMOOT_KEYS", str(DATA / "keys"), "directory of the record's key and other secrets")
)
FOLKMOOT_RECORD_ORIGIN = read(
    "FOLKMOOT_RECORD_ORIGIN",
    ORIGIN.partition("://")[2].rstrip("/") + "/record",
    "name of the log, fixed in its key when it first starts",
)
FOLKMOOT_WITNESSES = parse_witnesses(
    read("FOLKMOOT_WITNESSES", "", "witnesses that cosign checkpoints: <vkey>=<url>, parted by white space")
)
FOLKMOOT_PARTS = parts()
FOLKMOOT_FILES = DATA / "files"
FOLKMOOT_FILES_S3 = read(
    "FOLKMOOT_FILES_S3", "", "s3://bucket/prefix to keep files in instead of the data directory"
)
FOLKMOOT_S3_ENDPOINT = read(
    "FOLKMOOT_S3_ENDPOINT", "", "address of an S3-compatible server, empty for Amazon's"
)
FOLKMOOT_TABLES = DATA / "tables"
FOLKMOOT_TABLE_MB = int(read("FOLKMOOT_TABLE_MB", "2048", "most megabytes of a file for the data catalogue"))
ANALYTICS_ENGINE = read(
    "ANALYTICS_ENGINE",
    "duckdb",
    "what computes questions to published tables: duckdb, spark, clickhouse://…, chdb or trino://… (docs/scale.md)",
)
_HOURS = read(
    "FOLKMOOT_DATASETS_HOURS",
    "",
    "hours between two versions of a table that is kept from the record; empty for what each part says",
)
FOLKMOOT_DATASETS_HOURS = int(_HOURS) if _HOURS else None
FOLKMOOT_KEPT_MB = int(read("FOLKMOOT_KEPT_MB", "32", "memory for parts of pages that are kept, per process"))
FOLKMOOT_LIVE_URL = "/live"
FOLKMOOT_LIVE_CONNECTIONS = int(
    read("FOLKMOOT_LIVE_CONNECTIONS", "2000", "open /live connections per web process")
)
FOLKMOOT_WEB_WORKERS = int(read("FOLKMOOT_WEB_WORKERS", "1", "web processes"))
FOLKMOOT_WEB_THREADS = int(read("FOLKMOOT_WEB_THREADS", "8", "requests at once per web process"))
FOLKMOOT_METRICS_TOKEN = read(
    "FOLKMOOT_METRICS_TOKEN", "", "bearer token for /metrics; without one it answers this machine only"
)
FOLKMOOT_SOURCE = read(
    "FOLKMOOT_SOURCE", "", "where the source code of this installation is (the AGPL asks for it)"
)
FOLKMOOT_FIRST_RUN = True
"""Whether pages lead to the first set-up while no institution is described; tests of other things say no."""
FOLKMOOT_DEMO = flag("FOLKMOOT_DEMO", "the demo town: sign-in codes are shown on the page")
FOLKMOOT_WEBHOOKS_LOCAL = flag(
    "FOLKMOOT_WEBHOOKS_LOCAL",
    "let webhooks post to this machine, by http too; never on a public server",
    default=FOLKMOOT_DEMO or DEBUG,
)


def _secret_key() -> str:
    """The configured key, or one made at the first start and kept beside the record's key."""
    if given := read(
        "FOLKMOOT_SECRET_KEY", "", "Django's secret; made and kept in the keys directory when empty"
    ):
        return given
    path = FOLKMOOT_KEYS / "django.secret"
    if not path.exists():
        FOLKMOOT_KEYS.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = read(
    "FOLKMOOT_HOSTS",
    ORIGIN.partition("://")[2].partition(":")[0] + ",127.0.0.1,localhost",
    "host names served",
).split(",")
CSRF_TRUSTED_ORIGINS = [ORIGIN]
CSRF_FAILURE_VIEW = "folkmoot.web.errors.csrf_failure"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "folkmoot.record",
    "folkmoot.people",
    "folkmoot.places",
    "folkmoot.files",
    "folkmoot.talk",
    "folkmoot.web",
    *modules(),
    "folkmoot.followers",
    "folkmoot.site",
]
MIDDLEWARE = [
    "folkmoot.site.logs.requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "folkmoot.web.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "folkmoot.web.middleware.one_moment",
    "folkmoot.web.middleware.institution",
    "folkmoot.web.middleware.first_run",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "folkmoot.site.urls"
WSGI_APPLICATION = "folkmoot.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the templates of the apps, so that the shell's account pages win over allauth's own.
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "folkmoot.web.context.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "folkmoot.web.templatetags.folkmoot",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        read(
            "DATABASE_URL",
            f"sqlite:///{DATA / 'folkmoot.sqlite3'}",
            "the database; postgres://… for PostgreSQL",
        ),
        conn_max_age=600,
    )
}
SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN, so a transaction that reads and then writes never fails half-way;
    # FULL makes a receipt survive a power cut (NORMAL may lose the newest transactions).
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; "
    "PRAGMA mmap_size=2147418112; PRAGMA temp_store=MEMORY;",
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["folkmoot.people.accounts.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
SESSION_ENGINE = "folkmoot.people.sessions"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SIGNUP_BY_CODE_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
# Whoever takes over a browser must not quietly take over the account: changes ask again and are told by mail.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_ADAPTER = "folkmoot.people.accounts.Adapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if read(
        "FOLKMOOT_SMTP_HOST", "", "mail server; without one mail is written to files in the data directory"
    )
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_HOST = read(
    "FOLKMOOT_SMTP_HOST", "", "mail server; without one mail is written to files in the data directory"
)
EMAIL_PORT = int(read("FOLKMOOT_SMTP_PORT", "587", "mail server's port"))
EMAIL_HOST_USER = read("FOLKMOOT_SMTP_USER", "", "mail server's user")
EMAIL_HOST_PASSWORD = read("FOLKMOOT_SMTP_PASSWORD", "", "mail server's password")
EMAIL_USE_TLS = EMAIL_PORT == 587  # noqa: PLR2004 - submission with STARTTLS (RFC 6409).
# A mail server that does not answer must not hold the worker.
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = str(DATA / "mail")
DEFAULT_FROM_EMAIL = read("FOLKMOOT_MAIL_FROM", "folkmoot@localhost", "sender of mail")

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("de", _("German"))]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = read("FOLKMOOT_TIME_ZONE", "Europe/London", "time zone until the institution says its own")

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(FOLKMOOT_FILES)},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if flag("FOLKMOOT_BEHIND_PROXY", "a trusted proxy sets X-Forwarded-Proto and X-Forwarded-For"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    FOLKMOOT_TRUST_FORWARDED_FOR = True
else:
    FOLKMOOT_TRUST_FORWARDED_FOR = False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        # Charts drawn on the server set a colour or a size on single elements; scripts never come this way.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}}
FOLKMOOT_LOG_FORMAT = read("FOLKMOOT_LOG_FORMAT", "text", "json for one JSON object a line, text for people")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "folkmoot.site.logs.Redact"}},
    "formatters": {
        "text": {"()": "folkmoot.site.logs.TextLines"},
        "json": {"()": "folkmoot.site.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if FOLKMOOT_LOG_FORMAT == "json" else "text",
            "filters": ["redact"],
        }
    },
    "root": {
        "handlers": ["console"],
        "level": read("FOLKMOOT_LOG_LEVEL", "INFO", "least level of log lines"),
    },
    # Django would add a handler of its own, which no filter sees.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
COTTON_SNAKE_CASED_NAMES = False
# A component sees its own attributes and the context processors, never a stray variable of the page around it.
COTTON_ISOLATE_BY_DEFAULT = True
