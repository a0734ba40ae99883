//! Traditional characters to simplified ones, word by word, without changing the length.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use opencc_fmmseg::OpenCC;

use super::Repaired;
use crate::chars;
use crate::text::Edit;

/// A paper is taken for traditional when at least one Chinese character in fifty exists in traditional script only.
const TRADITIONAL_SHARE_MIN: usize = 50;

/// So many Chinese characters decide.
const SAMPLE: usize = 4_000;

pub(super) fn simplify(paper: &mut Repaired) {
    let text = paper.text.as_str();
    if !is_traditional(text) {
        return;
    }
    let simple = simplified(text);
    let changed = text.chars().zip(simple.chars()).filter(|(before, after)| before != after).count();
    if simple.len() == text.len() {
        paper.text.replace_in_place(simple);
    } else {
        let edits: Vec<Edit> = text
            .char_indices()
            .zip(simple.chars())
            .filter(|((_, before), after)| before != after)
            .map(|((at, before), after)| Edit::replace(at..at + before.len_utf8(), after.to_string()))
            .collect();
        paper.edit_quietly(&edits);
    }
    paper.count("script", changed);
}

/// Returns the text in simplified characters, character by character: the n-th stays the n-th.
pub(super) fn simplified(text: &str) -> String {
    let simple = converter().t2s(text, false);
    if chars::count(&simple) == chars::count(text) {
        return simple;
    }
    each_simplified(text)
}

/// Returns the simplified form of each character taken by itself.
pub(super) fn each_simplified(text: &str) -> String {
    let mut known: HashMap<char, char> = HashMap::new();
    let single = |c: char| converter().t2s(c.encode_utf8(&mut [0; 4]), false).chars().next().unwrap_or(c);
    text.chars().map(|c| *known.entry(c).or_insert_with(|| single(c))).collect()
}

/// Returns the traditional form of each character taken by itself.
pub(super) fn each_traditional(text: &str) -> String {
    let mut known: HashMap<char, char> = HashMap::new();
    let single = |c: char| converter().s2t(c.encode_utf8(&mut [0; 4]), false).chars().next().unwrap_or(c);
    text.chars().map(|c| *known.entry(c).or_insert_with(|| single(c))).collect()
}

fn converter() -> &'static OpenCC {
    static CONVERTER: OnceLock<OpenCC> = OnceLock::new();
    CONVERTER.get_or_init(OpenCC::new)
}

/// True where enough characters of the text exist in traditional script only.
pub(super) fn is_traditional(text: &str) -> bool {
    let (mut han, mut traditional) = (0usize, 0usize);
    for c in text.chars().filter(|c| chars::is_han(*c)).take(SAMPLE) {
        han += 1;
        traditional += usize::from(is_only_traditional(c));
    }
    han > 0 && traditional * TRADITIONAL_SHARE_MIN >= han
}

/// Frequent characters that simplified text never holds; every traditional paper is full of them.
fn is_only_traditional(c: char) -> bool {
    const FREQUENT: &str = "來個們劃動務區協參吳員問單國圍圖團執報場墾壓壯夠夾奪奮婦孫學實寧審寫寬寶將專對導屆層屬島嶺師帳帶幣幹幾庫廠廣廳強彈徑從復憑憲憶應懷戰戶擇擊擔據擴攜攝敗敵數斷時會條業榮構樂樓標樣橋機檔檢權歷歸殺毀氣決沒況滅滿漢潔濕濟濱灣為無爾狀獎獨獲現瑪環產畢異當療發盡監盤眾礎礦禮稅種穩競筆節簡簽糧糾紀約紅納純紙級終組結絕給統絲經綜綠維綱網緊線緣編緩練縣縮總績織繼續罷羅義聯聲職聽肅脫腦腳臺與舉舊艦艱華藝蘇處號虧衛補裝製複見規覺覽觀觸訂計討訓記訪設許訴診詞詢試該詳認語誤說誰課調請論諾謀謝證識譯議護讀變讓負財貨責費貿資賓質賽車載輕輸轉農這進運過達適選還鄉鄰釋針鋼錄錢鎮鐵長門開間關陽際隨險雙離難雲電靈題類飛館馬駐驗體鮮點齊龍";
    static SET: LazyLock<HanSet> = LazyLock::new(|| HanSet::of(FREQUENT));
    SET.has(c)
}

/// A set of frequent Chinese characters, one bit for each.
struct HanSet(Vec<u64>);

impl HanSet {
    const FIRST: u32 = 0x4e00;

    fn of(characters: &str) -> Self {
        let mut bits = vec![0; (0xa000 - Self::FIRST as usize) / 64];
        for c in characters.chars() {
            let place = c as u32 - Self::FIRST;
            bits[place as usize / 64] |= 1 << (place % 64);
        }
        Self(bits)
    }

    fn has(&self, c: char) -> bool {
        let place = (c as u32).wrapping_sub(Self::FIRST);
        self.0.get(place as usize / 64).is_some_and(|bits| bits & (1 << (place % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_decide_where_a_character_has_two_simple_forms() {
        assert_eq!(simplified("沿著顯著成效，看著著作；乾燥與乾隆"), "沿着显著成效，看着著作；干燥与乾隆");
    }

    #[test]
    fn simplified_text_is_left_alone() {
        assert!(!is_traditional("著名的老工业城市和资源型城市"));
        assert!(is_traditional("支持老工業城市和資源型城市產業轉型"));
    }
}
