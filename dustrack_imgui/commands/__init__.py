"""One table of commands, one file a topic; every one is a pure function of the session."""
