//! Interface texts: Chinese first, English beside it. The texts themselves are in `messages/`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use corpus::Bilingual;

/// Language of a page or paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    Chinese,
    English,
}

type Messages = BTreeMap<String, BTreeMap<String, String>>;

static CHINESE: LazyLock<Messages> = LazyLock::new(|| parse(include_str!("../messages/zh.toml")));
static ENGLISH: LazyLock<Messages> = LazyLock::new(|| parse(include_str!("../messages/en.toml")));

fn parse(file: &str) -> Messages {
    toml::from_str(file).expect("the message files are checked by a test")
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// Folder of the pages in this language.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Chinese => "",
            Self::English => "en/",
        }
    }

    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    pub fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }

    fn messages(self) -> &'static Messages {
        match self {
            Self::Chinese => &CHINESE,
            Self::English => &ENGLISH,
        }
    }

    /// Returns the message `section.key`, or the key itself where the files have no such message (a test forbids it for keys in use).
    pub fn text(self, key: &str) -> &str {
        self.find(key).unwrap_or(key)
    }

    /// Returns the message if there is one: for keys made from identities, such as `grade.excellent`.
    pub fn find(self, key: &str) -> Option<&'static str> {
        let (section, name) = key.split_once('.')?;
        self.messages().get(section)?.get(name).map(String::as_str)
    }

    /// Returns the message with every `{name}` replaced.
    pub fn fill(self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        values.iter().fold(self.text(key).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), &value.to_string()))
    }

    /// Returns the side of a bilingual text in this language, the other one where it is empty.
    pub fn of(self, text: &Bilingual) -> &str {
        let (first, second) = match self {
            Self::Chinese => (&text.zh, &text.en),
            Self::English => (&text.en, &text.zh),
        };
        if first.is_empty() { second } else { first }
    }

    /// Joins words as the language lists them.
    pub fn list(self, words: &[String]) -> String {
        words.join(match self {
            Self::Chinese => "、",
            Self::English => ", ",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(messages: &Messages) -> Vec<String> {
        messages.iter().flat_map(|(section, names)| names.keys().map(move |name| format!("{section}.{name}"))).collect()
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        assert_eq!(keys(&CHINESE), keys(&ENGLISH));
    }

    #[test]
    fn both_languages_fill_the_same_places() {
        let places = |text: &str| {
            let mut places: Vec<String> = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
            places.sort();
            places
        };
        for key in keys(&CHINESE) {
            assert_eq!(places(Language::Chinese.text(&key)), places(Language::English.text(&key)), "{key}");
        }
    }

    #[test]
    fn a_place_in_a_message_is_filled() {
        assert_eq!(Language::English.fill("no.such {n} message", &[("n", &3)]), "no.such 3 message");
    }
}
