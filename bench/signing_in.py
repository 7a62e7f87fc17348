"""Signing in over HTTP: many accounts, several at once."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import bench.ready  # noqa: F401  sets Django up
from bench.client import CSRF, TIMEOUT


def sign_ins(base: str, contacts: Sequence[str], password: str, clients: int = 8) -> dict[str, Any]:
    """Sign each of these accounts in once, so many clients at once; how many a second, and their latency in ms.

    Each comes from an address of its own, as behind a proxy: the server must run with BEHIND_PROXY=1, else the limit
    of attempts from one address is what is measured. `refused` are the answers other than a signed-in session.
    """
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        took = list(pool.map(lambda turn: _sign_in(base, turn[0], turn[1], password), enumerate(contacts)))
    seconds = time.perf_counter() - began
    good = sorted(ms for ms in took if ms is not None)
    return {
        "clients": clients,
        "signed_in": len(good),
        "refused": len(took) - len(good),
        "seconds": seconds,
        "a_second": len(good) / seconds,
        "median": good[len(good) // 2] if good else None,
        "p95": good[int(len(good) * 0.95)] if good else None,
    }


def _sign_in(base: str, number: int, contact: str, password: str) -> float | None:
    """The milliseconds until the answer; None where it was no redirect with a session."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=TIMEOUT)
    body = urlencode({"login": contact, "password": password, "csrfmiddlewaretoken": CSRF})
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={CSRF}",
        "X-Forwarded-For": address,
    }
    began = time.perf_counter()
    connection.request("POST", "/accounts/login/", body, headers)
    answer = connection.getresponse()
    answer.read()
    took = 1000 * (time.perf_counter() - began)
    connection.close()
    has_session = any("sessionid=" in cookie for cookie in answer.headers.get_all("Set-Cookie") or [])
    return took if answer.status == HTTPStatus.FOUND and has_session else None
