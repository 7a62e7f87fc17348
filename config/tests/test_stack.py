"""One run at a time, and no process left behind by one that was killed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from config import stack
from config.services.locations import PROJECT
from config.services.processes import alive
from config.stack import Address

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture(autouse=True)
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOCAL_DIR", str(tmp_path / "local"))
    (tmp_path / "local").mkdir()
    return tmp_path / "local"


def sleeper(mark: Path) -> "subprocess.Popen[bytes]":
    """A process that a run of the checkout with this local folder could have started."""
    return subprocess.Popen(SLEEP, env=os.environ | {stack.MARK: str(mark)})


def test_what_a_killed_run_left_is_ended_and_nothing_else(local: Path, tmp_path: Path) -> None:
    ours, another_checkouts, nobodys = sleeper(local), sleeper(tmp_path / "other"), subprocess.Popen(SLEEP)
    try:
        assert stack.end_left_behind() == 1
        assert ours.wait(10) == -signal.SIGTERM
        assert (another_checkouts.poll(), nobodys.poll()) == (None, None)
    finally:
        for process in (another_checkouts, nobodys):
            process.kill()
            process.wait()


def test_what_does_not_end_when_asked_is_ended_by_force(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "END_SECONDS", 0.2)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    environment = os.environ | {stack.MARK: str(local)}
    with subprocess.Popen([sys.executable, "-c", deaf], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"deaf\n"
        assert stack.end_left_behind() == 1
        assert process.wait(10) == -signal.SIGKILL


def test_a_second_run_is_told_where_the_first_one_is() -> None:
    program = (
        "import time; from config import stack; stack.claim(stack.Address('127.0.0.1', 8000)); print('in', flush=True)"
    )
    command = [sys.executable, "-c", f"{program}; time.sleep(60)"]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"in\n"
        with pytest.raises(stack.AlreadyRunning, match=rf"at http://127.0.0.1:8000/ \(process {first.pid}\)"):
            stack.claim(Address("127.0.0.1", 8001))
        assert stack.end()
        assert first.wait(10) == -signal.SIGTERM
    stack.claim(Address("127.0.0.1", 8001))


def test_a_number_that_another_process_bears_is_no_run(local: Path) -> None:
    parent = psutil.Process().parent()
    assert parent is not None
    note = {"pid": parent.pid, "started": parent.create_time() - 1, "url": "http://127.0.0.1:8000/"}
    (local / "run.json").write_text(json.dumps(note))
    assert not stack.end()
    assert alive(parent)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_half_a_note_is_no_run(text: str, local: Path) -> None:
    (local / "run.json").write_text(text)
    assert stack.noted_run() is None
    assert not stack.end()


@pytest.mark.parametrize(
    ("host", "bind", "url"),
    [
        ("127.0.0.1", "127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "0.0.0.0:8000", "http://127.0.0.1:8000/"),  # noqa: S104  nothing listens
        ("::1", "[::1]:8000", "http://[::1]:8000/"),
    ],
)
def test_the_address_that_is_shown_can_be_opened(host: str, bind: str, url: str) -> None:
    assert (Address(host, 8000).bind, Address(host, 8000).url) == (bind, url)
