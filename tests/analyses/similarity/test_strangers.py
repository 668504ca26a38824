"""The interval of strangers' mean, against the bootstrap over families that it stands for."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from heredity.analyses.similarity.celltable import NORMAL, strangers_of_families
from heredity.analyses.similarity.unitvectors import Label, Vectors
from heredity.store.terms import as_texts


def test_interval_is_that_of_drawn_families() -> None:
    random = np.random.default_rng(1)
    families, width = 150, 5
    sizes = random.integers(1, 6, families)
    family = np.repeat(np.arange(families), sizes)
    kind = random.integers(0, 3, families)[family]
    vectors = np.abs(np.eye(3, width)[kind] * 2 + random.random((len(family), width)))
    vectors /= np.linalg.norm(vectors, axis=1)[:, None]
    vectors[::17] = 0
    total, squares = vectors.sum(axis=0), float((vectors**2).sum())
    found = Vectors(
        Label("metadata", "M0", "bow", False), csr_array(vectors), np.arange(len(family)),
        np.ones(len(family), bool), total, squares, vectors @ total, lambda: as_texts([]),
    )  # fmt: skip
    models = len(family)
    mean = (total @ total - squares) / (models * (models - 1))
    said = strangers_of_families(found, family, mean)
    assert said["families"] == families
    assert (said["low"] + said["high"]) / 2 == pytest.approx(mean)
    drawn = []
    gram = np.array([vectors[family == f].sum(axis=0) for f in range(families)])
    own = np.bincount(family, (vectors**2).sum(axis=1))
    for _ in range(3_000):
        times = np.bincount(random.integers(0, families, families), minlength=families)
        # A family that is drawn twice is two families that do not meet themselves.
        both = times[:, None] * times - np.diag(times)
        pairs = (both * (gram @ gram.T)).sum() + times @ ((gram**2).sum(axis=1) - own)
        count = (both * np.outer(sizes, sizes)).sum() + times @ (sizes * (sizes - 1))
        drawn.append(pairs / count)
    error = (said["high"] - said["low"]) / 2 / NORMAL
    assert error == pytest.approx(np.std(drawn), rel=0.1)
