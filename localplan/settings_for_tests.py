"""The settings under test: a cluster of their own, quick passwords, style sheets straight from their folders."""

import os
from pathlib import Path

# Before the settings are read: what the machine's owner has set must not reach the tests.
for _name in ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "PORT", "EMAIL_HOST", "BEHIND_TLS"):
    os.environ.pop(_name, None)
os.environ["DEBUG"] = "1"
os.environ["DATA_DIR"] = str(
    Path(os.environ.get("TEST_DATA_DIR") or Path(__file__).resolve().parent.parent / ".data" / "test")
)
# Playwright's own event loop runs in the thread of the test, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from localplan import postgres  # noqa: E402
from localplan.settings import *  # noqa: E402, F403
from localplan.settings import DATA_DIR, DATABASES  # noqa: E402
from localplan.toolkit import messages  # noqa: E402

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
# The preferred programs whatever data an earlier run has left: those are worth nothing, each version has its own.
TEST_CLUSTER = postgres.Cluster(DATA_DIR, next(postgres.choices(), None), postgres.FAST_AND_CARELESS)
DATABASES["default"]["HOST"] = str(TEST_CLUSTER.socket_folder)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Before Django reads a word: what was just translated is there without a set-up in between.
messages.compile_all()
