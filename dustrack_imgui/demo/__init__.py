"""Demo clips that need no download, and the scripted session that shows the desk at work."""
