"""The embedded services: from any folder, after any kill, two beside each other."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import psutil
import psycopg2
import pytest
from django.core.management import call_command

from config import services
from config.services import control, postgres, redis_server
from config.services.folders import NOBODY
from config.services.locations import PROJECT, log_folder, postgres_folder, redis_socket, socket_folder
from config.services.processes import alive, wait_until_ended


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A local folder for services of the test's own; they are ended after it."""
    folder = tmp_path / "local"
    use(folder, monkeypatch)
    yield folder
    services.stop()


def use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOCAL_DIR", str(folder))


def answer() -> str:
    """What the database of this local folder says when asked where its data are."""
    with closing(psycopg2.connect(services.database_url())) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        row = cursor.fetchone()
        assert row is not None
        return str(row[0])


def postmaster() -> psutil.Process:
    return psutil.Process(int((postgres_folder() / "postmaster.pid").read_text().split()[0]))


def kill_and_wait(process: psutil.Process) -> None:
    everyone = [process, *process.children(recursive=True)]
    process.kill()
    assert wait_until_ended(everyone, seconds=20) == []


def test_they_start_once_answer_and_stop(local: Path) -> None:
    assert services.start(durable=False) == ["PostgreSQL", "Redis"]
    assert services.start(durable=False) == []
    assert answer() == str(local / "postgres")
    assert services.stop() == ["Redis", "PostgreSQL"]
    assert services.stop() == []
    assert not socket_folder().exists()


def test_they_listen_on_sockets_only_in_a_closed_folder(local: Path) -> None:
    services.start(durable=False)
    listening = postmaster().net_connections("tcp") + redis_process().net_connections("tcp")
    assert listening == []
    assert socket_folder().stat().st_mode & 0o777 == 0o700


def redis_process() -> psutil.Process:
    return psutil.Process(int(redis_socket().with_suffix(".pid").read_text()))


def test_data_outlive_a_stop(local: Path) -> None:
    services.start(durable=False)
    with closing(psycopg2.connect(services.database_url())) as connection, connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES (lower('ĐƯỢC'))")
    services.stop()
    services.start(durable=False)
    with closing(psycopg2.connect(services.database_url())) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT word FROM kept")
        assert cursor.fetchall() == [("được",)]


@pytest.mark.parametrize("name", ["Sáng kiến của tôi's; *", "/".join(["a" * 200] * 4)])
def test_any_folder_will_do(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(tmp_path / name, monkeypatch)
    try:
        services.start(durable=False)
        assert answer() == str(tmp_path / name / "postgres")
    finally:
        services.stop()


@pytest.mark.parametrize("name", ["$HOME", 'say "yes"', "/".join(["a" * 200] * 5)])
def test_a_path_that_postgres_cannot_take_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(tmp_path / name, monkeypatch)
    with pytest.raises(services.ServiceError, match="choose another folder"):
        services.start(durable=False)


def test_two_checkouts_run_side_by_side(local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services.start(durable=False)
    use(tmp_path / "other", monkeypatch)
    try:
        assert services.start(durable=False) == ["PostgreSQL", "Redis"]
        assert answer() == str(tmp_path / "other" / "postgres")
        use(local, monkeypatch)
        assert answer() == str(local / "postgres")
        use(tmp_path / "other", monkeypatch)
    finally:
        services.stop()
        use(local, monkeypatch)
    assert answer() == str(local / "postgres")


def test_they_come_back_after_a_kill(local: Path) -> None:
    services.start(durable=False)
    kill_and_wait(postmaster())
    kill_and_wait(redis_process())
    assert services.start(durable=False) == ["PostgreSQL", "Redis"]
    assert answer() == str(local / "postgres")


def test_a_server_that_takes_no_more_connections_is_left_running(local: Path) -> None:
    services.start(durable=False)
    server = postmaster()
    with ExitStack() as taken:
        with suppress(psycopg2.OperationalError):
            while True:
                taken.enter_context(closing(psycopg2.connect(services.database_url())))
        with pytest.raises(psycopg2.OperationalError, match="too many clients"):
            psycopg2.connect(services.database_url())
        assert services.start(durable=False) == []
    assert alive(server)
    assert postmaster() == server


def test_a_server_that_recovers_is_waited_for(local: Path) -> None:
    services.start(durable=False)
    server = postmaster()
    with closing(psycopg2.connect(services.database_url())) as connection:
        psutil.Process(connection.info.backend_pid).kill()
        for _look in range(20):  # the server may notice only after the first looks; at none of them is it restarted
            assert services.start(durable=False) == []
            time.sleep(0.1)
    assert postmaster() == server
    assert answer() == str(local / "postgres")


def test_a_number_that_another_process_bears_is_no_server(local: Path) -> None:
    services.start(durable=False)
    notes = {
        path: path.read_text() for path in (postgres_folder() / "postmaster.pid", redis_socket().with_suffix(".pid"))
    }
    locks = {path: path.read_text() for path in socket_folder().glob(".s.*.lock")}
    services.stop()
    socket_folder().mkdir(mode=0o700)
    number = str(os.getpid())
    for path, text in (notes | locks).items():
        path.write_text("\n".join([number, *text.splitlines()[1:]]))
    assert services.start(durable=False) == ["PostgreSQL", "Redis"]
    assert answer() == str(local / "postgres")


def test_an_initialisation_that_was_killed_starts_anew(local: Path) -> None:
    unfinished = local / "unfinished-killed"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    services.start(durable=False)
    assert answer() == str(local / "postgres")
    assert not unfinished.exists()


def test_servers_whose_folder_was_deleted_give_way(local: Path) -> None:
    services.start(durable=False)
    old = postmaster()
    shutil.rmtree(local)
    assert "PostgreSQL" in services.start(durable=False)
    assert not alive(old)
    assert answer() == str(local / "postgres")


def test_a_killed_starter_leaves_no_lock(local: Path) -> None:
    import_it = "import time; from config.services.folders import locked"
    program = f"{import_it}\nwith locked(): print('in', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "in\n"
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    began = time.monotonic()
    services.start(durable=False)
    assert time.monotonic() - began < 20


def test_two_starters_at_once_start_one_server(local: Path) -> None:
    program = "from config import services; print(services.start(durable=False))"
    both = [
        subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in "ab"
    ]
    said = sorted(process.communicate()[0].strip() for process in both)
    assert said == ["['PostgreSQL', 'Redis']", "[]"]


def test_data_of_another_version_are_named(local: Path) -> None:
    services.start(durable=False)
    services.stop()
    (postgres_folder() / "PG_VERSION").write_text("15\n")
    with pytest.raises(services.ServiceError, match="is of PostgreSQL 15, not 18"):
        services.start()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    use(tmp_path / "file" / "local", monkeypatch)
    with pytest.raises(services.ServiceError, match="set LOCAL_DIR to a folder of your own"):
        services.start()


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give a folder away")
def test_data_of_another_user_are_left_alone(local: Path) -> None:
    services.start(durable=False)
    server = postmaster()
    os.chown(postgres_folder(), 4321, -1)
    for act in (services.start, services.stop):
        with pytest.raises(services.ServiceError, match="belongs to another user"):
            act()
    assert alive(server)
    os.chown(postgres_folder(), NOBODY, -1)


def test_the_command_says_what_it_stopped(local: Path, capsys: pytest.CaptureFixture[str]) -> None:
    services.start(durable=False)
    call_command("stop_services")
    call_command("stop_services")
    assert capsys.readouterr().out == "Stopped: Redis, PostgreSQL.\nNothing was running.\n"


def test_named_services_are_not_embedded(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://database.example.org/sangkien")
    assert services.start() == ["Redis"]
    services.stop()
    monkeypatch.setenv("REDIS_URL", "redis://redis.example.org")
    assert services.start() == []
    assert not postgres_folder().exists()


@pytest.mark.parametrize(
    ("arguments", "starts"),
    [
        (["manage.py"], False),
        (["manage.py", "--version"], False),
        (["manage.py", "help", "migrate"], False),
        (["manage.py", "migrate", "--help"], False),
        (["manage.py", "makemessages", "-l", "vi"], False),
        (["manage.py", "makemigrations", "--check", "--dry-run"], False),
        (["manage.py", "check"], False),
        (["manage.py", "stop_services"], False),
        (["manage.py", "check", "--database", "default"], True),
        (["manage.py", "makemigrations"], True),
        (["manage.py", "migrate"], True),
        (["manage.py", "shell"], True),
    ],
)
def test_commands_that_need_no_services_start_none(arguments: list[str], starts: bool) -> None:
    assert control.needs_services(arguments) is starts


def test_importing_settings_starts_nothing(local: Path) -> None:
    environment = os.environ | {"DEMO": "1"}
    subprocess.run([sys.executable, "-c", "import config.settings"], cwd=PROJECT, env=environment, check=True)
    assert not local.exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root meets a server that refuses root")
def test_root_runs_it_below_a_folder_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    use(closed / "local", monkeypatch)
    try:
        services.start(durable=False)
        assert answer() == str(closed / "local" / "postgres")
        assert postmaster().uids().effective == NOBODY
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        services.stop()
    assert log_folder().is_relative_to(closed)
    assert not postgres.stop()
    assert not redis_server.stop()
