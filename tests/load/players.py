"""Residents who report through Open311 and officers who act through their pages, against a server that may die.

Whoever gets no answer looks whether the act was done before doing it again, as a careful client of GeoReport v2
must, because the standard has no way to send a request twice safely.
"""

import http.client
import json
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from tests.load.story import Life

PATIENCE = 60.0
"""Seconds for which an act is tried again while the server is down."""
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WORDS = {
    "resolved": {"act": "close", "reason": "resolved", "words": "Done."},
    "could_not_verify": {"act": "close", "reason": "could_not_verify", "words": "Cancelled."},
    "declined": {"act": "close", "reason": "declined", "words": "Referred.", "responsible": "Another body"},
    "acknowledged": {"act": "acknowledge"},
    "in_progress": {"act": "update", "words": "Under way."},
}


class GaveUp(AssertionError):
    """An act that could not be done for a minute."""


@dataclass
class Play:
    """A running play: what was done, what it took, how often the server was not there."""

    port: int
    key: str
    sessions: list[str]
    began: float
    story: datetime
    speed: float
    numbers: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"report": [], "act": []})
    late: list[float] = field(default_factory=list)
    retries: int = 0
    failures: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> datetime:
        """The hurried time."""
        return self.story + timedelta(seconds=(time.time() - self.began) * self.speed)

    def run(self, lives: list[Life], *, until: datetime, players: int = 8) -> None:
        """Play every act up to a moment of the story, each at its time or as soon as somebody is free."""
        acts: list[tuple[datetime, int, str, Life]] = []
        for at, life in enumerate(lives):
            acts.append((life.reported, at, "report", life))
            if life.ended is not None and life.ended <= until:
                acts.append((max(life.ended, life.reported), at, "act", life))
        # A report comes before what is done about it, even at the same second.
        acts = [one for one in acts if one[0] <= until]
        acts.sort(key=lambda one: (one[0], one[2] == "act", one[1]))
        with ThreadPoolExecutor(players) as pool:
            for at, _order, what, life in acts:
                wait = (at - self.now()).total_seconds() / self.speed
                if wait > 0:
                    time.sleep(wait)
                pool.submit(self._one, what, life, at)

    def _one(self, what: str, life: Life, due: datetime) -> None:
        began = time.monotonic()
        try:
            self._report(life) if what == "report" else self._act(life)
        except Exception as error:  # noqa: BLE001 - a play goes on and tells at its end what went wrong.
            with self._lock:
                self.failures.append(f"{what} {life.key}: {type(error).__name__}: {error}"[:300])
            return
        with self._lock:
            self.seconds[what].append(time.monotonic() - began)
            self.late.append((self.now() - due).total_seconds())

    def _insist(self, act: Callable[[bool], str | None]) -> str:
        """Do an act until it worked; it is told whether an earlier try may have worked unheard."""
        until, unsure = time.monotonic() + PATIENCE, False
        while time.monotonic() < until:
            try:
                if (done := act(unsure)) is not None:
                    return done
            except (OSError, http.client.HTTPException):
                pass
            unsure = True
            with self._lock:
                self.retries += 1
            time.sleep(0.2)
        raise GaveUp("nobody answered for a minute")

    def _ask(
        self, method: str, path: str, data: dict[str, str] | None = None, cookies: str = ""
    ) -> tuple[int, str, str]:
        """Status, body, and the cookies that came with it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Cookie": cookies} if cookies else {}
            body = None
            if data is not None:
                body = urlencode(data)
                headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            found = answer.headers.get_all("Set-Cookie") or []
            return answer.status, answer.read().decode(), "; ".join(one.partition(";")[0] for one in found)
        finally:
            connection.close()

    def _report(self, life: Life) -> None:
        fields = {
            "api_key": self.key,
            "service_code": life.service,
            "description": f"{life.name}\n{life.key}",
            "lat": life.lat,
            "long": life.long,
            "address_string": life.address or "somewhere",
        }

        def send(unsure: bool) -> str | None:
            if unsure and (found := self._find(life)):
                return found
            status, body, _cookies = self._ask("POST", "/open311/v2/requests.json", fields)
            if status >= 500:
                return None
            if status != 200:
                raise AssertionError(f"{status}: {body[:200]}")
            return str(json.loads(body)[0]["service_request_id"])

        self.numbers[life.key] = self._insist(send)

    def _find(self, life: Life) -> str:
        status, body, _cookies = self._ask("GET", f"/open311/v2/requests.json?q={quote(life.key)}")
        if status != 200:
            raise OSError(status)
        found = [
            str(one["service_request_id"])
            for one in json.loads(body)
            if life.key in str(one["description"]).split()
        ]
        return found[0] if found else ""

    def _act(self, life: Life) -> None:
        until = time.monotonic() + PATIENCE
        while life.key not in self.numbers and time.monotonic() < until:
            time.sleep(0.05)
        number = self.numbers[life.key]
        session = f"sessionid={self.sessions[hash(life.key) % len(self.sessions)]}"

        def act(unsure: bool) -> str | None:
            if unsure and self._state_of(number) == life.outcome:
                return number
            status, page, cookies = self._ask("GET", f"/desk/{number}", cookies=session)
            if status >= 500:
                return None
            token = _TOKEN.search(page)
            if status != 200 or not token:
                raise AssertionError(f"the case page answered {status}")
            form = {**WORDS[life.outcome], "csrfmiddlewaretoken": token[1]}
            status, body, _cookies = self._ask(
                "POST", f"/desk/{number}/act", form, cookies=f"{session}; {cookies}"
            )
            if status >= 500:
                return None
            if status != 302:
                raise AssertionError(f"the act answered {status}: {body[:200]}")
            # The page says how it went in words; what counts is where the report stands.
            return number if self._state_of(number) == life.outcome else None

        self._insist(act)

    def _state_of(self, number: str) -> str:
        status, body, _cookies = self._ask("GET", f"/api/service_requests/requests/{quote(number)}")
        if status != 200:
            raise OSError(status)
        return str(json.loads(body)["state"])
