//! The shipped folders, read as the program reads them.

mod demonstration_data;
mod demonstration_zones;
mod documents;
mod flaws;
mod folder;
mod papers;
