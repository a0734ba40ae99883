#!/usr/bin/env python3
"""Speed of reading beside programs that do parts of it, on the same files in the same run.

usage: python3 crates/corpus/benches/peers.py FOLDER [SECONDS]

FOLDER holds texts (.md, .txt, .html). First the example `bulk` reads all of it (build: cargo build --release -p bihuan-corpus
--example bulk), then each peer that is installed (pip install jionlp trafilatura jieba) works on the same files, in the same
order, for at most SECONDS (60). One core each, time of the processor, megabytes of the files as they lie on the disk. What a peer does:

  jieba        cuts the text into words; no repair, no structure, no facts
  trafilatura  takes the text out of a page (the files are wrapped into <html> where they are none); no structure of clauses, no facts
  jionlp       finds places, times and money amounts sentence by sentence; no repair, no structure

Needs Python 3.9 or later; peers that are not installed are named and left out.
"""
import pathlib, re, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parents[3]


def files(folder):
    paths = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix in {".md", ".txt", ".html"})
    return [p.read_bytes() for p in paths]


def ours(folder):
    target = ROOT / "target" / "release" / "examples" / "bulk"
    printed = subprocess.run([target, folder], check=True, capture_output=True, text=True).stdout
    return float(re.search(r"whole reading ([\d.]+) MB/s", printed)[1])


def speed(work, texts, seconds):
    """Megabytes per second over as many files as fit into the time."""
    work("国务院关于促进江苏省徐州市2021年产业转型升级的意见，投资20亿元。".encode())  # dictionaries are loaded before the clock starts
    start, done = time.process_time(), 0
    for text in texts:
        work(text)
        done += len(text)
        if time.process_time() - start > seconds:
            break
    return done / 1e6 / (time.process_time() - start), done / sum(map(len, texts))


def jieba_peer():
    import jieba
    jieba.setLogLevel(60)
    return lambda text: jieba.lcut(text.decode("utf-8", "replace"))


def trafilatura_peer():
    import trafilatura
    def work(text):
        page = text.decode("utf-8", "replace")
        if "<html" not in page[:2000]:
            page = "<html><body><article>" + "".join(f"<p>{line}</p>" for line in page.splitlines() if line) + "</article></body></html>"
        return trafilatura.extract(page)
    return work


def jionlp_peer():
    import jionlp
    def work(text):
        for sentence in re.split(r"[。；\n]", text.decode("utf-8", "replace")):
            if not sentence:
                continue
            jionlp.recognize_location(sentence)
            jionlp.ner.extract_time(sentence, time_base=0)
            jionlp.ner.extract_money(sentence)
    return work


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    texts = files(folder)
    own = ours(folder)
    print(f"{len(texts)} files, {sum(map(len, texts)) / 1e6:.1f} MB")
    print(f"{'bihuan (whole reading)':28}{own:10.2f} MB/s")
    for name, peer in (("jieba", jieba_peer), ("trafilatura", trafilatura_peer), ("jionlp", jionlp_peer)):
        try:
            found, share = speed(peer(), texts, seconds)
            print(f"{name:28}{found:10.2f} MB/s   bihuan is {own / found:.0f} times as fast   ({100 * share:.0f} % of the files read)")
        except ImportError:
            print(f"{name:28} not installed")


if __name__ == "__main__":
    main()
