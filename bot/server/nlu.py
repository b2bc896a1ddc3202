"""The intent classifier: words, groups of letters, concepts; one linear model for both languages.

Reads the message's text without accents or case; no tokenizer or featurizer of Rasa's is needed,
so training takes seconds. Chosen by measurement: docs/understanding.md.
"""

from typing import Any, Dict, List, Text

import joblib
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

from bot.server.words import Shape, concepts, fold, word_groups

RANKING = 10
SHARPNESS = 4.0  # of the confidences, chosen so that 0.3 rejects what is nothing


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


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(Classifier, GraphComponent):
    """Ranks the intents of a message; confidence is the probability of the linear model."""

    def __init__(self, model: Any, storage: ModelStorage, resource: Resource) -> None:
        self.model, self._storage, self._resource = model, storage, resource

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
        """For serving."""
        with model_storage.read_from(resource) as folder:
            return cls(joblib.load(folder / "model.joblib"), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example that has a text and an intent."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        self.model.fit([e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self.model, folder / "model.joblib", compress=3)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set ``intent`` and ``intent_ranking`` of each message."""
        for message in messages:
            if message.get(INTENT):  # "/start" of the app: already known
                continue
            odds = self.model.predict_proba([message.get(TEXT) or ""])[0]
            ranking = sorted(({"name": str(name), "confidence": float(odd)}
                              for name, odd in zip(self.model.classes_, odds, strict=False)),
                             key=lambda item: -item["confidence"])[:RANKING]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing in training reads the ranking."""
        return training_data
