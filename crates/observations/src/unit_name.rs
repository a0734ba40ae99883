//! Units of measure as English readers know them.

/// Chinese words of units with their English: as a numerator, and after "per". Longer words stand before those they begin with.
const WORDS: [(&str, &str, &str); 35] = [
    ("吨标准煤", "t of standard coal", "t of standard coal"),
    ("百万美元", "million US dollars", "million US dollars"),
    ("平方公里", "km²", "km²"),
    ("平方千米", "km²", "km²"),
    ("平方米", "m²", "m²"),
    ("立方米", "m³", "m³"),
    ("美元", "US dollars", "US dollar"),
    ("公里", "km", "km"),
    ("公顷", "ha", "ha"),
    ("元", "yuan", "yuan"),
    ("人", "persons", "person"),
    ("人次", "visits", "visit"),
    ("户", "households", "household"),
    ("件", "items", "item"),
    ("个", "units", "unit"),
    ("家", "firms", "firm"),
    ("项", "items", "item"),
    ("套", "homes", "home"),
    ("辆", "vehicles", "vehicle"),
    ("吨", "t", "t"),
    ("亩", "mu", "mu"),
    ("天", "days", "day"),
    ("年", "years", "year"),
    ("分", "points", "point"),
    ("千瓦时", "kWh", "kWh"),
    ("微克", "µg", "µg"),
    ("kWh", "kWh", "kWh"),
    ("ug", "µg", "µg"),
    ("m2", "m²", "m²"),
    ("m3", "m³", "m³"),
    ("km2", "km²", "km²"),
    ("t", "t", "t"),
    ("km", "km", "km"),
    ("%", "%", "%"),
    ("‰", "‰", "‰"),
];

/// Powers of ten that stand before a word.
const POWERS: [(&str, &str); 5] =
    [("万亿", "trillion"), ("百万", "million"), ("千万", "10 million"), ("亿", "100 million"), ("万", "10,000")];

/// Returns the English name of a unit as tables write it (`亿元` is `100 million yuan`, `件/万人` is `items per 10,000 persons`).
///
/// What is not known is left as it is written.
pub fn unit_in_english(unit: &str) -> String {
    let (unit, prices) = match unit.split_once('(') {
        Some((unit, rest)) => (unit, rest.strip_suffix("价)").map(|year| format!(" at {year} prices"))),
        None => (unit, None),
    };
    let mut parts = unit.split('/');
    let above = parts.next().map(|part| simple(part, false)).unwrap_or_default();
    let below = parts.map(|part| format!(" per {}", simple(part, true)));
    let said = std::iter::once(above).chain(below).collect::<String>();
    said + &prices.unwrap_or_default()
}

/// Returns a unit as Chinese papers write it: measures of area and volume in words (`万元/km2` is `万元/平方公里`).
pub fn unit_in_chinese(unit: &str) -> String {
    const WORDS: [(&str, &str); 3] = [("km2", "平方公里"), ("m2", "平方米"), ("m3", "立方米")];
    let word = |part: &str| WORDS.iter().find(|(sign, _)| *sign == part).map_or_else(|| part.to_owned(), |(_, word)| (*word).to_owned());
    unit.split('/').map(word).collect::<Vec<_>>().join("/")
}

fn simple(text: &str, below: bool) -> String {
    let word = |text: &str| {
        let found = WORDS.iter().find(|(chinese, ..)| *chinese == text);
        found.map(|(_, above, one)| if below { *one } else { *above })
    };
    if let Some(word) = word(text) {
        return word.to_owned();
    }
    let many = |rest: &str| WORDS.iter().find(|(chinese, ..)| *chinese == rest).map(|(_, above, _)| *above);
    let powers = POWERS.iter().filter_map(|(chinese, english)| Some((*english, many(text.strip_prefix(chinese)?)?)));
    powers.map(|(power, word)| format!("{power} {word}")).next().unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_in_words_in_chinese() {
        let check = |unit: &str, expected: &str| assert_eq!(unit_in_chinese(unit), expected, "{unit}");
        check("m2", "平方米");
        check("万元/km2", "万元/平方公里");
        check("ug/m3", "ug/立方米");
        check("元/人", "元/人");
    }

    #[test]
    fn units_of_tables_have_english_names() {
        let check = |unit: &str, expected: &str| assert_eq!(unit_in_english(unit), expected, "{unit}");
        check("亿元", "100 million yuan");
        check("元/人", "yuan per person");
        check("件/万人", "items per 10,000 persons");
        check("吨标准煤/万元", "t of standard coal per 10,000 yuan");
        check("吨/万元(2000价)", "t per 10,000 yuan at 2000 prices");
        check("ug/m3", "µg per m³");
        check("百万美元", "million US dollars");
        check("%", "%");
        check("格", "格");
        check("", "");
    }
}
