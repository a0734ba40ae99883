#[path = "../../examples/demonstration_data/generator.rs"]
mod generator;

use crate::folder::shipped;

fn check(file: &str, made: &str) {
    let folder = shipped("demonstration-zones");
    let kept = String::from_utf8(folder.files[file].clone()).expect("UTF-8");
    let differs = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made);
    let same = kept == made;
    assert!(same, "`{file}` is not what the generator makes (first difference in line {differs:?}); run the example `demonstration_data`");
}

#[test]
fn the_shipped_panel_is_what_the_generator_makes() {
    check("data/demonstration.csv", &generator::panel());
}

#[test]
fn the_shipped_ballots_are_what_the_generator_makes() {
    check("data/ballots.csv", &generator::ballots());
}
