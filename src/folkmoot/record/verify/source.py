"""Reading a log from a web address or a directory."""

import http.client
import time
import urllib.error
import urllib.request
from pathlib import Path

from .verdict import CannotTell, Wrong

FULL = 256
MAX_BODY = FULL * (65_535 + 2)


def number_path(n: int) -> str:
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.append(f"x{n % 1000:03d}")
    return "/".join(reversed(groups))


class Source:
    """A log at a URL prefix or in a directory."""

    def __init__(self, where: str) -> None:
        self.where = where.rstrip("/")
        self.remote = where.startswith(("http://", "https://"))

    def get(self, path: str) -> bytes | None:
        """The bytes of a path, None when the log says it has none. CannotTell when it does not answer."""
        if not self.remote:
            try:
                return (Path(self.where) / path).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None
            except OSError as error:
                raise CannotTell(f"{path}: {error}") from error
        for attempt in range(4):
            try:
                with urllib.request.urlopen(f"{self.where}/{path}", timeout=30) as answer:  # noqa: S310 - http(s) only.
                    body: bytes = answer.read(MAX_BODY + 1)
                if len(body) > MAX_BODY:
                    raise Wrong(f"{path} is larger than any part of a log can be")
                return body
            except urllib.error.HTTPError as error:
                if error.code in {404, 410}:
                    return None
                problem = f"answered {error.code}"
            except (OSError, ValueError, http.client.HTTPException) as error:
                problem = str(error) or type(error).__name__
            time.sleep(0.3 * 2**attempt)
        raise CannotTell(f"{self.where}/{path}: {problem}")

    def need(self, path: str) -> bytes:
        data = self.get(path)
        if data is None:
            raise CannotTell(f"{self.where}/{path} is missing")
        return data

    def tile(self, level: str, n: int, width: int, unit: int = 32) -> bytes:
        """A tile's first ``width`` hashes, or a bundle (``unit`` 0); a missing partial one is cut from the full one."""
        path = f"tile/{level}/{number_path(n)}"
        partial = None if width == FULL else self.get(f"{path}.p/{width}")
        data = self.need(path) if partial is None else partial
        needed = (FULL if partial is None else width) * unit
        if unit and len(data) != needed:
            raise Wrong(f"{path} has {len(data)} bytes; {needed} are needed")
        return data[: width * unit] if unit else data


def entries_of(bundle: bytes, width: int, where: str) -> list[bytes]:
    """The first ``width`` entries of a bundle, which holds them alone or, when it is a full one, 256."""
    found: list[bytes] = []
    at = 0
    while len(found) < width or (at < len(bundle) and len(found) < FULL):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if at + 2 > len(bundle) or end > len(bundle):
            raise Wrong(f"{where} ends inside entry {len(found)}")
        found.append(bundle[at + 2 : end])
        at = end
    if at < len(bundle) or len(found) not in {width, FULL}:
        raise Wrong(f"{where} holds more than its entries")
    return found[:width]
