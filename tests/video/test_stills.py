"""DICOM clips and folders of images read like any other video."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pydicom.data
import pytest
from PIL import Image
from pydicom.pixels import pixel_array

from dustrack_imgui.video import (
    FrameUndecodableError,
    NoPictureError,
    Picture,
    UnreadableVideoError,
    VideoReader,
    open_video,
)

Open = Callable[..., VideoReader]


@pytest.fixture(scope="module")
def heart() -> Path:
    """A real ultrasound cine that the pydicom package brings along: 30 frames, 320x240, coloured marks."""
    found = pydicom.data.get_testdata_file("examples_ybr_color.dcm")
    assert isinstance(found, str)
    return Path(found)


def poll_exact(reader: VideoReader, frame: int) -> Picture:
    reader.request(frame)
    for _ in range(1000):
        picture = reader.poll()
        if picture is not None and picture.is_exact:
            return picture
        time.sleep(0.005)
    raise AssertionError(f"frame {frame} did not come")


def test_a_dicom_cine_is_a_video(heart: Path, open_clip: Open) -> None:
    reader = open_clip(heart)
    meta = reader.meta
    assert (len(reader), meta.width, meta.height, meta.is_colour) == (30, 320, 240, True)
    assert meta.fps == pytest.approx(1000 / 33.333)
    assert reader.times[3] == pytest.approx(0.099999)
    for frame in (7, 29, 0):
        expected = pixel_array(heart, index=frame)
        assert np.array_equal(reader.get_rgb(frame), expected)
        assert np.array_equal(poll_exact(reader, frame).image, expected)
        assert reader.get(frame).shape == (240, 320)
    assert len(list(reader.luma_frames(29, -1))) == 30


def test_dicom_is_known_by_its_content(heart: Path, tmp_path: Path, open_clip: Open) -> None:
    path = tmp_path / "IM000001"
    path.write_bytes(heart.read_bytes())
    assert len(open_clip(path)) == 30


def test_a_dicom_cut_short_shows_what_is_left(heart: Path, tmp_path: Path, open_clip: Open) -> None:
    path = tmp_path / "cut.dcm"
    path.write_bytes(heart.read_bytes()[: int(heart.stat().st_size * 0.6)])
    reader = open_clip(path)
    assert 10 < len(reader) < 20
    assert reader.meta.n_missing == 30 - len(reader)
    assert np.array_equal(reader.get_rgb(len(reader) - 1), pixel_array(heart, index=len(reader) - 1))


@pytest.mark.parametrize("name", ["reportsi.dcm", "rtplan.dcm"])
def test_dicom_without_pictures_is_refused(name: str, open_clip: Open) -> None:
    found = pydicom.data.get_testdata_file(name)
    assert isinstance(found, str)
    with pytest.raises(NoPictureError, match="holds no images"):
        open_clip(Path(found))


def test_text_named_dicom_is_refused(tmp_path: Path, open_clip: Open) -> None:
    path = tmp_path / "note.dcm"
    path.write_text("dear diary " * 50)
    with pytest.raises((UnreadableVideoError, NoPictureError)):
        open_clip(path)


def write_grey_dicom(path: Path, values: np.ndarray, bits: int, **elements: object) -> Path:  # type: ignore[type-arg]
    meta = pydicom.dataset.FileMetaDataset()
    meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = pydicom.uid.UltrasoundMultiFrameImageStorage
    meta.MediaStorageSOPInstanceUID = "1.2.3"
    data = pydicom.Dataset()
    data.file_meta = meta
    data.Rows, data.Columns = values.shape[1:]
    data.NumberOfFrames = len(values)
    data.SamplesPerPixel = 1
    data.PhotometricInterpretation = "MONOCHROME2"
    data.BitsAllocated = 8 if bits == 8 else 16
    data.BitsStored = bits
    data.HighBit = bits - 1
    data.PixelRepresentation = 0
    for name, value in elements.items():
        setattr(data, name, value)
    data.PixelData = values.astype(np.uint8 if bits == 8 else "<u2").tobytes()
    data.save_as(path, enforce_file_format=True)
    return path


def test_grey_dicom_in_8_bits_is_untouched(tmp_path: Path, open_clip: Open) -> None:
    values = np.random.default_rng(0).integers(0, 256, (4, 20, 30))
    plain = open_clip(write_grey_dicom(tmp_path / "plain.dcm", values, 8, CineRate=25))
    turned = open_clip(
        write_grey_dicom(tmp_path / "m1.dcm", values, 8, PhotometricInterpretation="MONOCHROME1")
    )
    assert plain.meta.fps == pytest.approx(25)
    assert not plain.meta.is_colour
    assert np.array_equal(plain.get(2), values[2])
    assert np.array_equal(turned.get(2), 255 - values[2])
    assert any("assumed" in warning for warning in turned.meta.warnings)


def test_deep_dicom_is_brought_to_8_bits_alike_for_all_frames(tmp_path: Path, open_clip: Open) -> None:
    values = np.random.default_rng(0).integers(0, 4096, (3, 20, 30))
    plain = open_clip(write_grey_dicom(tmp_path / "plain.dcm", values, 12))
    window = {"WindowCenter": 1000, "WindowWidth": 500}
    windowed = open_clip(write_grey_dicom(tmp_path / "window.dcm", values, 12, **window))
    assert np.array_equal(plain.get(1), values[1] >> 4)
    assert np.array_equal(windowed.get(1) == 255, values[1] >= 1249)
    assert np.array_equal(windowed.get(1) == 0, values[1] <= 750)


def test_uneven_frame_times_of_dicom_are_kept(tmp_path: Path, open_clip: Open) -> None:
    values = np.zeros((4, 8, 8))
    reader = open_clip(write_grey_dicom(tmp_path / "a.dcm", values, 8, FrameTimeVector=[0, 20, 30, 50]))
    assert reader.times.tolist() == pytest.approx([0, 0.02, 0.05, 0.1])


@pytest.fixture
def frames() -> list[np.ndarray]:  # type: ignore[type-arg]
    rng = np.random.default_rng(3)
    return [rng.integers(0, 256, (24, 32), dtype=np.uint8) for _ in range(12)]


def test_a_folder_of_images_in_natural_order(
    tmp_path: Path, frames: list[np.ndarray], open_clip: Open
) -> None:  # type: ignore[type-arg]
    folder = tmp_path / "images"
    folder.mkdir()
    for number, frame in enumerate(frames):
        Image.fromarray(frame).save(folder / f"Frame{number + 1}.{'png' if number % 2 else 'TIF'}")
    (folder / "notes.txt").write_text("not an image")
    (folder / ".hidden.png").write_bytes(b"")
    reader = open_clip(folder)
    assert len(reader) == 12
    assert all(np.array_equal(reader.get(i), frame) for i, frame in enumerate(frames))
    assert reader.meta.fps == 30
    assert "30 frames per second is assumed" in reader.meta.warnings[0]
    assert not reader.is_changed_on_disk()
    Image.fromarray(frames[0]).save(folder / "Frame99.png")
    assert reader.is_changed_on_disk()


def test_coloured_deep_and_grey_images(tmp_path: Path, open_clip: Open) -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (24, 32, 3), dtype=np.uint8)
    deep = np.random.default_rng(2).integers(0, 65536, (24, 32), dtype=np.uint16)
    Image.fromarray(rgb).save(tmp_path / "1.png")
    Image.fromarray(deep).save(tmp_path / "2.png")
    Image.fromarray(rgb).convert("L").convert("RGB").save(tmp_path / "3.bmp")
    reader = open_clip(tmp_path)
    assert reader.meta.is_colour
    assert np.array_equal(poll_exact(reader, 0).image, rgb)
    assert np.array_equal(poll_exact(reader, 1).image, deep >> 8)
    assert poll_exact(reader, 2).image.ndim == 2
    assert reader.get_rgb(1).shape == (24, 32, 3)


def test_images_of_two_sizes_are_refused(tmp_path: Path, frames: list[np.ndarray], open_clip: Open) -> None:  # type: ignore[type-arg]
    Image.fromarray(frames[0]).save(tmp_path / "a.png")
    Image.fromarray(frames[0][:10]).save(tmp_path / "b.png")
    with pytest.raises(UnreadableVideoError, match=r"32x10 here, 32x24 in a\.png") as caught:
        open_clip(tmp_path)
    assert caught.value.path == tmp_path / "b.png"


def test_a_folder_without_images_is_refused(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("nothing here")
    with pytest.raises(NoPictureError, match="holds no images"):
        open_video(tmp_path)


def test_a_damaged_image_keeps_its_number(tmp_path: Path, frames: list[np.ndarray], open_clip: Open) -> None:  # type: ignore[type-arg]
    for number, frame in enumerate(frames):
        Image.fromarray(frame).save(tmp_path / f"{number}.png")
    (tmp_path / "4.png").write_bytes(b"\x89PNG nothing")
    reader = open_clip(tmp_path)
    assert len(reader) == 12
    assert any("cannot be read" in warning for warning in reader.meta.warnings)
    with pytest.raises(FrameUndecodableError):
        reader.get(4)
    assert np.array_equal(reader.get(5), frames[5])
    walked = list(reader.luma_frames())
    assert len(walked) == 12
    assert np.array_equal(walked[4], frames[3])
