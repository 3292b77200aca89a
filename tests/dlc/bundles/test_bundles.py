"""Seed bundles: made, listed, inspected; as folders and as archives that nobody need trust."""

from __future__ import annotations

import contextlib
import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dustrack_imgui as dustrack
from dustrack_imgui.dlc.bundle_errors import BundleError, BundleInTheWayError, BundleMissingError
from dustrack_imgui.dlc.bundle_export import export_bundle
from dustrack_imgui.dlc.bundle_facts import find_bundles, read_bundle
from dustrack_imgui.dlc.bundle_files import copy_out, open_bundle
from dustrack_imgui.formats.errors import WriteError


def zipped(folder: Path, path: Path, *, inside: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{inside}{file.name}")
    return path


def listing(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_bundle_of_dustrack_says_what_it_tracks(bundle):
    found = dustrack.inspect_seed_bundle(bundle)
    assert found == {
        "snapshot": bundle / "snapshot-150.pt",
        "pytorch_config": bundle / "pytorch_config.yaml",
        "pose_cfg": bundle / "pose_cfg.yaml",
        "bodyparts": ["toe", "heel"],
        "net_type": "resnet_50",
        "description": "fascicle ends, 5 MHz",
        "epoch": 150,
        "size_bytes": sum(path.stat().st_size for path in bundle.iterdir()),
    }


@pytest.mark.parametrize("inside", ["", "gastroc/"])
def test_an_archive_says_the_same_without_being_unpacked(bundle, tmp_path, inside):
    archive = zipped(bundle, tmp_path / "gastroc.zip", inside=inside)
    before = listing(tmp_path)
    found = read_bundle(archive)
    assert (found.name, found.snapshot, found.body_parts) == ("gastroc", "snapshot-150.pt", ("toe", "heel"))
    assert listing(tmp_path) == before


@pytest.mark.parametrize("name", ["pytorch_config.yaml", "pose_cfg.yaml", "snapshot-150.pt"])
def test_what_is_missing_is_named(bundle, name):
    (bundle / name).unlink()
    with pytest.raises(FileNotFoundError, match="The seed bundle lacks") as caught:
        dustrack.inspect_seed_bundle(bundle)
    assert name.replace("150", "*") in str(caught.value)


def test_nothing_there_at_all(tmp_path):
    with pytest.raises(BundleMissingError, match="There is no such seed bundle"):
        read_bundle(tmp_path / "gone")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  bodyparts:\n  - toe\n  - heel\n", "", "does not say which body parts"),
        ("  - toe\n  - heel\n", "  - toe\n  - toe\n", "names a body part twice"),
        ("  - toe\n", "  - hip\n", "name different body parts"),
        ("method: bu", "method: td", "needs a detector"),
        ("unique_bodyparts: []", "unique_bodyparts: [nose]", "several animals"),
        ("metadata:", "metadata: [", "cannot be understood"),
        ("metadata:", "metadata: !!python/object:os.system {}\nold:", "cannot be understood"),
    ],
)
def test_a_model_that_cannot_be_a_seed_is_refused_with_the_reason(bundle, old, new, says):
    edit(bundle / "pytorch_config.yaml", old, new)
    with pytest.raises(ValueError, match=says):
        dustrack.inspect_seed_bundle(bundle)


def test_several_snapshots_are_ambiguous(bundle):
    (bundle / "snapshot-best-100.pt").write_bytes(b"x")
    with pytest.raises(ValueError, match="several snapshots"):
        dustrack.inspect_seed_bundle(bundle)


def test_empty_weights_and_huge_settings_are_refused(bundle):
    (bundle / "snapshot-150.pt").write_bytes(b"")
    with pytest.raises(BundleError, match="empty"):
        read_bundle(bundle)
    (bundle / "snapshot-150.pt").write_bytes(b"x")
    (bundle / "pose_cfg.yaml").write_bytes(b" " * (1 << 20))
    with pytest.raises(BundleError, match="far too many for settings"):
        read_bundle(bundle)


@pytest.mark.parametrize(
    "name", ["../pose_cfg.yaml", "/pose_cfg.yaml", "a/../../pose_cfg.yaml", "C:\\pose_cfg.yaml"]
)
def test_archives_that_lead_out_of_themselves_are_refused(bundle, tmp_path, name):
    archive = zipped(bundle, tmp_path / "evil.zip")
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(name, "x")
    with pytest.raises(BundleError, match="not safe"):
        read_bundle(archive)


def test_links_in_archives_are_refused(bundle, tmp_path):
    archive = zipped(bundle, tmp_path / "evil.zip")
    link = zipfile.ZipInfo("config")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(link, "/etc/passwd")
    with pytest.raises(BundleError, match="not safe"):
        read_bundle(archive)


def test_archives_that_unpack_to_far_more_are_refused(bundle, tmp_path):
    (bundle / "snapshot-150.pt").write_bytes(bytes(64 << 20))
    with pytest.raises(BundleError, match="far more than it holds"):
        read_bundle(zipped(bundle, tmp_path / "bomb.zip"))


def test_damaged_archives_are_refused(bundle, tmp_path):
    archive = zipped(bundle, tmp_path / "cut.zip")
    archive.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(BundleError, match="damaged"):
        read_bundle(archive)
    archive.write_bytes(b"no archive")
    with pytest.raises(BundleError, match="damaged"):
        read_bundle(archive)


def test_a_folder_of_bundles_is_listed_by_name_with_what_is_wrong(bundle, tmp_path):
    root = bundle.parent
    zipped(bundle, root / "archived.zip")
    (root / "broken").mkdir()
    (root / "broken" / "snapshot-001.pt").write_bytes(b"x")
    (root / "unrelated").mkdir()
    (root / "notes.txt").write_text("x")
    found = find_bundles(root)
    assert [one.name for one in found] == ["archived", "broken", "gastroc"]
    assert [one.problem for one in found] == [
        "",
        "The seed bundle lacks pytorch_config.yaml and pose_cfg.yaml.",
        "",
    ]
    listed = dustrack.list_seed_bundles(str(root))
    assert [(one["name"], one["path"]) for one in listed] == [
        ("archived", root / "archived.zip"),
        ("gastroc", bundle),
    ]


@pytest.mark.parametrize("name", ["legs", "legs.zip"])
def test_a_snapshot_becomes_a_bundle_that_can_be_read(snapshot, tmp_path, name):
    out = dustrack.extract_snapshot_for_seeding(snapshot, tmp_path / "new" / name, "toe and heel")
    found = read_bundle(out)
    assert found.body_parts == ("toe", "heel")
    assert (found.snapshot, found.epoch, found.description) == ("snapshot-best-150.pt", 150, "toe and heel")
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]


def test_other_files_of_the_folder_stay_and_the_same_snapshot_is_written_anew(snapshot, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    export_bundle(snapshot, out)
    snapshot.write_bytes(b"trained on")
    export_bundle(snapshot, out)
    assert listing(out) == ["notes.txt", "pose_cfg.yaml", "pytorch_config.yaml", "snapshot-best-150.pt"]
    assert (out / "snapshot-best-150.pt").read_bytes() == b"trained on"


def test_another_bundle_is_never_mixed_up_or_overwritten(snapshot, bundle, tmp_path):
    before = {path: path.read_bytes() for path in bundle.iterdir()}
    with pytest.raises(FileExistsError, match="bundle of another snapshot"):
        dustrack.extract_snapshot_for_seeding(snapshot, bundle)
    assert {path: path.read_bytes() for path in bundle.iterdir()} == before
    archive = tmp_path / "taken.zip"
    archive.write_bytes(b"theirs")
    with pytest.raises(BundleInTheWayError, match="choose another name"):
        export_bundle(snapshot, archive)
    assert archive.read_bytes() == b"theirs"


def test_a_snapshot_without_its_configurations_makes_no_bundle(snapshot, tmp_path):
    (snapshot.parent.parent / "test" / "pose_cfg.yaml").unlink()
    with pytest.raises(FileNotFoundError, match="What belongs to the snapshot is missing"):
        dustrack.extract_snapshot_for_seeding(snapshot, tmp_path / "out")
    with pytest.raises(FileNotFoundError, match="no such snapshot"):
        dustrack.extract_snapshot_for_seeding(snapshot.with_name("snapshot-999.pt"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_full_disk_leaves_no_half_bundle(snapshot, tmp_path, monkeypatch):
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dustrack_imgui.dlc.bundle_files.os.fsync", full)
    with pytest.raises(WriteError, match="No space left on device"):
        export_bundle(snapshot, tmp_path / "out" / "legs")
    assert listing(tmp_path / "out") == []


def test_the_folder_of_bundles_is_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr("dustrack_imgui.dlc.bundles_root.config_dir", lambda: tmp_path / "settings")
    folder = tmp_path / "bundles"
    folder.mkdir()
    assert dustrack.get_seed_bundles_root() is None
    dustrack.set_seed_bundles_root(str(folder))
    assert dustrack.get_seed_bundles_root() == folder
    folder.rmdir()
    assert dustrack.get_seed_bundles_root() is None
    dustrack.set_seed_bundles_root(None)
    folder.mkdir()
    assert dustrack.get_seed_bundles_root() is None
    next((tmp_path / "settings").iterdir()).write_text("[")
    assert dustrack.get_seed_bundles_root() is None


@given(data=st.data())
def test_archives_damaged_anywhere_are_read_or_refused(sound_archive, data, tmp_path_factory):
    content = bytearray(sound_archive)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    target = path.with_suffix(".pt")
    target.unlink(missing_ok=True)
    with contextlib.suppress(BundleError):
        found = read_bundle(path)
        with open_bundle(path) as files:
            copy_out(files[found.snapshot], target, origin=path, check=lambda: None)


@given(
    text=st.text(max_size=200) | st.binary(max_size=200),
    name=st.sampled_from(["pytorch_config.yaml", "pose_cfg.yaml"]),
)
def test_settings_with_any_content_are_read_or_refused(sound_archive, text, name, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "strange.zip"
    with zipfile.ZipFile(io.BytesIO(sound_archive)) as old, zipfile.ZipFile(path, "w") as new:
        for member in old.namelist():
            new.writestr(member, text if member == name else old.read(member))
    with contextlib.suppress(BundleError):
        read_bundle(path)


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 20_000, "&a [*a]", "a: &a [1]\nb: *a\nmetadata: {bodyparts: *a}", "? [a]\n: 1"]
)
def test_settings_that_would_hurt_a_careless_reader_are_refused(bundle, text):
    (bundle / "pytorch_config.yaml").write_text(text)
    with pytest.raises(BundleError):
        read_bundle(bundle)
