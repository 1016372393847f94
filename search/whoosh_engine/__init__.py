"""The embedded default engine: a Whoosh index in a folder. The one room that imports `whoosh`.

Schema, segments, deletions, locks and the table of contents are Whoosh's own. Documents (`documents`) and posting lists
(`lists`) are arrays of ours (`array_file`), written whole (`inverter`, `merging`) through a codec (`codec`); one
small class of ours is pickled into the table of contents (`segment`). Matching, ranking and facet counts run
over the arrays of one committed state (`snapshot`, `scorer`), which a request reads through one `reader`.
"""
