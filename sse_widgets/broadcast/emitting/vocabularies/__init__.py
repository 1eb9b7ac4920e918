"""The words of each vocabulary that can be spoken: a word is its signature, and says when to say it."""
