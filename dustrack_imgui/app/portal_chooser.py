"""Asks the desktop portal for files over D-Bus: the dialog of whichever desktop runs, sandboxed or not."""

from __future__ import annotations

import os
import secrets
from collections import deque
from urllib.parse import unquote_to_bytes, urlsplit

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    Message,
    Properties,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from dustrack_imgui.annotations.linked_video import VIDEO_SUFFIXES

PORTAL = "org.freedesktop.portal.Desktop"
CHOOSER = DBusAddress("/org/freedesktop/portal/desktop", PORTAL, "org.freedesktop.portal.FileChooser")
FOLDERS_SINCE_VERSION = 3
REPLY_SECS = 10.0
CHOSEN = 0
GLOB = 0


class PortalError(RuntimeError):
    """There is no desktop portal here, or it cannot ask this."""


def choose(title: str, *, wants_folder: bool = False, start: str = "") -> list[str]:
    """Ask with the portal's dialog and wait for the answer.

    Parameters
    ----------
    title
        Title of the dialog.
    wants_folder
        Ask for folders instead of files.
    start
        Folder to begin in; "" leaves it to the desktop.

    Returns
    -------
    list of str
        What the user chose, none when cancelled. A dialog closed by its frame counts as cancelled: the GTK
        portal answers 2, "ended in some other way", for it.

    Raises
    ------
    PortalError
        When no session bus or portal answers, it cannot ask for folders, or it went away while asking.

    Notes
    -----
    Follows https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Request.html: the
    request's path is known before the call, so that the answer cannot come before someone listens.
    """
    try:
        with _session_bus() as bus:
            version = _version(bus)
            if wants_folder and version < FOLDERS_SINCE_VERSION:
                raise PortalError(f"the desktop portal cannot ask for folders (version {version})")
            return _answer(bus, title, wants_folder=wants_folder, start=start)
    except (DBusErrorResponse, OSError) as error:
        raise PortalError(f"the desktop portal does not answer: {error}") from error


def path_of(uri: str) -> str | None:
    """File name of a ``file://`` address; None for any other address."""
    parts = urlsplit(uri)
    return os.fsdecode(unquote_to_bytes(parts.path)) if parts.scheme == "file" else None


def _session_bus() -> DBusConnection:
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if not address:
        raise PortalError("there is no session bus")
    try:
        return open_dbus_connection(address)
    except (ValueError, RuntimeError) as error:
        raise PortalError(f"the session bus cannot be used: {error}") from error


def _version(bus: DBusConnection) -> int:
    """Version of the portal's file dialog; asking starts the portal where it does not run yet."""
    reply = bus.send_and_get_reply(Properties(CHOOSER).get("version"), timeout=REPLY_SECS)
    return int(unwrap_msg(reply)[0][1])


def _answer(bus: DBusConnection, title: str, *, wants_folder: bool, start: str) -> list[str]:
    token = f"dustrack_{secrets.token_hex(8)}"
    sender = str(bus.unique_name).removeprefix(":").replace(".", "_")
    request = f"/org/freedesktop/portal/desktop/request/{sender}/{token}"
    response = MatchRule(
        type="signal", interface="org.freedesktop.portal.Request", member="Response", path=request
    )
    gone = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
    gone.add_arg_condition(0, PORTAL)
    daemon = Proxy(message_bus, bus, timeout=REPLY_SECS)
    daemon.AddMatch(response)
    daemon.AddMatch(gone)
    news: deque[Message] = deque()
    options = _options(token, wants_folder=wants_folder, start=start)
    call = new_method_call(CHOOSER, "OpenFile", "ssa{sv}", ("", title, options))
    with bus.filter(response, queue=news), bus.filter(gone, queue=news):
        unwrap_msg(bus.send_and_get_reply(call, timeout=REPLY_SECS))
        message = bus.recv_until_filtered(news)
    if message.header.fields[HeaderFields.member] != "Response":
        raise PortalError("the desktop portal went away while it was asking")
    code, results = message.body
    if code != CHOSEN:
        return []
    _, uris = results.get("uris", ("as", []))
    return [path for path in map(path_of, uris) if path is not None]


def _options(token: str, *, wants_folder: bool, start: str) -> dict[str, tuple[str, object]]:
    options: dict[str, tuple[str, object]] = {"handle_token": ("s", token), "multiple": ("b", True)}
    if wants_folder:
        options["directory"] = ("b", True)
    else:
        names = [f"*{suffix}" for lower in VIDEO_SUFFIXES for suffix in (lower, lower.upper())]
        videos = ("Videos", [(GLOB, name) for name in names])
        options["filters"] = ("a(sa(us))", [videos, ("All files", [(GLOB, "*")])])
    if start:
        options["current_folder"] = ("ay", os.fsencode(start) + b"\0")
    return options
