"""Draw an annotation into its video, and extract single frames."""

from pathlib import Path

import dustrack_imgui as dustrack
from dustrack_imgui.batch import extract_frames

ann = dustrack.VideoAnnotation("video_annotations_pn.json", "video.mp4")
print(ann.export_video(start_frame=0, end_frame=9))  # video_annotations_pn_sf0_ef9.mp4

extracted = extract_frames(ann.video.reader, [0, 5], Path("frames"))
print([path.name for path in extracted.paths])
