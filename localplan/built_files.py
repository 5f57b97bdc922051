"""Style sheets, scripts and fonts as `manage.py run` builds them: named by their content, compressed beforehand."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class BuiltFiles(CompressedManifestStaticFilesStorage):
    """Names by content in development as well, so that both serve the same bytes under the same address."""

    def url(self, name: str | None, force: bool = False) -> str:
        return str(super().url(name, force=force or bool(self.hashed_files)))
