"""Our own API: one OpenAPI document made of what the parts declare."""

from django.utils.module_loading import import_string
from ninja import NinjaAPI

from folkmoot import __version__
from folkmoot.record import registry

api = NinjaAPI(
    title="Folkmoot",
    version=__version__,
    description="Public data of this installation. Everything here is public and needs no key.",
    urls_namespace="api",
    docs_url=None,
)
for _part in registry.manifests():
    if _part.api:
        api.add_router(f"/{_part.slug}", import_string(_part.api))
