"""Faults of the services: Redis away and started empty, PostgreSQL ended as by a crash."""

import signal
import time
from typing import Any

import psutil

from bench.house import start_services
from bench.scene import Scene, connected_anew, until
from config.services import redis_server
from config.services.locations import postgres_folder
from config.services.processes import wait_until_ended

AWAY_SECONDS = 60


def redis_away(scene: Scene) -> dict[str, Any]:
    """Redis is ended, and started empty after a while; people go on meanwhile."""
    redis_server.stop()
    before, began = _acts(scene), time.monotonic()
    time.sleep(scene.scale.redis_seconds)
    rate = (_acts(scene) - before) / (time.monotonic() - began)
    start_services()
    recovered = scene.watcher.recovered()
    return {"away_seconds": scene.scale.redis_seconds, "acts_a_second_meanwhile": round(rate, 1)} | {
        "recovered_seconds": recovered
    }


def postgres_restarted(scene: Scene) -> dict[str, Any]:
    """PostgreSQL is ended in immediate mode, as by a crash, and started; `down_seconds` until it answers."""
    took, down = [], []
    for _restart in range(scene.scale.restarts):
        before = len(scene.told.submissions)
        until("people submit", lambda before=before: len(scene.told.submissions) > before, 60)  # type: ignore[misc]
        server = psutil.Process(int((postgres_folder() / "postmaster.pid").read_text().splitlines()[0]))
        began = time.monotonic()
        server.send_signal(signal.SIGQUIT)
        wait_until_ended([server], AWAY_SECONDS)
        start_services()
        until("PostgreSQL answers", connected_anew, AWAY_SECONDS)
        down.append(round(time.monotonic() - began, 2))
        took.append(scene.watcher.recovered())
    return {"restarts": len(took), "recovered_seconds": max(took, default=0), "each": took, "down_seconds": down}


def _acts(scene: Scene) -> int:
    return len(scene.told.submissions) + len(scene.told.approvals)
