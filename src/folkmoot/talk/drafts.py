"""What somebody wrote before they were asked to sign in: it waits in their session, so that nothing typed is lost."""

from django.http import HttpRequest

_KEY = "talk_draft"


def keep_draft(request: HttpRequest, about: str, parent: int, words: str) -> None:
    """Keep the words until their author comes back; one draft at a time."""
    request.session[_KEY] = {"about": about, "parent": parent, "words": words}


def draft_of(request: HttpRequest, about: str, parent: int) -> str:
    """The words that were kept for this thread and comment, if any."""
    kept = request.session.get(_KEY) or {}
    return kept["words"] if (kept.get("about"), kept.get("parent")) == (about, parent) else ""


def forget_draft(request: HttpRequest) -> None:
    """The words were sent."""
    if _KEY in request.session:
        del request.session[_KEY]
