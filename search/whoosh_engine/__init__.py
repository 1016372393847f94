"""The embedded default engine: a Whoosh index in a folder. The one room that imports `whoosh`.

Schema, segments, deletions, locks, stored fields, columns and the table of contents are Whoosh's own. Posting
lists are arrays of ours (`arrays`), written whole (`inverter`, `merging`) through a codec (`codec`); one
small class of ours is pickled into the table of contents (`segment`). Matching, ranking and facet counts run
over the arrays of one committed state (`snapshot`, `scorer`).
"""
