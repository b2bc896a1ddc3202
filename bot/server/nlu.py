"""The intent classifier: words, groups of letters, concepts; one linear model for both languages.

Reads the message's text without accents or case; no tokenizer or featurizer of Rasa's is needed,
so training takes seconds. Chosen by measurement: docs/understanding.md.
"""

from collections import Counter
from math import log, sqrt
from typing import Any, Callable, Dict, List, Optional, Text, Tuple

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as Classifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.special import softmax
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC

from bot.server.meaning import LONGEST, Meaning
from bot.server.words import Shape, concepts, fold, sentences, word_groups

RANKING = 10
PLAIN = 0.6  # confidence of a sentence that is a question by itself
UNMARKED = 0.9  # the same without a question mark
UNSURE = 0.4  # of the whole message: a sentence of it speaks
STORY = 30  # words; there only question marks ask
SURE = 0.7  # that a message is no question: its meaning is not looked at
TOGETHER = 0.7  # power of each voice; so much that what both say with 0.9 is right nine times of ten
LEAST = 1e-4  # probability of either voice
SHARPNESS = 4.0  # of the confidences, chosen so that 0.27 rejects what is nothing


class Linear(LinearSVC):  # type: ignore[misc]
    """A linear model whose distances from each intent's boundary become confidences that add up to one."""

    def predict_proba(self, features: Any) -> Any:
        """The confidence of every class, a row for each message."""
        return softmax(SHARPNESS * self.decision_function(features), axis=1)


def make_model() -> Pipeline:
    """An untrained model."""
    def counted(**how: Any) -> TfidfVectorizer:
        return TfidfVectorizer(sublinear_tf=True, **how)

    features = FeatureUnion([
        ("words", counted(analyzer=word_groups)),
        ("letters", counted(preprocessor=fold, analyzer="char_wb", ngram_range=(2, 5), min_df=2)),
        ("concepts", counted(analyzer=concepts)),
        ("shape", Pipeline([("traits", Shape()), ("columns", DictVectorizer())]))])
    return Pipeline([("features", features), ("linear", Linear(C=1.5))])


class Odds:
    """What ``predict_proba`` of a trained model gives for one text, without its work for many; and its meaning."""

    def __init__(self, model: Pipeline) -> None:
        linear, first = model["linear"], 0
        self.names, self._start, self._parts = [str(name) for name in linear.classes_], linear.intercept_, []
        for _, part in model["features"].transformer_list:
            read, vocabulary = _reader(part)
            weights = np.ascontiguousarray(linear.coef_[:, first:first + len(vocabulary)].T)
            self._parts.append((read, vocabulary, weights))
            first += len(vocabulary)
        self._asks = np.array([name.startswith("topic_") for name in self.names])
        self._meaning = Meaning.load(self.names)

    def of(self, text: Text) -> Any:
        """The probability of each of the names, by both voices unless the words surely ask nothing."""
        worded = self.by_words(text)
        likeliest, meant = int(worded.argmax()), len(text) <= LONGEST and len(text.split()) > 1
        sure = worded[likeliest] >= SURE and not self._asks[likeliest]
        if self._meaning is None or sure or not meant:
            return worded
        both = (np.maximum(worded, LEAST) * np.maximum(self._meaning.of(text), LEAST)) ** TOGETHER
        return both / both.sum()

    def by_words(self, text: Text) -> Any:
        """The same by words and letters alone."""
        sums = self._start.copy()
        for read, vocabulary, weights in self._parts:
            found = {vocabulary[each]: value for each, value in read(text).items() if each in vocabulary}
            if found:
                sums += np.array(list(found.values())) @ weights[list(found)]
        return softmax(SHARPNESS * sums)


def _reader(part: Any) -> Tuple[Callable[[Text], Dict[Text, float]], Dict[Text, int]]:
    """How one part of the features reads a text, and the column of each of its features."""
    if isinstance(part, Pipeline):
        traits: Shape = part["traits"]
        return lambda text: traits.transform([text])[0], part["columns"].vocabulary_
    analyze, vocabulary, rarity = part.build_analyzer(), part.vocabulary_, part.idf_

    def read(text: Text) -> Dict[Text, float]:
        counts = Counter(each for each in analyze(text) if each in vocabulary)
        values = {each: (1 + log(count)) * rarity[vocabulary[each]] for each, count in counts.items()}
        length = sqrt(sum(value * value for value in values.values()))
        return {each: value / length for each, value in values.items()}

    return read, vocabulary


Ranking = List[Dict[Text, Any]]


def rank(odds: Odds, text: Text) -> Ranking:
    """The likeliest intents of a text, best first."""
    found = odds.of(text)
    best = np.argsort(-found, kind="stable")[:RANKING]
    return [{"name": odds.names[at], "confidence": float(found[at])} for at in best]


def understand(odds: Odds, text: Text) -> Tuple[Ranking, Optional[Text]]:
    """The intents of a message, and the topic of a second question in it.

    A question at the end of a story is the message's intent: what the story tells is heard anyway.
    """
    whole, parts = rank(odds, text), sentences(text)
    if len(parts) < 2 or whole[0]["name"] == "topic_danger_now":
        return whole, None
    short = len(text.split()) < STORY
    asked: Dict[Text, Ranking] = {}
    for part in parts:
        if not short and "?" not in part:
            continue
        found = rank(odds, part)
        needed = PLAIN if "?" in part else UNMARKED
        if found[0]["name"].startswith("topic_") and found[0]["confidence"] >= needed:
            asked[found[0]["name"]] = found
    if asked and not (whole[0]["name"].startswith("topic_") and whole[0]["confidence"] >= UNSURE):
        whole = list(asked.values())[-1]
    others = [name for name in asked if name != whole[0]["name"]]
    return whole, others[-1] if others else None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(Classifier, GraphComponent):
    """Ranks the intents of a message; confidence is the probability of the linear model."""

    def __init__(self, model: Optional[Pipeline], storage: ModelStorage, resource: Resource,
                 odds: Optional[Odds] = None) -> None:
        self.model, self._storage, self._resource, self._odds = model, storage, resource, odds

    @staticmethod
    def required_packages() -> List[Text]:
        """Comes with Rasa."""
        return ["sklearn"]

    @classmethod
    def create(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> "IntentClassifier":
        """For training."""
        return cls(make_model(), model_storage, resource)

    @classmethod
    def load(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> "IntentClassifier":
        """For serving; what is read when first used is read now, before the first person writes."""
        with model_storage.read_from(resource) as folder:
            odds = Odds(joblib.load(folder / "model.joblib"))
        understand(odds, "Hola")
        return cls(None, model_storage, resource, odds)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example that has a text and an intent."""
        assert self.model is not None
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        self.model.fit([e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples])
        Meaning([str(name) for name in self.model["linear"].classes_])  # they know the same intents
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self.model, folder / "model.joblib", compress=3)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set ``intent``, ``intent_ranking``, and ``also``: the topic of another question in the message."""
        odds = self._odds or Odds(self.model)
        for message in messages:
            if message.get(INTENT):  # "/start" of the app: already known
                continue
            ranking, also = understand(odds, message.get(TEXT) or "")
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("also", also, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing in training reads the ranking."""
        return training_data
