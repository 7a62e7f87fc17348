"""What people do on the last evening: most write, some decide, some watch. Run by `bench.evening.drive`.

EVENING_CAST names the file of people, EVENING_SENT that to which each acknowledged submission's key is written, and
EVENING_LOG that of all requests: the second of the run, name, milliseconds, and what was wrong.
"""

import itertools
import json
import os
import random
import re
import time
import uuid
from pathlib import Path
from typing import Any

from locust import FastHttpUser, LoadTestShape, events, task

CAST: dict[str, Any] = json.loads(Path(os.environ["EVENING_CAST"]).read_text())
SENT = Path(os.environ["EVENING_SENT"]).open("a", buffering=1)  # noqa: SIM115  open as long as the process lives
RATES = [int(rate) for rate in os.environ["EVENING_RATES"].split(",")]
LOG = Path(os.environ["EVENING_LOG"]).open("w", buffering=1)  # noqa: SIM115
STEP_SECONDS = int(os.environ["EVENING_STEP_SECONDS"])
JOURNEY_SECONDS = 30.0
"""What one writer takes for a journey, so that a rate of submissions is a number of writers."""

CSRF = "m" * 32
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
VERIFIED = 'name="verified_benefit"'
CLAIMED = re.compile(r'name="verified_benefit"[^>]*value="([^"]*)"')

logins = itertools.cycle(CAST["logins"])
decisions = iter(CAST["officers"])


BEGAN = time.monotonic()


@events.request.add_listener
def note(name: str, response_time: float, exception: object = None, **_others: object) -> None:
    """One line for each request."""
    LOG.write(f"{time.monotonic() - BEGAN:.2f}\t{name}\t{response_time:.1f}\t{exception or ''}\n")


class Visitor(FastHttpUser):
    """Somebody with a browser: a cookie for CSRF, an address of their own behind the proxy, at most as patient."""

    abstract = True
    connection_timeout = 60.0
    network_timeout = 60.0
    pace: float
    """Seconds from the beginning of what they do to its next beginning; each begins at another moment of it."""

    def on_start(self) -> None:
        begins_in = random.uniform(0, self.pace)
        self.due = time.monotonic() + begins_in
        time.sleep(begins_in)
        self.address = f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"
        self.session = ""

    def wait_time(self) -> float:
        now = time.monotonic()
        self.due = max(self.due + self.pace, now)
        return self.due - now

    @property
    def headers(self) -> dict[str, str]:
        cookies = f"csrftoken={CSRF}" + (f"; sessionid={self.session}" if self.session else "")
        return {"Cookie": cookies, "X-Forwarded-For": self.address, "Accept-Language": "vi"}

    def see(self, path: str, name: str) -> str:
        with self.client.get(path, headers=self.headers, name=name, allow_redirects=False, catch_response=True) as got:
            if got.status_code != 200:
                got.failure(f"{name}: {got.status_code}")
            return got.text or ""

    def send(self, path: str, name: str, fields: dict[str, Any], wanted: int) -> Any:
        with self.client.post(
            path,
            data=fields | {"csrfmiddlewaretoken": CSRF},
            headers=self.headers,
            name=name,
            allow_redirects=False,
            catch_response=True,
        ) as got:
            if got.status_code != wanted:
                got.failure(f"{name}: {got.status_code}")
                return None
            return got


class Writer(Visitor):
    """Signs in once, looks, writes, saves a draft and submits: one initiative each journey."""

    pace = JOURNEY_SECONDS
    weight = 30

    @task
    def journey(self) -> None:
        if self.session:
            self.see(CAST["paths"]["initiatives:mine"], "my initiatives")
        elif self.sign_in():
            self.see(CAST["paths"]["home"], "home")
        else:
            return
        form = CAST["paths"]["initiatives:new"]
        self.see(form, "form")
        key = str(uuid.uuid4())
        fields = CAST["fields"] | {"key": key, "seen": "", "title": f"Đồ gá hàn khung xe {key}"}
        time.sleep(random.uniform(1, 3))
        kept = self.send(form, "save the draft", fields | {"action": "keep"}, 200)
        told = json.loads(kept.text) if kept is not None else {}
        fields |= {"unchanged_since": told.get("unchanged_since", "")}
        time.sleep(random.uniform(1, 3))
        sent = self.send(told.get("address") or form, "submit", fields | {"action": "submit"}, 302)
        if sent is not None:
            SENT.write(f"{key}\n")
            self.see(sent.headers["Location"], "page after it")

    def sign_in(self) -> bool:
        fields = {"login": next(logins), "password": CAST["password"]}
        answered = self.send(CAST["paths"]["account_login"], "sign in", fields, 302)
        found = re.search(r"sessionid=([^;]+)", str(answered.headers.get("Set-Cookie")) if answered is not None else "")
        self.session = found[1] if found else ""
        return bool(self.session)


class Officer(Visitor):
    """Looks at the queue, opens one, approves it: on the last evening one for each ten that are sent."""

    pace = 20.0
    weight = 2

    @task
    def decide(self) -> None:
        session, pk = next(decisions, (None, None))
        if session is None:
            return
        self.session = session
        queue = "/admin/initiatives/initiative/"
        self.see(queue, "queue")
        self.see(f"{queue}{pk}/change/", "decision page")
        page = self.see(f"{queue}{pk}/approve/", "approve, form")
        fields = dict(HIDDEN.findall(page)) | {"note": ""}
        if VERIFIED in page and (claimed := CLAIMED.search(page)):
            fields["verified_benefit"] = claimed[1]
        self.send(f"{queue}{pk}/approve/", "approve", fields, 302)


class Leader(Visitor):
    """Keeps the figures open, which renew themselves."""

    pace = 10.0
    weight = 2

    def on_start(self) -> None:
        super().on_start()
        self.session, self.path = random.choice(CAST["leaders"])

    @task
    def watch(self) -> None:
        self.see(self.path, "dashboard")


class Steps(LoadTestShape):
    """So many submissions a second for so long, then the next rate: one user submits once in a journey's time."""

    def tick(self) -> tuple[int, float] | None:
        step = int(self.get_run_time() // STEP_SECONDS)
        if step >= len(RATES):
            return None
        writers = RATES[step] * JOURNEY_SECONDS
        users = round(writers * (Writer.weight + Officer.weight + Leader.weight) / Writer.weight)
        return users, 50
