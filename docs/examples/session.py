"""Drive a session from a script or an IPython prompt, beside its window or without one."""

import dustrack_imgui as dustrack

tracker = dustrack.open("video.mp4", "manual", window=False)  # leave window out to see it
tracker.annotation_label = "0"
for frame, xy in ((0, (61.5, 70.25)), (20, (64.0, 69.0))):
    tracker.frame = frame
    tracker.add_annotation(xy)

tracker.check_labels_with_lk("all")  # LK-RSTC between the labelled frames, into the layer "buffer"
print(tracker.annotations["buffer"].n_annotations)

tracker.undo()
tracker.ann.add([62.0, 70.0], "0", 5)  # the layer itself; this too is one undo step, and on screen at once
tracker.save()
print(tracker.session.history.undo, tracker.message)
tracker.close()
