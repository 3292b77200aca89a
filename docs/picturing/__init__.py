"""Takes pictures of the window for the documentation: the camera, what is shown, and the ways to it."""
