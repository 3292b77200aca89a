"""The corpus: small clips of every awkward kind, made by the ffmpeg program when a test asks for one."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.video import VideoReader, open_video

WIDTH, HEIGHT, N_FRAMES, FPS = 112, 80, 96, 30

X264 = "-c:v libx264 -preset veryfast -pix_fmt yuv420p"
X265 = "-c:v libx265 -preset ultrafast -pix_fmt yuv420p"
B_FRAMES = f"{X264} -x264-params keyint=24:bframes=3:b-adapt=0:b-pyramid=normal"
OPEN_GOP = f"{X264} -x264-params open-gop=1:keyint=20:min-keyint=20:scenecut=0:bframes=3:b-adapt=0"
OPEN_HEVC = (
    f"{X265} -x265-params open-gop=1:keyint=20:min-keyint=20:scenecut=0:bframes=4:b-adapt=0:log-level=error"
)
DROPS = "-vf select='not(between(mod(n\\,17)\\,5\\,8))' -vsync vfr"
UNEVEN = "-vf setpts='(N+0.4*sin(N*1.7))/(30*TB)' -vsync vfr"
INTRA_REFRESH = f"{X264} -x264-params intra-refresh=1:keyint=30:bframes=0"

ALT_REF = "-pix_fmt yuv420p -auto-alt-ref 1 -lag-in-frames 16 -g 40"

# name -> arguments between input and output; an input other than the source stands before ">"
RECIPES = {
    "bframes.mp4": B_FRAMES,
    "bframes.mov": B_FRAMES,
    "bframes.mkv": B_FRAMES,
    "bframes.ts": B_FRAMES,
    "bframes_h264.avi": B_FRAMES,
    "scanner_ippp.mp4": f"{X264} -tune zerolatency -g 40",
    "infgop.mp4": f"{X264} -g 9999 -keyint_min 9999 -sc_threshold 0",
    "opengop_h264.mp4": OPEN_GOP,
    "opengop_h264.mkv": OPEN_GOP,
    "opengop_hevc.mp4": OPEN_HEVC,
    "opengop_hevc.mkv": OPEN_HEVC,
    "opengop_hevc_gray.mkv": OPEN_HEVC.replace("yuv420p", "gray"),
    "hevc_10bit.mp4": OPEN_HEVC.replace("yuv420p", "yuv420p10le"),
    "vfr.mp4": f"{UNEVEN} {B_FRAMES}",
    "vfr.mkv": f"{UNEVEN} {B_FRAMES}",
    "drops.mp4": f"{DROPS} {B_FRAMES}",
    "drops.mkv": f"{DROPS} {B_FRAMES}",
    "duppts_1500.mkv": f"-vf setpts=N/(1500*TB) -r 1500 {B_FRAMES}",
    "hs1500.mp4": f"-vf setpts=N/(1500*TB) -r 1500 {B_FRAMES}",
    "editlist.mp4": "bframes.mp4 -ss 0.9 > -c copy",
    "editlist_opengop.mp4": "opengop_h264.mp4 -ss 0.9 > -c copy",
    "cut_opengop_h264.mkv": "opengop_h264.mkv -ss 1.1 > -c copy",
    "cut_opengop_hevc.mkv": "opengop_hevc.mkv -ss 1.1 > -c copy",
    "startoffset.mp4": f"{B_FRAMES} -output_ts_offset 7.3",
    "audiofirst.mp4": f"-f lavfi -i sine=d=3 -map 1:a -map 0:v -c:a aac {B_FRAMES}",
    "audiodelay.mp4": f"-itsoffset 0.7 -f lavfi -i sine=d=3 -map 0:v -map 1:a -c:a aac {B_FRAMES}",
    "mpeg2.mpg": "-c:v mpeg2video -q:v 4 -g 15 -bf 2 -f mpeg",
    "mpeg2.ts": "-c:v mpeg2video -q:v 4 -g 15 -bf 2",
    "mpeg4.mp4": "-c:v mpeg4 -q:v 4 -g 30 -bf 2",
    "mpeg4_b.avi": "-c:v mpeg4 -q:v 4 -g 30 -bf 2",
    "raw.h264": B_FRAMES,
    "raw.hevc": OPEN_HEVC,
    "interlaced.mp4": f"{X264} -flags +ilme+ildct -x264-params tff=1:keyint=24",
    "odd_444.mp4": f"-vf scale=97:65 {X264} -pix_fmt yuv444p -g 24",
    "odd_mjpeg.avi": "-vf scale=97:65 -c:v mjpeg -q:v 4 -pix_fmt yuvj420p",
    "oneframe.mp4": f"-frames:v 1 {X264}",
    "oneframe.png": "-frames:v 1",
    "intrarefresh.mp4": INTRA_REFRESH,
    "intrarefresh.ts": INTRA_REFRESH,
    "intrarefresh.mkv": INTRA_REFRESH,
    "fragmented.mp4": f"{B_FRAMES} -movflags frag_keyframe+empty_moov",
    "mjpeg.avi": "-c:v mjpeg -q:v 4 -pix_fmt yuvj420p",
    "mjpeg.mov": "-c:v mjpeg -q:v 4 -pix_fmt yuvj422p",
    "ffv1_g12.mkv": "-c:v ffv1 -g 12 -pix_fmt gray",
    "ffv1_16bit.mkv": "-c:v ffv1 -g 1 -pix_fmt gray16le",
    "rgb.mkv": "-c:v ffv1 -pix_fmt bgr0",
    "palette.gif": "-frames:v 40 -vf format=pal8",
    "vp9_altref.webm": f"-c:v libvpx-vp9 -deadline realtime -cpu-used 8 {ALT_REF}",
    "vp8.webm": f"-c:v libvpx -deadline good -cpu-used 5 -b:v 400k {ALT_REF}",
    "wmv2.wmv": "-c:v wmv2 -q:v 4 -g 30",
    "huffyuv.avi": "-c:v huffyuv -pix_fmt yuv422p",
    "intra_h264.mp4": f"{X264} -g 1",
    "raw.avi": "-c:v rawvideo -pix_fmt yuv420p",
}


@dataclass(frozen=True)
class Reference:
    """What a plain sequential PyAV decode gives: one hash of the stored luma a frame, and the RGB images."""

    luma_hashes: list[str]
    rgb: list[NDArray[np.uint8]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `clip_name` runs once for each kind of file."""
    if "clip_name" in metafunc.fixturenames:
        metafunc.parametrize("clip_name", [*RECIPES, *CUT_TS, "rotated.mp4"])


def hash_of(image: NDArray[np.uint8]) -> str:
    return hashlib.blake2b(np.ascontiguousarray(image).tobytes(), digest_size=12).hexdigest()


def speckle(n_frames: int = N_FRAMES, *, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """Moving noise, (n, height, width): no two frames alike, and motion for the encoder to predict."""
    rng = np.random.default_rng(7)
    texture = rng.normal(0, 1, (height * 2, width * 2))
    texture = (
        texture + np.roll(texture, 1, 0) + np.roll(texture, 1, 1) + np.roll(texture, (1, 1), (0, 1))
    ) / 2
    frames = np.empty((n_frames, height, width), np.uint8)
    for i in range(n_frames):
        shifted = np.roll(texture, (i, int(9 * np.sin(i / 7))), (0, 1))[:height, :width]
        frames[i] = np.clip(110 + 45 * shifted + rng.normal(0, 3, (height, width)), 0, 255)
        frames[i, :8, :56] = np.repeat([(255 * (i >> bit & 1)) for bit in range(7)], 8)[None, :]
    return frames


@pytest.fixture(scope="session")
def ffmpeg() -> Callable[..., None]:
    """Runs the ffmpeg program; its absence fails the tests."""
    program = shutil.which("ffmpeg")
    assert program, "the ffmpeg program is needed to make the test clips; install it (apt-get install ffmpeg)"

    def run(*arguments: str | Path, stdin: bytes | None = None) -> None:
        command = [program, "-hide_banner", "-loglevel", "error", "-y", "-threads", "1", *map(str, arguments)]
        done = subprocess.run(command, input=stdin, capture_output=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr.decode(errors='replace')}"

    return run


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory, ffmpeg: Callable[..., None]) -> Callable[[str], Path]:
    """Makes a clip of the corpus, once a session."""
    folder = tmp_path_factory.mktemp("corpus")

    def make_source(name: str, frames: NDArray[np.uint8]) -> Path:
        path = folder / name
        if not path.exists():
            size = f"{frames.shape[2]}x{frames.shape[1]}"
            source = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", size, "-r", str(FPS), "-i", "-"]
            ffmpeg(*source, "-c:v", "ffv1", path, stdin=frames.tobytes())
        return path

    def make(name: str) -> Path:
        path = folder / name
        if path.exists():
            return path
        if name in CUT_TS:
            data = make(CUT_TS[name]).read_bytes()
            start = len(data) // 188 // 3 * 188
            path.write_bytes(data[start:])
        elif name == "rotated.mp4":
            path.write_bytes(rotated(make("bframes.mp4").read_bytes()))
        else:
            head, _, arguments = RECIPES[name].rpartition(" > ")
            if head:
                source, *before = head.split()
                ffmpeg(*before, "-i", make(source), *arguments.split(), path)
            else:
                ffmpeg("-i", make_source("source.mkv", speckle()), *arguments.split(), path)
        return path

    return make


CUT_TS = {
    "headcut_opengop_h264.ts": "opengop_h264.ts",
    "headcut_opengop_hevc.ts": "opengop_hevc.ts",
    "headcut_mpeg2.ts": "mpeg2.ts",
}
RECIPES["opengop_h264.ts"] = OPEN_GOP
RECIPES["opengop_hevc.ts"] = OPEN_HEVC


def rotated(mp4: bytes) -> bytes:
    """The same MP4 with a track matrix that asks players for a quarter turn."""
    upright = b"".join(n.to_bytes(4, "big") for n in (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000))
    turned = b"".join(
        (n & 0xFFFFFFFF).to_bytes(4, "big") for n in (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    )
    at = mp4.index(upright, mp4.index(b"tkhd"))
    return mp4[:at] + turned + mp4[at + len(turned) :]


@pytest.fixture(scope="session")
def reference_of() -> Callable[[Path], Reference]:
    """Decodes a file from beginning to end by PyAV alone."""
    known: dict[Path, Reference] = {}

    def decode(path: Path) -> Reference:
        if path not in known:
            reference = Reference([], [])
            with av.open(str(path)) as container:
                for packet in container.demux(container.streams.video[0]):
                    try:
                        frames = packet.decode()
                    except av.error.InvalidDataError:
                        continue
                    for frame in frames:
                        reference.luma_hashes.append(hash_of(plain_luma(frame)))
                        reference.rgb.append(frame.to_ndarray(format="rgb24"))
            known[path] = reference
        return known[path]

    return decode


def plain_luma(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """Stored luma in 8 bits, written apart from the code under test."""
    name = frame.format.name
    if name in ("bgr0", "bgra", "rgb24", "pal8", "gray"):
        return frame.to_ndarray(format="gray")
    plane = frame.planes[0]
    if name in ("yuv420p10le", "gray16le"):
        deep = np.frombuffer(plane, "<u2").reshape(plane.height, -1)[:, : plane.width]
        return (deep >> (2 if name == "yuv420p10le" else 8)).astype(np.uint8)
    return np.frombuffer(plane, np.uint8).reshape(plane.height, -1)[:, : plane.width]


@pytest.fixture
def open_clip(tmp_path: Path) -> Iterator[Callable[..., VideoReader]]:
    """Opens a path with its index in a folder of this test; closes it afterwards."""
    readers: list[VideoReader] = []

    def open_path(path: Path, *, budget_bytes: int = 64 << 20) -> VideoReader:
        readers.append(open_video(path, cache_dir=tmp_path / "index", budget_bytes=budget_bytes))
        return readers[-1]

    yield open_path
    for reader in readers:
        reader.close()


@pytest.fixture
def damaged_copy(tmp_path: Path) -> Callable[[Path, int], tuple[Path, int]]:
    """Copies an MP4, zeroes one packet, and says which frame that packet makes."""

    def damage(path: Path, number: int) -> tuple[Path, int]:
        with av.open(str(path)) as container:
            packets = [(p.pos, p.size, p.pts) for p in container.demux(video=0) if p.size]
        at, size, pts = packets[number]
        data = bytearray(path.read_bytes())
        data[at : at + size] = bytes(size)
        damaged = tmp_path / f"damaged_{path.name}"
        damaged.write_bytes(data)
        return damaged, sorted(p[2] for p in packets).index(pts)

    return damage
