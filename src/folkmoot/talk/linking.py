"""The words of a comment as a page shows them: addresses and mentions become links, everything else is text."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_TOKENS = re.compile(
    r"(?P<url>https?://[^\s<>\"'`\\\x00-\x1f]{1,500}[^\s<>\"'`\\\x00-\x1f.,;:!?)\]])|(?<![\w#&/])#(?P<number>[1-9]\d{0,6})\b"
)
_GAPS = re.compile(r"\n\s*\n\s*\n+")


def linked(words: str, *, thread_url: str) -> SafeString:
    """Escaped words with links. Search engines are told that the town does not vouch for an address (rel nofollow ugc)."""
    words = _GAPS.sub("\n\n", words)
    parts, at = [], 0
    for found in _TOKENS.finditer(words):
        parts.append(format_html("{}", words[at : found.start()]))
        if url := found["url"]:
            parts.append(format_html('<a href="{}" rel="nofollow ugc noopener">{}</a>', url, url))
        else:
            parts.append(format_html('<a href="{}/{}">#{}</a>', thread_url, found["number"], found["number"]))
        at = found.end()
    parts.append(format_html("{}", words[at:]))
    return format_html_join("", "{}", ((one,) for one in parts))
