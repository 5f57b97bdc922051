"""Settings of LocalPlan, read from the environment in this one file.

The table in docs/settings.md says the same in words; a test keeps the two equal.
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = os.environ.get("DEBUG", "1") == "1"
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / ".data"))
SECRET_KEY = os.environ.get("SECRET_KEY", "skeleton")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")

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
    "localplan.web",
]
AUTH_USER_MODEL = "organisations.User"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
ROOT_URLCONF = "localplan.urls"
WSGI_APPLICATION = "localplan.wsgi.application"
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
LANGUAGE_CODE = "th"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
