"""Times of the peers on the data of numerics.rs: python -m pip install numpy pymcdm, then python peers.py."""

import time

import numpy as np
import pymcdm


def table(rows, width):
    state, figures = 12_345, []
    for _ in range(rows * width):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        figures.append(1.0 + state / 2**31)
    return np.array(figures).reshape(rows, width)


def milliseconds(work, repeats=500):
    work()
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(repeats):
            work()
        best = min(best, (time.perf_counter() - start) / repeats)
    return best * 1e3


def linear_index(figures, weights):
    low, high = figures.min(axis=0), figures.max(axis=0)
    scores = ((figures - low) / (high - low) * 100.0) @ weights
    return np.argsort(np.argsort(-scores)) + 1


def entropy_topsis(figures, types):
    weights = pymcdm.weights.entropy_weights(figures)
    return pymcdm.methods.TOPSIS(pymcdm.normalizations.vector_normalization)(figures, weights, types)


if __name__ == "__main__":
    figures = table(120, 60)
    weights, types = np.full(60, 1.0 / 60.0), np.ones(60)
    print(f"numpy {np.__version__}: 120 x 60 normalise, weigh, aggregate, rank: {milliseconds(lambda: linear_index(figures, weights)):.4f} ms")
    print(f"pymcdm {getattr(pymcdm, '__version__', '')}: 120 x 60 entropy weights and TOPSIS: {milliseconds(lambda: entropy_topsis(figures, types), 50):.4f} ms")
