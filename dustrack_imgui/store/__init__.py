"""The one place where the current session is replaced: store, undo tree, journal, recovery."""
