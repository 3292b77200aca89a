"""Systems run effects and report back with commands; one file a system."""
