"""Find short jumps in a dense annotation and track them anew."""

import dustrack_imgui as dustrack

ann = dustrack.VideoAnnotation("video_annotations_pn.json", "video.mp4")
ann.data["0"][9] = [150.0, 20.0]  # a jump, as a model makes them
report = dustrack.detect_blips(ann)
print(report.by_label(), report.length_histogram())

corrections = dustrack.interpolate_blips(ann, report)  # points on the frames of blips only
without = dustrack.remove_blips(ann, report)
print(corrections.frames, 9 in without.data["0"])
