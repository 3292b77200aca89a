"""Frozen values and nothing else: tracks, layers, intervals, videos, views, the session."""
