"""Query to result: parsing what a person typed, engines, facets, snippets.

The law of this room: it may import `index` (not its importers, not its indexer), never `web`. An engine
executes a `Query` made of ready words; it never analyses language itself.
"""
