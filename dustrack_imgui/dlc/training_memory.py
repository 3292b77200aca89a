"""How much memory of a graphics card a training takes, estimated from what a network keeps of an image."""

from __future__ import annotations

GIB, MIB = 1 << 30, 1 << 20

KEPT_MIB = {
    "resnet_50": 371,
    "resnet_101": 528,
    "cspnext_s": 136,
    "cspnext_m": 258,
    "cspnext_x": 609,
    "hrnet_w18": 418,
    "hrnet_w32": 594,
    "hrnet_w48": 795,
}
"""What a network keeps of one image until the way back: sizes of all tensors that PyTorch saves for it.

Counted on the CPU, with ``torch.autograd.graph.saved_tensors_hooks``, for DeepLabCut 3.0.2 and an image of
448 by 448 pixels, the largest that it cuts images to for training. It grows with the number of images.
"""

WEIGHTS_MILLIONS = {
    "resnet_50": 23.7,
    "resnet_101": 42.7,
    "cspnext_s": 4.4,
    "cspnext_m": 12.4,
    "cspnext_x": 47.7,
    "hrnet_w18": 9.6,
    "hrnet_w32": 29.3,
    "hrnet_w48": 65.3,
}
_BYTES_PER_WEIGHT = 4 * 4
"""The weight, its gradient, and the two means that AdamW keeps of it, all as float32."""

_CONTEXT_BYTES = GIB // 2
"""About what CUDA and cuDNN take before there is any network."""

_PASSING_SHARE = 0.1
"""What is in use for a moment beside what is kept: gradients on their way back, cuDNN's work space."""

USUAL_NET = "resnet_50"


def training_bytes(net_type: str, batch_size: int) -> int:
    """Return about how much memory of a card a training takes; an unknown network counts as the usual one.

    It is an upper estimate: smaller images take less.
    """
    net = net_type if net_type in KEPT_MIB else USUAL_NET
    kept = KEPT_MIB[net] * MIB * batch_size
    weights = WEIGHTS_MILLIONS[net] * 1e6 * _BYTES_PER_WEIGHT
    return int(_CONTEXT_BYTES + weights + kept * (1 + _PASSING_SHARE))
