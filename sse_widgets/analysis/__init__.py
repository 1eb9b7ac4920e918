"""What can be read off a run: rows, figures, who is stuck, what was said, how two runs differ. Pure."""
