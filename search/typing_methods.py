"""Raw Telex and VNI: what a person meant who typed Vietnamese with the input method switched off.

`kees hoachj` (Telex) and `ke61 hoach5` (VNI) are `kế hoạch`. Keys may stand anywhere behind what they mark, as input
methods allow: `dduwowngf`, `ddwowngf`, `dduongwf`, `duowngdf` are all `đường`.

Hardly a text that is searched for is of this kind, and much that is not looks like it (`this` would be `thí`, `soon`
would be `sôn`). So every word is read with suspicion, and the whole text has to speak for it:

- a word becomes only what is a possible syllable with just the marks that were typed;
- plain words beside it must be written out: `xa`, `ban`; never `hoc`, `nguyen`, typed by those who leave marks away;
- numbers, instruments, codes and addresses are left alone, and so are words with marks, beside which only words with
  two marks or more are converted;
- words that may as well be foreign are no evidence; foreign words must not weigh more than those converted, and one
  word in three at least must be converted: in Vietnamese, three syllables in four have marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search.vietnamese_syllables import is_plain_syllable, is_syllable, with_marks

#: Telex: the keys of tones, as the digits of VNI.
_TONE_KEYS = {"s": "1", "f": "2", "r": "3", "x": "4", "j": "5"}
#: Huyền and nặng: few words of English end in f or j.
_RARE_TONES = ("2", "5")
_VOWELS = frozenset("aeiouy")
_HATTED = frozenset("aeo")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Words of other languages that would become a syllable that is rare, or one that nobody types so. They stay.
_STAY = _listed(
    """
    air asta aura aus aux basta bays best bets bins boo boom boost boots born bows box burn bus buys bwf caro cary
    charm cheer cher chest chips choir choix choo chose como coons corn coro cost cox cuts dana das dawn days deer
    der des dex dips dis docs dodo doji dojo donor doo doom door dor dora dorm dos dose dots down downs dust dwi
    dws es ex exo gangs gaps gar gary gas gaya gis gojo goo gooi gor goran gos gown guns gur gus gust guts guys
    gwis gwon hamas hana harm has haus hee hens her here hex hips his homo homs honor hoo horn hose host how
    huayra hwa iaf imf inf ips ira is isp kira kits lana laos laps lays les leste lets liar lips lira lisa loom
    lor lora loren los lose lows luis mama manga maps maru mary masan maya meets meme mens mes mins mis misa mix
    mojo momo mono morn moro moron mos mosa most muji must nana naps nero neuer nis nits noir noo nora norm nose
    nox nuri of or os owns ox oxen oxi pair paix pans pas paso past pasta pax pays peer pens per perm peso pets
    pharm pharma pins pips pisa pits poor pops porn pos posco post pots puja pus puts queens queer quest raj ras
    raya rays reef ref rene res reset rif roar roast rojo room rooms rosa rose rosen rows runs sar says seen sees
    sense ses sims sins sir sis sofa sons soon sor sora soren sos suis suns sur suri tax taxi teens temer tens
    tense ter term test tex theme there these those tips tono tons tops torn toro tos town towns trax tree trees
    tres trips trojan turn us usa vast vest visa voir voix vws war was wax won worn xanax xix
    """
)
#: Words of other languages that may as well be Vietnamese (`this ddieemr`, `max soos`): converted among others, but no
#: evidence. With them the syllables in `oong`, which are rather `ông`.
_NO_EVIDENCE = _listed(
    """
    acs ais ajc ar arm as asap asp ats bar barn bats bee beef been beer bees bis bits boon boong boor boron bosco
    bow buns cans caps car cast cats chair chaos char chef cos cosco cows cups dad darya dax ddos ddu def did
    doong eos er esp gif goong hair haj hans har hari hats hero hits hoon hoong if ins ir its ix las last laura
    lawn lax lee lens lex lis list loong loops lost lots low lux mari mas mast mats max maxi mer mira mist moo
    moon moong moor nest nets noon noor now nuts oro own queen raf rats rest rex roof roots ros row rox rust sas
    secs see sets sex six soir songs soo sow taj tanf tans taps tar taro tee teen this thor tins toast too toong
    tora toron tow tows trans trust ups vans var vets vex vix vow vows vox vus wong wu xoong
    """
)
#: What people number without a space when they leave marks away (`lop1`, `quan3`): read as VNI, no evidence.
_NUMBERED = _listed(
    """
    ap bai ban cap cau chi de doan doi hang khoa khu ky lan lop muc nhom phan quan quy so tang tap thang to top
    """
)
#: Formulas and names that would be words: `CO2`, `NO2`, `SO2`.
_FORMULAS = frozenset(("co2", "no2", "so2", "o2", "o3"))

#: What is searched in one piece, whatever it is: addresses, numbers of instruments, dates, abbreviations with dots.
_CODE = re.compile(r"[@/\\_&=#%+.:'’]")
_CHUNKS = re.compile(r"\S+")
_EDGES = "\"“”'‘’()[]{}<>.,;:!?…-–—*"
_WORDS = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_QUOTED = re.compile(r"[\"“”][^\"“”]*[\"“”]")
#: Capital letters inside a word are those of a brand: `YouTube`, `iPhone`.
_BRAND = re.compile("[a-z][A-Z]")
#: Where a second o is a letter of its own: `ngoao`, `ngoeo`.
_OAO = re.compile("[a-z]*o[ae]o", re.IGNORECASE)
#: What the evidence of a word is lessened by where its second a, e, o is apart from the first: `nhana`, `these`.
_FAR = 2
#: The evidence of a word with two marks or more.
_STRONG = 2
#: At least one word in so many is converted.
_FEWEST = 3
#: A word longer than any syllable with all its keys is none.
_LONGEST_WORD = 14


@dataclass(frozen=True, slots=True)
class _Reading:
    """A word read as keys: what it becomes, how much it says for the method (0 to 2), whether it says so alone."""

    text: str
    evidence: int
    sure: bool


@dataclass(frozen=True, slots=True)
class _Method:
    """A typing method: what any text of it has, how it reads a word, the vowels of words, how it types `HĐND`'s Đ."""

    sign: re.Pattern[str]
    read: Callable[[str], _Reading | None]
    vowels: frozenset[str]
    stroke: str


def from_keys(text: str) -> str | None:
    """Give what was meant by raw Telex or VNI keys, or None where there is nothing to convert or any doubt.

    `"Uyr ban nhaan daan xax"` and `"Uy3 ban nha6n da6n xa4"` give `"Ủy ban nhân dân xã"`; `"kế hoạch"`, `"ke hoach"`,
    `"lop12"`, `"mp3"` and `"this is the book"` give None. Whatever is not converted comes back as it was; a converted
    word keeps its case. Takes time linear in the length of the text and never raises.
    """
    for method in _METHODS:
        made = _converted(text, method) if method.sign.search(text) else None
        if made is not None:
            return made
    return None


def _converted(text: str, method: _Method) -> str | None:
    """Convert a text by one method, if it speaks for that method."""
    pieces: list[str] = []
    done = words = foreign = converted = evidence = 0
    marked = False
    sure = True
    mixed_case = any(map(str.islower, text))
    for start, end in _word_spans(text):
        word = text[start:end]
        if not word.isascii():
            marked = True
            continue
        reading = None
        if not method.vowels.isdisjoint(word.lower()):
            # `VAR`, `UNESCO` among small letters.
            abbreviation = mixed_case and word.isupper() and sum(map(str.isalpha, word)) > 1
            reading = None if abbreviation else method.read(word)
            if reading is not None:
                converted += 1
                evidence += reading.evidence
                sure = sure and reading.sure
            elif abbreviation or not word.isalpha():
                continue
            elif not is_plain_syllable(word):
                if is_syllable(word) and word.lower() not in _NO_EVIDENCE:
                    return None
                foreign += 1
            words += 1
        elif word.isupper() and method.stroke in word:
            reading = _Reading(word.replace(method.stroke, "Đ"), 0, True)
        if reading is not None:
            pieces += (text[done:start], reading.text)
            done = end
    if foreign >= evidence or _FEWEST * converted < words:
        return None
    if (words == 1 or marked) and not (sure and not foreign):
        return None
    return "".join((*pieces, text[done:]))


def _word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Find the words that may be converted or speak for or against it, as ranges."""
    quoted = [match.span() for match in _QUOTED.finditer(text) if any(map(str.isdigit, match[0]))]
    quoted.reverse()
    for chunk in _CHUNKS.finditer(text):
        start, end = chunk.span()
        while quoted and quoted[-1][1] <= start:
            quoted.pop()
        if quoted and quoted[-1][0] < end:
            continue
        core = chunk[0].strip(_EDGES)
        if _CODE.search(core) or ("-" in core and any(map(str.isdigit, core))):
            continue
        for word in _WORDS.finditer(text, start, end):
            yield word.span()


def _telex(word: str) -> _Reading | None:
    """Read a word as Telex keys: `ddwowngf` is `đường`."""
    lower = word.lower()
    if len(word) > _LONGEST_WORD or not word.isalpha() or lower in _STAY or _BRAND.search(word):
        return None
    typed = tone = hat = ""
    stroke = vowel = False
    shapes = rare = 0
    choices: tuple[str, ...] = ("8", "7")
    for i, key in enumerate(lower):
        if key == "d" and typed[:1] in ("d", "D"):
            if stroke:
                return None
            stroke = True
            rare += i > 1
        elif not vowel:
            vowel = key in _VOWELS or key == "w"
            if key == "w":
                # Without a vowel, w is a horned u: `twf`, `nhwng`.
                shapes, choices, rare = 1, ("7",), 1
                typed += "U" if word[i] == "W" else "u"
            else:
                typed += word[i]
        elif key in _TONE_KEYS:
            if tone:
                return None
            tone = _TONE_KEYS[key]
        elif key == "w":
            shapes += 1
            if lower[i - 1] == "w" or shapes > 2:
                return None
        elif key in _HATTED and not hat and key in typed.lower() and not _OAO.fullmatch(typed + key):
            hat = "6"
            rare += _FAR * (lower[i - 1] != key)
        else:
            typed += word[i]
    if (shapes == 2 and "uo" not in typed.lower()) or (shapes and hat):
        return None
    marks = tone + ("9" if stroke else "")
    for shape in choices if shapes else (hat,):
        made = with_marks(typed, marks + shape)
        if made is not None and made != word:
            if lower in _NO_EVIDENCE:
                return _Reading(made, 0, False)
            count = max(len(marks) + bool(shape) - rare, 0)
            return _Reading(made, min(count + (tone in _RARE_TONES), _STRONG), count >= _STRONG)
    return None


def _vni(word: str) -> _Reading | None:
    """Read a word as VNI keys: `d9u7o7ng2` is `đường`."""
    lower = word.lower()
    if len(word) > _LONGEST_WORD or word.isalpha() or lower in _FORMULAS or _BRAND.search(word):
        return None
    letters: list[str] = []
    marks: list[str] = []
    vowel = False
    for i, key in enumerate(lower):
        if key.isalpha():
            vowel = vowel or key in _VOWELS
            letters.append(word[i])
        elif key == "0" or not (vowel or key == "9"):
            return None
        else:
            marks.append(key)
    typed = "".join(letters)
    kinds = set(marks)
    # One key a mark; only both letters of `ươ` may have their own.
    if len(marks) > len(kinds) + (marks.count("7") == 2 and "uo" in typed.lower()):
        return None
    made = with_marks(typed, "".join(kinds))
    if made is None:
        return None
    weak = len(typed) == 1 or (len(kinds) == 1 and typed.lower() in _NUMBERED and lower[-1].isdigit())
    return _Reading(made, 0 if weak else min(len(kinds), _STRONG), not weak and len(kinds) >= _STRONG)


_METHODS = (
    _Method(re.compile("[sfrxjw]|aa|ee|oo|dd", re.IGNORECASE), _telex, _VOWELS | {"w"}, "DD"),
    _Method(re.compile("[a-z][1-9]", re.IGNORECASE), _vni, _VOWELS, "D9"),
)
