"""One file a panel, one file a dialog: they read the session and draw, and change nothing."""
