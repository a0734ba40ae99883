#!/usr/bin/env python3
"""Makes lexicon.txt, the words by which damaged text is judged.

usage: pip install jieba; python3 make_lexicon.py > lexicon.txt

Source: the dictionary of jieba with its counts (MIT, (c) 2013 Sun Junyi).
"""
import collections
import math
import pathlib
import re

import jieba

LEAST = 30  # counts in the dictionary below which a word of several characters is left out
LEAST_ALONE = 3  # the same for a single character
TOKENS = 60_000_000  # the counts are scaled to so many words


def dictionary():
    counts = {}
    for line in pathlib.Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, count = line.split(" ")[:2]
        if re.fullmatch(r"[\u4e00-\u9fff]{1,6}", word):
            counts[word] = int(count)
    return counts


def main():
    counts = dictionary()
    total = sum(counts.values())
    classes = collections.defaultdict(list)
    for word, count in counts.items():
        if count >= (LEAST_ALONE if len(word) == 1 else LEAST):
            classes[round(2 * math.log(max(count / total * TOKENS, 1)))].append(word)
    print("# Chinese words by frequency; made by make_lexicon.py from the dictionary of jieba (MIT licence, (c) 2013 Sun Junyi).")
    print("# A line: twice the natural logarithm of the count among 60 million words, then the words of that class.")
    for halves in sorted(classes, reverse=True):
        print(halves, *sorted(classes[halves]))


if __name__ == "__main__":
    main()
