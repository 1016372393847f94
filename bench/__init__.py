"""Measurements on real text: how fast articles come in, how fast queries are answered, how much room an index takes."""
