"""Settings of LocalPlan, read from the environment in this one file.

The table in docs/settings.md says the same in words; a test keeps the two equal.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from localplan import postgres
from localplan.postgres import Trouble

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool) -> bool:
    """1, true, yes, on are true; 0, false, no, off and nothing are false."""
    given = os.environ.get(name, "").strip().lower()
    if given not in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        raise Trouble(f"{name}={given} is neither 1 nor 0")
    return default if not given else given in ("1", "true", "yes", "on")


def number(name: str, default: int) -> int:
    """A whole number."""
    try:
        return int(os.environ.get(name) or default)
    except ValueError:
        raise Trouble(f"{name}={os.environ[name]} is not a whole number") from None


def words(name: str, default: str) -> list[str]:
    """Words between commas."""
    return [word.strip() for word in (os.environ.get(name) or default).split(",") if word.strip()]


def secret_key_kept_in(folder: Path) -> str:
    """The key made on the first start in development: readable by its owner alone, the same at every later start."""
    place = folder / "secret_key"
    try:
        if not place.exists():
            folder.mkdir(parents=True, exist_ok=True)
            fresh = folder / f"secret_key.{os.getpid()}"
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
            try:
                os.link(fresh, place)  # whoever comes second keeps the first one's key
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return place.read_text()
    except OSError as wrong:
        raise Trouble(f"no permission to keep the secret key in {folder}: {wrong.strerror}") from None


def database(url: str) -> dict[str, Any]:
    """Django's words for postgresql://user:password@host:port/name?option=value."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise Trouble("DATABASE_URL must begin with postgresql://, the only database LocalPlan speaks")
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")) or postgres.DATABASE,
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or options.pop("host", "localhost")),
        "PORT": str(parts.port or options.pop("port", 5432)),
        "OPTIONS": options,
    }


def own_database(data_dir: Path) -> dict[str, Any]:
    """The project's own cluster; without PostgreSQL programs an address that nobody answers."""
    try:
        where = postgres.Cluster(data_dir).socket_folder
    except Trouble:
        where = data_dir
    return {"NAME": postgres.DATABASE, "USER": postgres.SUPERUSER, "HOST": str(where), "PORT": postgres.PORT}


# ── Read from the environment ──────────────────────────────────────────────────────────────────────────────────

DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data").absolute()
HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = number("PORT", 8000)
WEB_WORKERS = number("WEB_WORKERS", 2)
DEBUG = flag("DEBUG", default=not DATABASE_URL)
BEHIND_TLS = flag("BEHIND_TLS", default=not DEBUG)
#: Only what these say about where a request comes from is believed.
TRUSTED_PROXIES = words("TRUSTED_PROXIES", "127.0.0.1,::1") if BEHIND_TLS else []
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
PUBLIC_URL = (os.environ.get("PUBLIC_URL") or f"http://{HOST}:{PORT}").rstrip("/")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY and DEBUG:
    SECRET_KEY = secret_key_kept_in(DATA_DIR)
if not SECRET_KEY:
    raise Trouble("SECRET_KEY must be set when DEBUG is off (see docs/settings.md)")

EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=False)
#: Which date of a payment makes its quarter: the day it was paid (cheque), or approved.
QUARTER_BY = os.environ.get("QUARTER_BY") or "paid"
EMAIL_TIMEOUT = 20  # seconds: a mail server that does not answer must not hold up the worker
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or "localplan@localhost"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"

# ── The database ───────────────────────────────────────────────────────────────────────────────────────────────

postgres.forget_the_surroundings()
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **(database(DATABASE_URL) if DATABASE_URL else own_database(DATA_DIR)),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Rooms, and what stands between a request and them ──────────────────────────────────────────────────────────

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "procrastinate.contrib.django",
    "localplan.toolkit",
    "localplan.organisations",
    "localplan.calendar",
    "localplan.strategy",
    "localplan.planning",
    "localplan.budgeting",
    "localplan.execution",
    "localplan.grants",
    "localplan.monitoring",
    "localplan.support",
    "localplan.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "localplan.toolkit.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "localplan.web.middleware.Preferences",
    "localplan.organisations.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "localplan.toolkit.middleware.MovedDayMiddleware",
    "localplan.web.middleware.FiscalYear",
    "localplan.organisations.middleware.ActingPost",
    "localplan.web.middleware.KeptLaos",
    "localplan.support.middleware.LastTrouble",
    "localplan.support.middleware.SeeAs",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "localplan.web.context.shell",
            ],
        },
    }
]
ROOT_URLCONF = "localplan.urls"
CSRF_FAILURE_VIEW = "localplan.web.views.errors.csrf_failure"
WSGI_APPLICATION = "localplan.wsgi.application"

# ── People ─────────────────────────────────────────────────────────────────────────────────────────────────────

AUTH_USER_MODEL = "organisations.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if BEHIND_TLS else 0
#: Subdomains and preload lists concern other sites of the same owner; the proxy in front may add them.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# ── Background work ────────────────────────────────────────────────────────────────────────────────────────────

PROCRASTINATE_ON_APP_READY = "localplan.toolkit.moved_day.for_all_jobs"

# ── Language and time ──────────────────────────────────────────────────────────────────────────────────────────

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

# ── Files ──────────────────────────────────────────────────────────────────────────────────────────────────────

BUILD_DIR = BASE_DIR / "build"
STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "static"
STATICFILES_DIRS = [("vendor", BUILD_DIR / "vendor")] if (BUILD_DIR / "vendor").exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "localplan.built_files.BuiltFiles"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = False
LARGEST_FILE = 12 * 1024 * 1024  # bytes of one uploaded file
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_FILE
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_FILE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000  # a preview of 20,000 rows has a tick for each
FILE_UPLOAD_PERMISSIONS = 0o600

# ── What is said while running ─────────────────────────────────────────────────────────────────────────────────

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hide_tokens": {"()": "localplan.organisations.logs.HideTokens"}},
    "formatters": {"brief": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "brief", "filters": ["hide_tokens"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "localplan": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
