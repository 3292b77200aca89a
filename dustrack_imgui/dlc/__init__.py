"""DeepLabCut projects: their files, rounds of training, and the worker that imports deeplabcut."""
