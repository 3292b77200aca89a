"""Backbones that have learned general images: from this computer's cache, or fetched.

Without a network the libraries try for most of a minute before they give up, so the cache is asked first and
the network is tried briefly.
"""

from __future__ import annotations

import threading
from typing import Any

from dustrack_imgui.jobs.child.channel import Channel, JobError

PROBE_SECS = 1.5


def build_pretrained(channel: Channel, network_config: Any) -> Any:
    """Build a network whose backbone is pretrained.

    Raises
    ------
    JobError
        When the weights are neither on this computer nor can be fetched.
    """
    from deeplabcut.pose_estimation_pytorch.models import PoseModel
    from huggingface_hub import constants

    was_offline = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        return PoseModel.build(network_config, pretrained_backbone=True)
    except (OSError, RuntimeError, ValueError) as error:
        if was_offline or not _is_reachable():
            raise _not_to_be_had(network_config) from error
    finally:
        constants.HF_HUB_OFFLINE = was_offline
    channel.log("Fetching the pretrained backbone; it is kept for the next time.")
    try:
        return PoseModel.build(network_config, pretrained_backbone=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise _not_to_be_had(network_config) from error


def _is_reachable() -> bool:
    """Whether the host of the weights answers; looking up its name may block, so a thread does it."""
    answered = threading.Event()
    threading.Thread(target=_try_host, args=(answered,), daemon=True).start()
    return answered.wait(PROBE_SECS)


def _try_host(answered: threading.Event) -> None:
    import urllib.error
    import urllib.request

    from huggingface_hub import constants

    request = urllib.request.Request(constants.ENDPOINT, method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=PROBE_SECS):
            answered.set()
    except urllib.error.HTTPError:
        answered.set()
    except (OSError, ValueError):
        return


def _not_to_be_had(network_config: Any) -> JobError:
    name = network_config.backbone.get("model_name") or network_config.backbone.get("type")
    return JobError(
        "The pretrained weights are missing",
        f"The backbone “{name}” is not on this computer and could not be fetched.",
        "Connect to the internet once, start from a snapshot, or start from random weights.",
    )
