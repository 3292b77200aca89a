"""What `gui.DUSTrack` is made of: the ways in which a script reaches a session, and its methods by topic."""
