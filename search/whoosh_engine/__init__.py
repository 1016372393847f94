"""The embedded default engine: a Whoosh index in a folder. The one room that imports `whoosh`.

Schema, segments, deletions, locks and the table of contents are Whoosh's own; nothing of ours is pickled
into the index. Matching, ranking and facet counts run over NumPy arrays that are read from Whoosh's posting
lists and columns (`snapshot`, `scorer`).
"""
