"""The door of the web server: `granian --interface wsgi localplan.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localplan.settings")
application = get_wsgi_application()
