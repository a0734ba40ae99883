//! What is published from a small hand-made cycle.

mod documents;
mod fixture;
mod links;
mod messages;
mod templates;
