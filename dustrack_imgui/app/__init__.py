"""The composition root: frame loop, input, and the systems that run effects."""
