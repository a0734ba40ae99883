"""Times of the peers on the cases of `bihuan bench`, and the ratio to it in the same run.

python -m pip install numpy pymcdm scikit-criteria SALib, then python peers.py [path of bihuan]. A peer that is not installed is left out.
"""

import importlib
import json
import subprocess
import sys
import time


def peer(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed and left out", file=sys.stderr)
        return None


np, pymcdm, skcriteria, salib = peer("numpy"), peer("pymcdm"), peer("skcriteria"), peer("SALib")


def table(rows, width):
    """The sequence of `evaluation::specimen::figures`."""
    state, figures = 12_345, []
    for _ in range(rows * width):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        figures.append(1.0 + state / 2**31)
    return np.array(figures).reshape(rows, width)


def milliseconds(work, repeats):
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


def pymcdm_topsis(figures):
    weights = pymcdm.weights.entropy_weights(figures)
    rank = pymcdm.methods.TOPSIS(pymcdm.normalizations.vector_normalization)
    return rank(figures, weights, np.ones(figures.shape[1]))


def skcriteria_topsis(figures):
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.preprocessing.scalers import VectorScaler
    from skcriteria.preprocessing.weighters import EntropyWeighter

    matrix = skcriteria.mkdm(figures, [max] * figures.shape[1])
    weighed = EntropyWeighter().transform(matrix)
    return TOPSIS().evaluate(VectorScaler(target="matrix").transform(weighed))


def sobol_of_an_index(figures):
    """Sobol indices of one unit's score over six weights, as an analyst would ask SALib for them."""
    from SALib.analyze import sobol as analyse
    from SALib.sample import sobol as sample

    problem = {"num_vars": 6, "names": [f"w{k}" for k in range(6)], "bounds": [[0.75, 1.25]] * 6}
    weights = sample.sample(problem, 256, calc_second_order=False)
    scores = (figures[:1, :6] * weights).sum(axis=1) / weights.sum(axis=1)
    return analyse.analyze(problem, scores, calc_second_order=False, print_to_console=False)


def peers():
    """Case of `bihuan bench`, peer, milliseconds."""
    figures = table(120, 60)
    weights = np.full(60, 1.0 / 60.0)
    yield "pass_120x60_normalise_weigh_aggregate_rank", "numpy", milliseconds(lambda: linear_index(figures, weights), 500)
    if pymcdm:
        yield "entropy_topsis_120x60", "pymcdm", milliseconds(lambda: pymcdm_topsis(figures), 50)
    if skcriteria:
        yield "entropy_topsis_120x60", "scikit-criteria", milliseconds(lambda: skcriteria_topsis(figures), 20)
    if salib:
        yield "sobol_one_unit_six_weights", "SALib", milliseconds(lambda: sobol_of_an_index(figures), 3)


def own(program):
    printed = subprocess.run([program, "bench", "--json"], capture_output=True, check=True, text=True).stdout
    return {measure["name"]: measure["value"] for measure in json.loads(printed)}


def main():
    measured = own(sys.argv[1]) if len(sys.argv) > 1 else {}
    for case, name, time_of_peer in peers():
        ratio = f", {time_of_peer / measured[case]:.1f} times bihuan's {measured[case]:.4f} ms" if case in measured else ""
        print(f"{case}: {name} {time_of_peer:.4f} ms{ratio}")


if __name__ == "__main__":
    main()
