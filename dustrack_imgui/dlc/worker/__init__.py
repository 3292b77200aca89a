"""What only the worker process does: every call of deeplabcut, in steps that a request lists.

Modules here import the standard library, `dustrack_imgui.jobs.child`, stdlib-only modules of
`dustrack_imgui.dlc`, and one another; deeplabcut and what it needs are imported inside functions, from the
worker's own Python.
"""
