"""Did you mean: other ways to write a query that a collection knows better, offered and never applied."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from itertools import pairwise

from index.analysis import syllables
from search.engine import Reader
from search.remarking import marked_form, statistics
from search.results import Advice
from search.spelling import corrections

#: Spellings that are counted at most: each costs a search without facets.
TRIED = 2

#: Seconds after the first search before the vocabulary is read: whoever opens an index wants that answer first.
LATER = 2.0

#: A query whose neighbouring syllables all stand together in so many articles is taken as it is.
KNOWN = 3


class Words:
    """What a reader's articles are made of, as `search.remarking.Vocabulary` wants it."""

    def __init__(self, reader: Reader, articles: int) -> None:
        """Read from one state of an index that holds so many articles."""
        self._reader = reader
        self.articles = articles

    def frequency(self, view: str, term: str) -> int:
        """Tell in about how many articles a term of a view stands."""
        return self._reader.frequency(view, term)

    def terms(self, view: str) -> Iterable[tuple[str, int]]:
        """Give every term of a view with its frequency."""
        return self._reader.terms(view).items()

    def state(self) -> Hashable:
        """Name the state."""
        return self._reader.state()


class Adviser:
    """Gives advice over the newest state of an index. Safe to share between threads.

    A collection's vocabulary has to be read first, a second for a hundred thousand articles: a `patient` one waits for
    it, others go without advice until it is there.
    """

    def __init__(self, *, patient: bool) -> None:
        """Start without any vocabulary."""
        self._patient = patient
        self._lock = threading.Lock()
        self._ready: set[Hashable] = set()
        self._reading: set[Hashable] = set()

    def advice(
        self, typed: str, words: Words, total: int, count: Callable[[str], int], texts: Iterable[str]
    ) -> tuple[Advice, ...]:
        """Give what may have been meant by a query that found `total` articles; `count` counts those of another text.

        A spelling is offered only where it finds more; the likeliest marks of a query without marks always, since they
        find the same and order it better. `texts` are titles of what was found, the best first.
        """
        if not self._has_read(words):
            return ()
        for text in () if _is_known(typed, words) else corrections(typed, words)[:TRIED]:
            more = count(text)
            if more > total:
                return (Advice("spelling", text, more),)
        marked = marked_form(typed, words, texts) if total else None
        return (Advice("marks", marked, total),) if marked else ()

    def knows(self, state: Hashable) -> bool:
        """Tell whether the vocabulary of a state is ready, without seeing to it."""
        with self._lock:
            return state in self._ready

    def _has_read(self, words: Words) -> bool:
        """Tell whether the vocabulary of this state is ready; see to it that it will be."""
        state = words.state()
        with self._lock:
            if state in self._ready:
                return True
            if not self._patient:
                if state not in self._reading:
                    self._reading.add(state)
                    timer = threading.Timer(LATER, self._read, (words,))
                    timer.daemon = True
                    timer.start()
                return False
        self._read(words)
        return True

    def _read(self, words: Words) -> None:
        try:
            statistics(words)
        finally:
            with self._lock:
                self._reading.discard(words.state())
        with self._lock:
            self._ready = {words.state()}


def _is_known(typed: str, words: Words) -> bool:
    """Tell whether the collection knows every syllable of a query beside its neighbour."""
    forms = [syllable.form.folded for syllable in syllables(typed)]
    if len(forms) == 1:
        return words.frequency("folded", forms[0]) >= KNOWN
    return all(words.frequency("pairs", f"{left} {right}") >= KNOWN for left, right in pairwise(forms))
