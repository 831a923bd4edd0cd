"""Data files in YAML, read with the place of every value, under limits that no file can pass."""
