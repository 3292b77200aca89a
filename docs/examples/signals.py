"""Positions as arrays, and the area that labels span."""

import numpy as np

import dustrack_imgui as dustrack

ann = dustrack.VideoAnnotation("video_annotations_pn.json", "video.mp4")
trace = ann.to_trace("0")  # (frames, 2), NaN where the label is not marked
speed = np.hypot(*np.diff(trace, axis=0).T) * ann.video.fps
area = ann.get_area("012", lowpass=3.0)  # corners 0, 1, 2, smoothed below 3 Hz
print(f"fastest {np.nanmax(speed):.1f} px/s, area {np.nanmean(np.asarray(area)):.0f} px²")
