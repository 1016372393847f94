"""The commands of `python -m bench`: one small module a command."""
