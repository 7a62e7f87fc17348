"""A client that costs the machine little: one kept connection, cookies as given, nothing parsed."""

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

CSRF = "m" * 32
HIDDEN = re.compile(rb'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TIMEOUT = 120
KEPT_SECONDS = 1


@dataclass(frozen=True)
class Answer:
    """What came, after how long from the first byte sent to the last one read."""

    status: int
    body: bytes
    seconds: float
    location: str

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden inputs of the page's forms, by name."""
        return {name.decode(): value.decode() for name, value in HIDDEN.findall(self.body)}

    def number(self, name: str) -> int:
        """The whole number in the input of this name. Raises LookupError where there is none."""
        found = re.search(rb'<input[^>]*name="%s"[^>]*>' % name.encode(), self.body)
        value = re.search(rb'value="([\d.]+)', found[0]) if found else None
        if value is None:
            raise LookupError(f"The page has no number {name}.")
        return int(value[1].replace(b".", b""))


class Client:
    """Asks one server, as whoever the session's key belongs to."""

    def __init__(self, base: str) -> None:
        self.address = urlsplit(base).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=TIMEOUT)
        self.asked_at = 0.0

    def get(self, path: str, session: str) -> Answer:
        return self._ask("GET", path, session, None)

    def post(self, path: str, session: str, fields: Mapping[str, object]) -> Answer:
        return self._ask("POST", path, session, urlencode({**fields, "csrfmiddlewaretoken": CSRF}, doseq=True))

    def _ask(self, method: str, path: str, session: str, body: str | None) -> Answer:
        headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "Accept-Language": "vi"}
        headers["X-Forwarded-For"] = "10.0.0.1"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if body is not None or time.monotonic() - self.asked_at > KEPT_SECONDS:
            self.connection.close()  # a kept one may just be closed from the other side, and nothing is sent twice
        self.asked_at = time.monotonic()
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - began
        return Answer(answer.status, content, seconds, answer.getheader("Location") or "")
