//! Faults put into a clean panel on purpose, to measure how many are found.
