"""`manage.py run`, as people see it: what it refuses, and what runs once it has started."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services.locations import PROJECT
from config.testing_stack import Stack


def run(variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Start `manage.py run` where it will refuse; named services, so that it would start none of its own."""
    named = {"DEMO": "1", "DATABASE_URL": "postgres://nobody.invalid/none", "REDIS_URL": "redis://nobody.invalid"}
    command = [sys.executable, "manage.py", "run"]
    environment = os.environ | named | variables
    return subprocess.run(command, cwd=PROJECT, env=environment, check=False, capture_output=True, text=True)


@pytest.fixture
def taken(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment for a run on a port at which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield {"LOCAL_DIR": str(tmp_path), "HOST": "127.0.0.1", "PORT": str(server.getsockname()[1])}


def test_a_taken_port_is_named_with_what_to_do(taken: dict[str, str]) -> None:
    port = taken["PORT"]
    result = run(taken)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"CommandError: Port {port} is taken: try make run PORT={int(port) + 1}.\n"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PORT": "70000"}, "CommandError: PORT=70000 is no port: choose one up to 65535.\n"),
        ({"PORT": "http"}, "PORT is 'http'; say a whole number.\n"),
        ({"DEMO": "0", "DEBUG": "1"}, "CommandError: This runs the demonstration: set DEMO=1. "),
    ],
)
def test_what_cannot_be_run_is_said_in_a_line(variables: dict[str, str], said: str, tmp_path: Path) -> None:
    result = run({"LOCAL_DIR": str(tmp_path)} | variables)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(said)
    assert result.stderr.count("\n") == 1


@pytest.mark.browser
def test_the_stack_answers_and_says_where(stack: Stack) -> None:
    with urllib.request.urlopen(stack.url, timeout=10) as answer:  # noqa: S310  our own http address
        assert answer.status == 200
    said = stack.log.read_text()
    assert f"Open {stack.url}" in said
    assert all(f"{name} started" in said.replace("  ", " ") for name in ("web", "jobs", "folds", "beat"))


@pytest.mark.browser
def test_a_second_run_in_the_same_checkout_says_so(stack: Stack) -> None:
    result = run(stack.environment)
    assert result.returncode == 1
    assert f"It runs already at {stack.url}" in result.stderr


@pytest.mark.browser
def test_commands_work_beside_it(stack: Stack) -> None:
    assert "no issues" in stack.manage("check", "--database", "default")
