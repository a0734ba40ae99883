//! Writes the demonstration data of a programme folder: `cargo run -p bihuan-programme --example demonstration_data -- FOLDER`.

mod generator;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).expect("the folder's `data` directory as the only argument"));
    std::fs::write(folder.join("demonstration.csv"), generator::panel())?;
    std::fs::write(folder.join("ballots.csv"), generator::ballots())
}
