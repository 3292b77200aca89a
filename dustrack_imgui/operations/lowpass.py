"""A zero-phase Butterworth low-pass for traces, with numpy alone.

The filter is the one that DUSTrack's signals use (order 6, forward and backward, odd extension at the ends,
after Gustafsson, 1996, for the initial state); scipy is not needed for one filter. It runs in blocks: within
a block the recursion is a product with a Toeplitz matrix, between blocks the filter's state is handed on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.operations.errors import FilterError

ORDER = 6
_BLOCK_SAMPLES = 256

Floats = NDArray[np.float64]


def lowpass(signal: ArrayLike, *, cutoff_hz: float, fps: float, order: int = ORDER) -> Floats:
    """Smooth signals along their first axis without shifting them in time.

    Gaps are bridged by straight lines (and extended by them at the ends) for the filter only; they are gaps
    again in the result.

    Parameters
    ----------
    signal
        ``(frames, ...)``, NaN where unknown.
    cutoff_hz
        Half of the power of this frequency passes each of the two runs; between 0 and half the frame rate.

    Raises
    ------
    FilterError
        For a cut-off outside of its range, or a signal shorter than the filter's ends.
    """
    values = np.array(signal, np.float64)
    if not 0 < cutoff_hz < fps / 2:
        raise FilterError(
            f"The cut-off must lie between 0 and {fps / 2:g} Hz, half the frame rate, not at {cutoff_hz:g}."
        )
    if order < 1:
        raise FilterError(f"The filter needs at least order 1, not {order}.")
    edge = 3 * (order + 1)
    if len(values) <= edge:
        raise FilterError(f"The filter needs more than {edge} frames, there are {len(values)}.")
    columns = values.reshape(len(values), -1)
    gaps = np.isnan(columns)
    for column in np.flatnonzero(gaps.any(axis=0)):
        columns[:, column] = _bridged(columns[:, column])
    run = _Recursion(order, cutoff_hz / (fps / 2))
    extended = np.concatenate(
        (2 * columns[0] - columns[edge:0:-1], columns, 2 * columns[-1] - columns[-2 : -edge - 2 : -1])
    )
    both = run(run(extended)[::-1])[::-1]
    smooth = both[edge : len(both) - edge]
    smooth[gaps] = np.nan
    return smooth.reshape(values.shape)


def _bridged(column: Floats) -> Floats:
    """Column with straight lines through its gaps; all NaN when fewer than two values are known."""
    known = np.flatnonzero(~np.isnan(column))
    if len(known) < 2:
        return np.full_like(column, np.nan)
    frames = np.arange(len(column))
    line = np.interp(frames, known, column[known])
    for edge, inner in ((known[0], known[1]), (known[-1], known[-2])):
        slope = (column[inner] - column[edge]) / (inner - edge)
        outside = frames < edge if edge < inner else frames > edge
        line[outside] = column[edge] + slope * (frames[outside] - edge)
    return line


class _Section(NamedTuple):
    """A second-order section ``(b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²)`` that leaves a constant as it is."""

    b0: float
    b1: float
    b2: float
    a1: float
    a2: float


def _butterworth(order: int, cutoff: float) -> list[_Section]:
    """Sections of a Butterworth low-pass, bilinear transform; `cutoff` is a fraction of half the rate."""
    k = float(np.tan(np.pi * cutoff / 2))
    sections = []
    if order % 2:
        sections.append(_Section(k / (1 + k), k / (1 + k), 0.0, (k - 1) / (1 + k), 0.0))
    for number in range(order // 2):
        angle = np.pi * (number + 1 if order % 2 else number + 0.5) / order
        damping = 2 * float(np.cos(angle)) * k
        a0 = 1 + damping + k * k
        gain = k * k / a0
        sections.append(_Section(gain, 2 * gain, gain, 2 * (k * k - 1) / a0, (1 - damping + k * k) / a0))
    return sections


class _Recursion:
    """A cascade of sections as matrices that take it from one block of samples to the next."""

    def __init__(self, order: int, cutoff: float) -> None:
        self._sections = _butterworth(order, cutoff)
        n_states = 2 * len(self._sections)
        states = np.concatenate((np.zeros((n_states, 1)), np.eye(n_states)), axis=1)
        outputs = np.empty((_BLOCK_SAMPLES, n_states + 1))
        after_impulse = np.empty((_BLOCK_SAMPLES, n_states))
        sample = np.eye(1, n_states + 1)[0]
        for row in range(_BLOCK_SAMPLES):
            outputs[row] = self._step(sample, states)
            after_impulse[row] = states[:, 0]
            sample = np.zeros(n_states + 1)
        lag = np.subtract.outer(np.arange(_BLOCK_SAMPLES), np.arange(_BLOCK_SAMPLES))
        self._output_of_input = np.where(lag >= 0, outputs[np.abs(lag), 0], 0.0)
        self._output_of_state = outputs[:, 1:]
        self._state_of_input = after_impulse[::-1].T
        self._state_of_state = states[:, 1:].copy()
        self._steady_state = np.array([z for s in self._sections for z in (1 - s.b0, s.b2 - s.a2)])

    def __call__(self, columns: Floats) -> Floats:
        """Filter columns (samples, K), as if each had always had its first value before."""
        state = np.outer(self._steady_state, columns[0])
        result = np.empty_like(columns)
        for start in range(0, len(columns), _BLOCK_SAMPLES):
            block = columns[start : start + _BLOCK_SAMPLES]
            n = len(block)
            result[start : start + n] = (
                self._output_of_input[:n, :n] @ block + self._output_of_state[:n] @ state
            )
            if n == _BLOCK_SAMPLES:
                state = self._state_of_state @ state + self._state_of_input @ block
        return result

    def _step(self, sample: Floats, states: Floats) -> Floats:
        """One sample through all sections (transposed direct form II); changes the states (2·sections, K)."""
        for number, section in enumerate(self._sections):
            output = section.b0 * sample + states[2 * number]
            states[2 * number] = section.b1 * sample - section.a1 * output + states[2 * number + 1]
            states[2 * number + 1] = section.b2 * sample - section.a2 * output
            sample = output
        return sample
