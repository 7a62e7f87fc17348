"""The short form of the faults run: parts of a running system fail while people submit and officers approve."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from bench import rows
from config.services.locations import PROJECT

SECONDS = 480
RECOVERED_SECONDS = 10

SIMULATED = ["--initiatives", "600", "--grassroots", "300", "--processes", "1"]
CONFIGURED = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEMO", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "MEDIA_ROOT")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of each fault, on services and a database of its own."""
    folder = tmp_path_factory.mktemp("faults")
    environment = {name: value for name, value in os.environ.items() if name not in CONFIGURED}
    environment |= {"LOCAL_DIR": str(folder / "local"), "STATIC_ROOT": str(folder / "staticfiles")}
    demo = environment | {"DEMO": "1"}
    try:
        for command in (["migrate", "-v0"], ["createcachetable"], ["simulate", *SIMULATED]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=PROJECT, env=demo, check=True)
        command = [sys.executable, "-m", "bench.faults", "--short"]
        ran = subprocess.run(
            command, cwd=PROJECT, env=environment, check=True, timeout=SECONDS, stdout=subprocess.PIPE, text=True
        )
        return {fault["name"]: fault for fault in json.loads(ran.stdout)}
    finally:
        subprocess.run([sys.executable, "manage.py", "stop_services"], cwd=PROJECT, env=demo, check=True)


def test_nothing_acknowledged_is_lost_or_double_and_the_figures_are_exact(found: dict[str, dict[str, Any]]) -> None:
    assert {name: fault["faults"] + fault["audit"] for name, fault in found.items()} == {name: [] for name in found}
    assert all(fault["acknowledged"]["submissions"] > 0 for fault in found.values())


def test_pages_recover_by_themselves(found: dict[str, dict[str, Any]]) -> None:
    late = {name: fault["recovered_seconds"] for name, fault in found.items()}
    assert {name: seconds for name, seconds in late.items() if seconds > RECOVERED_SECONDS} == {}


def test_each_part_has_failed(found: dict[str, dict[str, Any]]) -> None:
    assert found["folds killed in the middle"]["killed"] == 3
    assert found["Redis away and started empty"]["acts_a_second_meanwhile"] > 0
    assert found["PostgreSQL restarted in immediate mode"]["restarts"] == 1
    assert found["the web killed during submissions"]["killed"] == 2
    assert len(found["a bulk job killed in the middle"]["killed_at"]) == 1
    assert len(found["an export killed in the middle"]["killed_at"]) == 1
    told = {name: rows.fault(fault)[1] for name, fault in found.items()}
    assert told["folds killed in the middle"] == "3 killed"
    assert all(told.values())


def test_jobs_go_on_from_where_they_were(found: dict[str, dict[str, Any]]) -> None:
    job = found["a bulk job killed in the middle"]
    assert 0 < job["killed_at"][0]["done"] < job["rows"]
    assert found["an export killed in the middle"]["rows"] > 600
