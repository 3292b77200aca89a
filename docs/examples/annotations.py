"""Read an annotation, change it, save it."""

import dustrack_imgui as dustrack

ann = dustrack.VideoAnnotation("video_annotations_pn.json", "video.mp4")
print(ann.labels, ann.n_frames, ann.frames_overlapping[:5])

ann.add([61.5, 70.25], "0", 3)  # label 0 at frame 3
ann.data["0"][3][0] += 0.5  # move it half a pixel to the right
ann.remove("1", 4)
ann.add_label("7")
ann.save("video_annotations_corrected.json")

empty = dustrack.VideoAnnotation(vname="video.mp4", name="second", n_labels=3)
empty.add_at_frame(0, ann.get_at_frame(0)[:3])
empty.save()  # video_annotations_second.json
