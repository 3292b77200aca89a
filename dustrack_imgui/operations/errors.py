"""What can go wrong in an operation; each error says what to do about it."""

from __future__ import annotations


class OperationError(ValueError):
    """An operation that cannot be carried out on these labels."""


class NothingWouldRemainError(OperationError):
    """An operation that keeps some frames would keep none."""


class UnknownLabelError(OperationError):
    """A label is asked for that the layer does not have."""


class FilterError(OperationError):
    """A low-pass filter cannot be applied to this signal."""
