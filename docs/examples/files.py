"""Merge the files of several people, and exchange labels with DeepLabCut."""

import dustrack_imgui as dustrack
from dustrack_imgui._file_management import make_annotation_file_name, merge_annotations_in_folder

ann = dustrack.VideoAnnotation("video_annotations_pn.json", "video.mp4")
ann.clip_labels(0, 7)
ann.save(make_annotation_file_name("video.mp4", "ab"))
print(merge_annotations_in_folder("."))  # video_annotations_merged.json: the last file wins

table = ann.to_dlc(scorer="ab", file_prefix="dlc")  # CollectedData_ab.csv and .h5
print(table.head(2))
back = dustrack.VideoAnnotation("CollectedData_ab.h5", "video.mp4")
assert back.data == ann.data
