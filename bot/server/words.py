"""A message as words, and the concepts of ``concepts.yml`` that its words name."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Counter, Dict, List, Sequence, Text, Tuple

import yaml
from sklearn.base import BaseEstimator, TransformerMixin

LEXICON = Path(__file__).parent / "concepts.yml"
WORD = re.compile(r"[^\W_]+|[?]")
FEWEST = 2  # letters of a beginning (``sign*``)
LATIN = 0x24F  # letters above are of another script
STRANGE = (0.0, 0.2, 0.4, 0.7, 1.0)  # steps of the share of words that training had at most once
SENTENCE = re.compile(r"[^.?!\n;¿]+[?]*")
FEWEST_WORDS = 2  # of a sentence
LINK = re.compile(r"\d{5,}|https?:|www\.|\.ly|\$")
WEIGHT = 0.5

Entries = Dict[Text, List[Tuple[Tuple[Text, ...], Text]]]


def fold(text: Text) -> Text:
    """Lower case, no accents or apostrophes (ñ becomes n), letters repeated for emphasis cut to two."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"(\w)\1{2,}", r"\1\1", re.sub(r"['’`]", "", plain))


def words(text: Text) -> List[Text]:
    """The folded words and question marks of a message."""
    return WORD.findall(fold(text))


def sentences(text: Text) -> List[Text]:
    """The sentences of a message, each with its question mark.

    >>> sentences("Soy de Honduras. ¿Puedo trabajar? quien lee esto?")
    ['Soy de Honduras', 'Puedo trabajar?', 'quien lee esto?']
    """
    found = (part.strip() for part in SENTENCE.findall(text))
    return [part for part in found if len(part.split()) >= FEWEST_WORDS]


@lru_cache(maxsize=1)
def _entries() -> Tuple[Entries, Entries]:
    """Concepts by the whole first word of an entry, and by the beginning of the first word."""
    whole: Entries = {}
    beginnings: Entries = {}
    for concept, listed in yaml.safe_load(LEXICON.read_text("utf-8")).items():
        for entry in listed.split():
            first, *rest = fold(entry).split("_")
            into = beginnings if first.endswith("*") else whole
            into.setdefault(first.rstrip("*"), []).append((tuple(rest), concept))
    return whole, beginnings


def concepts(text: Text) -> List[Text]:
    """The concepts that a message names, each once."""
    whole, beginnings = _entries()
    said = words(text)
    found = set()
    for at, word in enumerate(said):
        entries = list(whole.get(word, ()))
        for length in range(FEWEST, len(word) + 1):
            entries += beginnings.get(word[:length], ())
        found.update(concept for rest, concept in entries if _follows(rest, said[at + 1:at + 1 + len(rest)]))
    return sorted(found)


def _follows(pattern: Tuple[Text, ...], said: List[Text]) -> bool:
    return len(pattern) == len(said) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for part, word in zip(pattern, said, strict=False))


def word_groups(text: Text) -> List[Text]:
    """Words and pairs of neighbours, with the two ends of the message as neighbours."""
    said = words(text)
    ends = ["^", *said, "$"]
    return said + [" ".join(pair) for pair in pairwise(ends)]


class Shape(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """What a message looks like, whatever its words: length, question mark, script, unheard-of words."""

    def fit(self, texts: Sequence[Text], intents: object = None) -> "Shape":
        """Learn which words are heard more than once."""
        counts = Counter[Text](word for text in texts for word in set(words(text)))
        self.known_ = {word for word, count in counts.items() if count > 1}
        return self

    def transform(self, texts: Sequence[Text]) -> List[Dict[Text, float]]:
        """The traits of each message, for a DictVectorizer."""
        return [dict.fromkeys(self._traits(text), WEIGHT) for text in texts]

    def _traits(self, text: Text) -> List[Text]:
        said = [word for word in words(text) if word != "?"]
        strange = sum(word not in self.known_ for word in said) / max(1, len(said))
        traits = ["asks" if "?" in text or "¿" in text else "does not ask",
                  f"length {min(5, (len(said) + 2) // 4)}",
                  f"strange {next(step for step, most in enumerate(STRANGE) if strange <= most)}"]
        letters = [char for char in text if char.isalpha()]
        traits += ["foreign script"] if any(ord(char) > LATIN for char in letters) else []
        traits += ["no letters"] if not letters else []
        traits += ["link or number"] if LINK.search(text) else []
        return traits
