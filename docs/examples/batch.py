"""Prepare videos: index them, and make copies without colour. Originals are never touched."""

import dustrack_imgui as dustrack

print(dustrack.build_toc("video.mp4", show_progress=False))
print(dustrack.convert_to_mono("video.mp4", skip_already_mono=False, preset="ultrafast", verbose=False))
