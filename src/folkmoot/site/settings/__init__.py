"""Settings of an installation. Only this package reads environment variables; docs/operate.md lists them."""

from folkmoot.site.settings.base import *  # noqa: F403
