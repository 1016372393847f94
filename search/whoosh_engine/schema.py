"""The Whoosh schema of an index of articles.

Word fields take ready lists of words, so Whoosh's analyzers never run; those named here are Whoosh's own,
because Whoosh pickles its schema into the index.
"""

from __future__ import annotations

from whoosh import fields, formats
from whoosh.analysis import IDTokenizer

from index.analysis import VIEWS
from index.article import TEXT_FIELDS
from search.facets import FACET_BY_NAME

#: Changes whenever the schema or the meaning of a field does; an index of another format is stale.
FORMAT_VERSION = 5

#: Parts value and label in the terms of a `label_…` field.
LABEL_SEPARATOR = "\x1f"

#: The date of an article without one.
NO_DATE = 0


def word_field(field: str, view: str) -> str:
    """Name the Whoosh field that holds a view of a text field: `body_folded`."""
    return f"{field}_{view}"


def schema() -> fields.Schema:
    """Make the schema: ids, the stored article, words per view, facet values and labels.

    What is kept of an article besides (`documents`) is no field: Whoosh need not know of it.
    """
    made = fields.Schema(id=fields.ID(unique=True), article=fields.STORED())
    for field in TEXT_FIELDS:
        for view in VIEWS:
            format_ = formats.Positions() if view == "folded" else formats.Frequency()
            made.add(word_field(field, view), fields.FieldType(format_, IDTokenizer()))
    for facet in FACET_BY_NAME.values():
        made.add(f"facet_{facet.name}", fields.FieldType(formats.Existence(), IDTokenizer()))
        made.add(f"label_{facet.name}", fields.FieldType(formats.Existence(), IDTokenizer()))
    return made
