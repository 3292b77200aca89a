"""The desktop portal's file dialog, asked by the helper process on a private bus with our own portal."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Iterator

import pytest
from jeepney import DBusAddress as Address
from jeepney import HeaderFields, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

from dustrack_imgui.app.file_chooser import ask_outside
from dustrack_imgui.app.portal_chooser import FOLDERS_SINCE_VERSION, PORTAL, path_of

BUS = """<busconfig>
  <type>session</type>
  <listen>unix:tmpdir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""
UNKNOWN_METHOD = "org.freedesktop.DBus.Error.UnknownMethod"
CANCELLED, CLOSED = 1, 2


class FakePortal(threading.Thread):
    """Answers one question; remembers what it was asked.

    Parameters
    ----------
    address
        Bus to serve on.
    response, uris
        What to answer; None as response leaves the bus in place of answering.
    version
        Version of the interface; 0 has no file dialogs at all, and below 3 none is expected to be asked.
    """

    def __init__(self, address: str, response: int | None, uris: tuple[str, ...], version: int) -> None:
        super().__init__(daemon=True)
        self.response, self.uris, self.version = response, uris, version
        self.asked: list[tuple[str, dict[str, tuple[str, object]]]] = []
        self.bus: DBusConnection = open_dbus_connection(address)
        Proxy(message_bus, self.bus).RequestName(PORTAL)

    def run(self) -> None:
        """Serve until one question was answered or refused."""
        with self.bus:
            while self._is_open():
                pass

    def _is_open(self) -> bool:
        call = self.bus.receive(timeout=60)
        if call.header.message_type is not MessageType.method_call:
            return True
        if call.header.fields[HeaderFields.member] == "Get":
            if self.version:
                self.bus.send(new_method_return(call, "v", (("u", self.version),)))
            else:
                self.bus.send(new_error(call, UNKNOWN_METHOD, "s", ("no such interface",)))
            return self.version >= FOLDERS_SINCE_VERSION
        _, title, options = call.body
        self.asked.append((title, options))
        sender = call.header.fields[HeaderFields.sender]
        handle = (
            "/org/freedesktop/portal/desktop/request/"
            f"{sender[1:].replace('.', '_')}/{options['handle_token'][1]}"
        )
        request = Address(handle, interface="org.freedesktop.portal.Request")
        body = (self.response, {"uris": ("as", list(self.uris))})
        if self.response is not None:
            # Before the reply, as a quick portal may: nothing must be lost.
            self.bus.send(new_signal(request, "Response", "ua{sv}", body))
        self.bus.send(new_method_return(call, "o", (handle,)))
        return False


@pytest.fixture
def bus(tmp_path, monkeypatch) -> Iterator[str]:
    """Address of a private bus without services, which is also this process' session bus."""
    config = tmp_path / "bus.conf"
    config.write_text(BUS.format(folder=tempfile.gettempdir()))
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.terminate()


@pytest.fixture
def portal(bus):
    """Start a portal that gives this answer."""
    started: list[FakePortal] = []

    def start(response: int | None, *uris: str, version: int = 4) -> FakePortal:
        started.append(FakePortal(bus, response, uris, version))
        started[-1].start()
        return started[-1]

    yield start
    for one in started:
        one.join(timeout=60)
        assert not one.is_alive()


@pytest.fixture
def zenity(tmp_path, monkeypatch) -> str:
    """A zenity that always answers with the returned path, and no other dialog on this machine."""
    programs = tmp_path / "programs"
    programs.mkdir()
    program = programs / "zenity"
    program.write_text("#!/bin/sh\necho /from/zenity.mp4\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    return "/from/zenity.mp4"


def test_one_file_is_chosen_among_videos_in_the_folder_asked_for(portal, zenity):
    fake = portal(0, "file:///clips/a.mp4")
    assert ask_outside(start="/clips") == ["/clips/a.mp4"]
    title, options = fake.asked[0]
    assert title == "Open videos"
    assert options["multiple"] == ("b", True)
    assert "directory" not in options
    assert bytes(options["current_folder"][1]) == b"/clips\0"
    (videos, globs), (everything, _) = options["filters"][1]
    assert (videos, everything) == ("Videos", "All files")
    assert {(0, "*.mp4"), (0, "*.MP4"), (0, "*.dcm")} <= set(globs)


def test_several_files_come_in_their_order(portal, zenity):
    portal(0, "file:///clips/b.mp4", "file:///clips/a.mp4")
    assert ask_outside() == ["/clips/b.mp4", "/clips/a.mp4"]


def test_spaces_umlauts_and_signs_are_read_as_they_are_on_disk(portal, zenity):
    fake = portal(0, "file:///Meine%20Clips/M%C3%BCller%20%2350%25.mp4", "file://localhost/a%3Fb.mp4")
    assert ask_outside(start="/Meine Übungen") == ["/Meine Clips/Müller #50%.mp4", "/a?b.mp4"]
    assert bytes(fake.asked[0][1]["current_folder"][1]).decode() == "/Meine Übungen\0"


@pytest.mark.parametrize("response", [CANCELLED, CLOSED])
def test_a_cancelled_dialog_is_not_followed_by_another(portal, zenity, response):
    portal(response)
    assert ask_outside() == []


def test_a_folder_is_asked_for_without_file_filters(portal, zenity):
    fake = portal(0, "file:///project")
    assert ask_outside(wants_folder=True) == ["/project"]
    options = fake.asked[0][1]
    assert options["directory"] == ("b", True)
    assert not {"filters", "current_folder"} & set(options)


def test_without_a_portal_on_the_bus_the_next_dialog_is_asked(bus, zenity):
    assert ask_outside() == [zenity]


@pytest.mark.parametrize("address", ["", "nonsense", "unix:path=/nowhere/bus", "tcp:host=nowhere"])
def test_without_a_session_bus_the_next_dialog_is_asked(monkeypatch, zenity, address):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert ask_outside() == [zenity]


def test_a_portal_without_file_dialogs_is_passed_over(portal, zenity):
    portal(0, version=0)
    assert ask_outside() == [zenity]


def test_a_portal_that_goes_away_while_asking_is_not_waited_for(portal, zenity):
    portal(None)
    assert ask_outside() == [zenity]


def test_addresses_of_other_places_than_files_are_left_out():
    assert path_of("sftp://server/a.mp4") is None
    assert path_of("file:///%FF.mp4") == "/\udcff.mp4"


def test_an_old_portal_is_not_asked_for_folders(portal, zenity):
    old = portal(0, version=2)
    assert ask_outside(wants_folder=True) == [zenity]
    assert not old.asked
