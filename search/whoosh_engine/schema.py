"""The Whoosh schema of an index of articles.

Word fields take ready lists of words, so Whoosh's analyzers never run; those named here are Whoosh's own,
because Whoosh pickles its schema into the index.
"""

from __future__ import annotations

from whoosh import columns, fields, formats
from whoosh.analysis import IDTokenizer

from index.analysis import VIEWS
from index.article import TEXT_FIELDS
from search.facets import FACET_BY_NAME

#: Changes whenever the schema or the meaning of a field does; an index of another format is stale.
FORMAT_VERSION = 2

#: Parts value and label in the terms of a `label_…` field.
LABEL_SEPARATOR = "\x1f"

#: The column value of an article without a date.
NO_DATE = 0


def word_field(field: str, view: str) -> str:
    """Name the Whoosh field that holds a view of a text field: `body_folded`."""
    return f"{field}_{view}"


def schema() -> fields.Schema:
    """Make the schema: ids, the stored article, columns per document, words per view, facet values and labels."""
    made = fields.Schema(
        id=fields.ID(unique=True),
        article=fields.STORED(),
        # One column a fact that every search needs for every article, read as a whole when an index is opened.
        head=fields.COLUMN(columns.VarBytesColumn()),
        date=fields.COLUMN(columns.NumericColumn("i", default=NO_DATE)),
    )
    for field in TEXT_FIELDS:
        made.add(f"length_{field}", fields.COLUMN(columns.NumericColumn("i", default=0)))
        for view in VIEWS:
            format_ = formats.Positions() if view == "folded" else formats.Frequency()
            made.add(word_field(field, view), fields.FieldType(format_, IDTokenizer()))
    for facet in FACET_BY_NAME.values():
        made.add(f"facet_{facet.name}", fields.FieldType(formats.Existence(), IDTokenizer()))
        made.add(f"label_{facet.name}", fields.FieldType(formats.Existence(), IDTokenizer()))
    return made
