"""The implementations of the tracking primitive; OpenCV's is the reference for all others."""
