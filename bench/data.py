"""The text that everything is measured on: N articles as JSON Lines, the same for the product and every peer.

The news that lie beside the project are read in turn, one article of each file after the other. They carry no dates
and no categories, so both are drawn with the seed: otherwise four of seven facets would have nothing to count. Where
there are fewer articles than asked for, perturbed ones follow (`bench.perturb`). Each line also holds the values of
its facets as the product names them, so that peers count the same; the product's importer ignores that field.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import count as count_from
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bench.measure import ROOT
from bench.perturb import Perturber
from bench.store import Store, key
from bench.text import FACETS, PART, SEED, Corpus
from index.article import Article
from index.document import facet_terms, recognise
from index.importers import read_sources

#: The real text, where it lies beside the project; otherwise the samples, repeated and perturbed.
NEWS = ROOT.parent / "shared" / "data" / "news"
NEWS_FILES = ("baomoi2017", "vietnews2019", "vietnews2019_more")
SAMPLES = ROOT / "index" / "samples"

#: Changes whenever prepared text becomes another one.
_VERSION = 1

_FIRST_DAY, _DAYS = dt.date(2015, 1, 1), 5 * 365
_SECTIONS = {
    "Thời sự": ("Chính trị", "Giao thông", "Dân sinh", "Môi trường"),
    "Kinh tế": ("Nông nghiệp", "Công nghiệp", "Du lịch", "Tài chính"),
    "Xã hội": ("Giáo dục", "Y tế", "Lao động", "Bình đẳng giới"),
    "Pháp luật": ("Văn bản mới", "An ninh trật tự", "Tòa án"),
    "Văn hóa": ("Di sản", "Thể thao", "Giải trí"),
    "Thế giới": ("Châu Á", "Châu Âu", "Châu Mỹ"),
}


def default_sources() -> list[Path]:
    """Give the news beside the project, or the samples where there are none."""
    news = [NEWS / f"{name}.jsonl.xz" for name in NEWS_FILES]
    return news if all(file.exists() for file in news) else [SAMPLES]


def prepare(sources: Sequence[str | Path], count: int, store: Store, *, share: float = 0.15) -> Corpus:
    """Prepare the first `count` articles of the sources, perturbed ones behind them where they are fewer.

    `share` of the syllables of a perturbed article are changed. What was prepared before is kept and added to.
    Raises `SourceMissing` where a source does not exist, and `ValueError` where the sources hold no article.
    """
    paths = [Path(source) for source in sources]
    stamps = [(p.name, p.stat().st_size, p.stat().st_mtime_ns) if p.is_file() else str(p) for p in paths]
    name = key(_VERSION, SEED, share, PART, stamps)
    corpus = Corpus(store.folder / f"text-{name}", count, name, ", ".join(p.name.split(".")[0] for p in paths))
    parts = [corpus.folder / f"part-{number:05}.jsonl" for number in range(-(-count // PART))]
    if not all(part.exists() for part in parts):
        _write(parts, paths, share)
    return corpus


def _write(parts: Sequence[Path], sources: Sequence[Path], share: float) -> None:
    """Write the parts that are missing, each under another name until it is complete."""
    parts[0].parent.mkdir(parents=True, exist_ok=True)
    originals: list[str] = []
    copies = 0
    with tqdm(total=len(parts) * PART, unit=" articles", desc="prepare text", disable=None) as bar:
        there = [part for part in parts if part.exists()]
        for part in there:
            for line in part.read_text("utf-8").split("\n")[:-1]:
                if '"copy": ' in line and "copy" in json.loads(line):
                    copies += 1
                else:
                    originals.append(line)
            bar.update(PART)
        made = _lines(sources, originals, copies, share)
        for part in parts[len(there) :]:
            begun = part.with_suffix(".begun")
            with begun.open("w", encoding="utf-8") as out:
                for line in islice(made, PART):
                    out.write(line + "\n")
                    bar.update()
            begun.replace(part)


def _lines(sources: Sequence[Path], originals: list[str], copies: int, share: float) -> Iterator[str]:
    """Give the lines behind those that are there, without end, adding to `originals` what is no copy."""
    if not copies:
        for article in islice(_different(_in_turn([_articles(path) for path in sources])), len(originals), None):
            originals.append(json.dumps(_record(article), ensure_ascii=False))
            yield originals[-1]
    if not originals:
        raise ValueError("There is no article in these files. Name others: python -m bench COMMAND FILE…")
    bodies = [json.loads(line)["body"] for line in originals[:2000]]
    with ProcessPoolExecutor(initializer=_learn, initargs=(bodies, share)) as pool:
        for first in count_from(copies, PART):
            numbers = [divmod(number, len(originals)) for number in range(first, first + PART)]
            tasks = [(originals[place], turn + 1) for turn, place in numbers]
            yield from pool.map(_copy_line, tasks, chunksize=PART // 20)


_perturbers: list[Perturber] = []


def _learn(bodies: Sequence[str], share: float) -> None:
    """Prepare a process that makes copies."""
    _perturbers.append(Perturber(bodies, share, SEED))


def _copy_line(task: tuple[str, int]) -> str:
    line, turn = task
    return json.dumps(_copy(json.loads(line), turn, _perturbers[0]), ensure_ascii=False)


def _different(articles: Iterable[Article]) -> Iterator[Article]:
    seen: set[str] = set()
    for article in articles:
        if article.id not in seen:
            seen.add(article.id)
            yield article


def _articles(path: Path) -> Iterator[Article]:
    return (record for record in read_sources([path]) if isinstance(record, Article))


def _in_turn(sources: Sequence[Iterator[Article]]) -> Iterator[Article]:
    left = list(sources)
    while left:
        for source in list(left):
            article = next(source, None)
            if article is None:
                left.remove(source)
            else:
                yield article


def _record(article: Article) -> dict[str, Any]:
    chance = random.Random(f"{SEED} {article.id}")
    day = article.date or _draw_day(chance)
    categories = article.categories or _draw_categories(chance)
    dated = replace(article, date=day, categories=categories)
    facets = facet_terms(dated, recognise(dated).mentions)
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "date": day.isoformat(),
        "category": list(categories),
        "source": article.source,
        "facets": {name: [term.value for term in facets.get(name, ())] for name in FACETS},
    }


def _copy(record: dict[str, Any], turn: int, perturber: Perturber) -> dict[str, Any]:
    """Perturb an article: another id, no address, another day, other words; it cites what the original cites."""
    chance = random.Random(f"{SEED} {turn} {record['id']}")
    day = _draw_day(chance)
    texts = {field: perturber.perturb(record[field], chance) for field in ("title", "lead", "body")}
    dated = {"year": [f"{day.year:04}"], "month": [f"{day:%Y-%m}"]}
    made = {**record, **texts, "id": f"{record['id']}-{turn}", "date": day.isoformat(), "copy": turn}
    return {**made, "url": "", "facets": {**record["facets"], **dated}}


def _draw_day(chance: random.Random) -> dt.date:
    return _FIRST_DAY + dt.timedelta(days=chance.randrange(_DAYS))


def _draw_categories(chance: random.Random) -> tuple[str, ...]:
    # Earlier sections are larger, as on any portal.
    sections = list(_SECTIONS)
    section = chance.choices(sections, [1 / (rank + 1) for rank in range(len(sections))])[0]
    return section, chance.choice(_SECTIONS[section])
