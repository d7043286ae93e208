"""What files declares. It has no facts: those of others hold the commitments of files."""

from django.utils.translation import gettext_lazy as _

from folkmoot.record.manifest import Manifest

MANIFEST = Manifest(slug="files", name=_("Files"), urls="folkmoot.files.urls")
