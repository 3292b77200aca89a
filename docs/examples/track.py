"""Track points yourself, with Lucas-Kanade alone or corrected from both ends."""

import dustrack_imgui as dustrack

start = [[60.0, 70.0], [100.0, 96.0]]
path = dustrack.lucas_kanade("video.mp4", 0, 10, start)  # (11, 2, 2)
end = path[-1] + 0.5  # where you see the points on frame 10
corrected = dustrack.lucas_kanade_rstc("video.mp4", 0, 10, start, end)
small_patch = dustrack.lucas_kanade("video.mp4", 0, 10, start, winSize=(21, 21), maxLevel=1)
print(corrected[5], small_patch[5])
