"""Files that people keep: annotation JSON, the names of files and layers, atomic writes."""
