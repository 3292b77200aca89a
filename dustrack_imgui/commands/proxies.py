"""Commands about how videos are decoded for the eye: proxies, and devices that decode."""

from __future__ import annotations

from dataclasses import replace

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.commands.proxy_effects import DropProxy, MakeProxy
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Command, Kind, Result, switch

SECTION = "0. Video"


def make_proxy(session: Session) -> Result:
    """Make a proxy of the video on screen, so that dragging finds a picture at once."""
    return Result(session, effects=(MakeProxy(active(session).video.key),))


def drop_proxy(session: Session) -> Result:
    """Delete the proxy of the video on screen."""
    return Result(session, effects=(DropProxy(active(session).video.key),))


def toggle_proxies(session: Session) -> Session:
    """Make proxies of videos with long groups of pictures when they are opened, or leave that to the user."""
    decoding = session.interface.decoding
    changed = replace(decoding, makes_proxies=not decoding.makes_proxies)
    text = (
        "Videos in which key frames are rare get a proxy when they are opened."
        if changed.makes_proxies
        else "Proxies are made only when you ask for one."
    )
    return replace(session, interface=replace(session.interface, decoding=changed)).saying(text)


def toggle_device(session: Session) -> Session:
    """Let a device decode videos where it is exact, or always decode in software."""
    decoding = session.interface.decoding
    changed = replace(decoding, uses_device=not decoding.uses_device)
    text = "Trying what hardware can decode…" if changed.uses_device else "Videos are decoded in software."
    return replace(session, interface=replace(session.interface, decoding=changed)).saying(text)


COMMANDS = (
    Command(
        "video.make_proxy",
        "Make proxy of this video",
        "For videos in which key frames are rare: dragging finds a picture at once. For the eye only.",
        SECTION,
        make_proxy,
        Kind.VIEW,
        (),
        needs_video,
    ),
    Command(
        "video.drop_proxy",
        "Delete proxy of this video",
        "Give its room on disk back; the video itself is not touched.",
        SECTION,
        drop_proxy,
        Kind.VIEW,
        (),
        needs_video,
    ),
    switch(
        Command(
            "video.toggle_proxies",
            "Proxies made by themselves",
            "Make one for every opened video in which key frames are rare; off at first.",
            SECTION,
            toggle_proxies,
            Kind.VIEW,
        ),
        lambda session: session.interface.decoding.makes_proxies,
    ),
    switch(
        Command(
            "video.toggle_hardware",
            "Decode by hardware",
            "Only where its pictures are exactly those of the software decoder; off at first.",
            SECTION,
            toggle_device,
            Kind.VIEW,
        ),
        lambda session: session.interface.decoding.uses_device,
    ),
)
