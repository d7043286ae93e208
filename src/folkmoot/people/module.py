"""What people declares. It has no facts: an account and what happens to it never enter the record."""

from django.utils.translation import gettext_lazy as _

from folkmoot.record.manifest import Manifest

MANIFEST = Manifest(
    slug="people",
    name=_("People"),
    urls="folkmoot.people.urls",
    personal="folkmoot.people.own_data.PERSONAL",
)
