"""Results as files: a folder of a run, and formats for other tools."""
