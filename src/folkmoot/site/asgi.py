"""One port: ``/live`` is a small ASGI application, everything else is Django under WSGI.

Django's middleware under ASGI cost ten times the processor time per request when measured (docs/adr).
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.site.settings")
# The two libraries write the same protocol down in types that do not meet.
_django: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402 - settings and the shell are ready only after Django has started.

from folkmoot.web.live import Live  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]

_site: Any = WSGIMiddleware(_django, workers=settings.FOLKMOOT_WEB_THREADS)
_live = Live(limit=settings.FOLKMOOT_LIVE_CONNECTIONS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a request to ``/live`` or to Django; answer the server's own start and stop messages."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        _live.stop()
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["path"] == settings.FOLKMOOT_LIVE_URL:
        await _live(scope, receive, send)
    else:
        # Granian's receive gives an awaitable that is no coroutine, and a2wsgi hands it to another thread as one.
        async def body() -> Scope:
            return await receive()

        await _site(scope, body, send)
