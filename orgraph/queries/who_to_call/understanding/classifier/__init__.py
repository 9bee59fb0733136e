"""What sentences teach: from a text to kinds of unit, classes of matter and emergency (`classifier()`)."""

from orgraph.queries.who_to_call.understanding.classifier.kept import classifier
from orgraph.queries.who_to_call.understanding.classifier.model import Classifier, Scores

__all__ = ["Classifier", "Scores", "classifier"]
