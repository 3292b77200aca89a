"""Reduce jitter with the LK-RSTC moving average."""

import numpy as np

import dustrack_imgui as dustrack
from dustrack_imgui.lk_filter import raw_windows

ann = dustrack.VideoAnnotation("video_annotations_pn.json", "video.mp4")
smooth = ann.postprocess(window_size=0.3)  # saved as video_annotations_pn_lkmovavg_0.300.json
print(smooth.name, smooth.labels)

again = dustrack.lk_moving_average_filter("video_annotations_pn.json", "video.mp4", window_size=0.3)
assert again.data == smooth.data  # nothing changed, so nothing was computed again

windows = raw_windows("video_annotations_pn_lkmovavg_0.300.npz")
print(f"windows differ by {np.nanstd(windows, axis=0).mean():.2f} px")
