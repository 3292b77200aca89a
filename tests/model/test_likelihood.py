"""How sure a model was of a point stays with that very point, through edits, undo's values and snapshots."""

import numpy as np
import pytest

from dustrack_imgui.model.block import BLOCK_FRAMES
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.operations.blockwise import kept, mask_of, overlaid


@pytest.fixture
def predicted() -> Track:
    frames = np.arange(3000)
    return Track.from_points(
        frames, np.column_stack([frames, frames]), Source.MODEL, likelihood=np.linspace(0, 1, 3000)
    )


def test_a_point_tells_how_sure_the_model_was(predicted: Track) -> None:
    assert predicted.has_likelihood
    assert predicted.likelihood_at(0) == 0.0
    assert predicted.likelihood_at(2999) == 1.0
    assert predicted.likelihood_at(3000) is None
    np.testing.assert_array_equal(predicted.likelihood(3000), np.linspace(0, 1, 3000))
    assert len(predicted.likelihood(3100)) == 3100
    assert np.isnan(predicted.likelihood(3100)[3000:]).all()


def test_a_point_set_by_hand_is_no_longer_the_models(predicted: Track) -> None:
    edited = predicted.with_point(1500, (1.0, 2.0), Source.HAND)
    assert edited.likelihood_at(1500) is None
    assert edited.likelihood_at(1501) == predicted.likelihood_at(1501)
    assert predicted.likelihood_at(1500) is not None, "the earlier value, to which undo goes back, keeps it"
    assert edited.blocks[0] is predicted.blocks[0], "untouched blocks are shared"


def test_a_removed_point_leaves_no_likelihood_behind(predicted: Track) -> None:
    put_back = predicted.without([7]).with_point(7, (1.0, 2.0), Source.HAND)
    assert predicted.without([7]).likelihood_at(7) is None
    assert put_back.likelihood_at(7) is None


def test_a_track_without_any_keeps_no_array() -> None:
    track = Track.from_points([1, 2], [(1.0, 2.0), (3.0, 4.0)], Source.HAND)
    assert not track.has_likelihood
    assert all(block is None or block.likelihood is None for block in track.blocks)
    assert np.isnan(track.likelihoods()).all()
    assert not EMPTY_TRACK.has_likelihood
    told_nothing = Track.from_points([1], [(1.0, 2.0)], likelihood=[np.nan])
    assert not told_nothing.has_likelihood


def test_a_block_whose_last_sure_point_goes_drops_its_array(predicted: Track) -> None:
    first = np.arange(BLOCK_FRAMES)
    edited = predicted.with_points(first, np.zeros((BLOCK_FRAMES, 2)), Source.HAND)
    block = edited.blocks[0]
    assert block is not None
    assert block.likelihood is None
    assert edited.has_likelihood


def test_corrections_put_over_a_prediction_take_its_likelihood_away_there_only(predicted: Track) -> None:
    patch = Track.from_points([10, 1030], [(0.0, 0.0), (1.0, 1.0)], Source.HAND)
    spliced = overlaid(predicted, patch)
    assert spliced.likelihood_at(10) is None
    assert spliced.likelihood_at(1030) is None
    assert spliced.likelihood_at(11) == predicted.likelihood_at(11)
    assert overlaid(patch, predicted).likelihood_at(10) == predicted.likelihood_at(10)


def test_masking_keeps_the_likelihood_of_what_stays(predicted: Track) -> None:
    some = kept(predicted, mask_of(np.array([3, 2000]), 3))
    assert some.likelihood_at(3) == predicted.likelihood_at(3)
    assert some.likelihood_at(4) is None
    np.testing.assert_array_equal(some.likelihoods(), predicted.likelihood(3000)[[3, 2000]])


def test_as_many_likelihoods_as_points() -> None:
    with pytest.raises(ValueError, match="2 likelihoods for 1 positions"):
        Track.from_points([1], [(1.0, 2.0)], likelihood=[0.1, 0.2])
