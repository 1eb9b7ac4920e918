"""What each event does to the state, by the part of the state that it concerns. All pure; see `reducer`."""
