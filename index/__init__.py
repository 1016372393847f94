"""Article to document: reading sources, cleaning, citations, analysis, and feeding an engine.

The law of this room: nothing here imports `search` or `web`. Everything is a function from one frozen
type to the next: source -> Article -> Document. An engine is whatever object can take documents (see
`indexer.Sink`); which one it is, this room does not know.
"""
