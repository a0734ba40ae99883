//! Whose fault: blame is sorted once, here.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use corpus::Bilingual;

use crate::terminal::{Language, note};

/// What stopped a command. Flawed input that did not stop it is a finding instead.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The input cannot be used: exit 1.
    #[error("{}", .0.en)]
    Input(Bilingual),
    /// The arguments or the configuration cannot be used: exit 2.
    #[error("{}", .0.en)]
    Configuration(Bilingual),
    /// The program or the machine failed: exit 70.
    #[error("{}", .0.en)]
    Us(Bilingual),
}

impl Failure {
    pub(crate) fn input(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Input(Bilingual::new(zh, en))
    }

    pub(crate) fn configuration(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Configuration(Bilingual::new(zh, en))
    }

    pub(crate) fn us(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Us(Bilingual::new(zh, en))
    }

    /// A file that could not be read.
    pub(crate) fn reading(path: &Path, error: &io::Error) -> Self {
        Self::input(format!("无法读取 `{}`：{error}", path.display()), format!("cannot read `{}`: {error}", path.display()))
    }

    /// A file that could not be written.
    pub(crate) fn writing(path: &Path, error: &io::Error) -> Self {
        Self::us(format!("无法写入 `{}`：{error}", path.display()), format!("cannot write `{}`: {error}", path.display()))
    }

    pub(crate) fn report(&self, language: Language) -> ExitCode {
        let (message, code) = match self {
            Self::Input(message) => (message, 1),
            Self::Configuration(message) => (message, 2),
            Self::Us(message) => (message, 70),
        };
        let label = Bilingual::new("错误", "error");
        note(format_args!("{}: {}", language.of(&label), language.of(message)));
        ExitCode::from(code)
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::us(format!("存储出错：{error}"), format!("store: {error}"))
    }
}
