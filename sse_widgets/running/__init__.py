"""What a run does, each thing in a module of its own; `Run` in `run.py` puts them together."""
