"""What files declares. It has no facts: those of others hold the commitments of files."""

from django.utils.translation import gettext_lazy as _

from folkmoot.record.manifest import Chore, Manifest

MANIFEST = Manifest(
    slug="files",
    name=_("Files"),
    urls="folkmoot.files.urls",
    chores=(Chore(name="files.sweep", run="folkmoot.files.services.sweep", every=6 * 3600),),
)
