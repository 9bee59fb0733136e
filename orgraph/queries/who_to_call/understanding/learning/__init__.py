"""A user's own history → a model that says which label a text has, how sure it is, and when it is not sure.

    texts ── plain (words) ── features (hashed n-grams) ── space (vectors) ── separate (a margin for each label)
          ── calibration (probabilities, "not sure")

`train.train` makes a `model.Model`, `file` keeps it, `evaluate` measures it, `learned` puts it beside the topic tree:
`understand` takes `learned.guess(text)` and, where there is one, mixes its shares by `learned.mix`.
"""
