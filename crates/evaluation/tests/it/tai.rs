//! The Technology Achievement Index: OECD and JRC, *Handbook on Constructing Composite Indicators* (2008), Tables A.2 and 38, computed by the
//! shipped folder `programmes/tai-2001`.

use super::{by_key, judge, method, near, own, shared, table, totals};

#[test]
fn equal_weights_between_goalposts_give_the_published_index() {
    let Some(input) = shared("cases/evaluation/tai23_input.csv") else { return };
    let method = method(&own("programmes/tai-2001/methods/2001.toml"));
    let evaluation = judge(&method, &table(&input, &method, 2001), 2001);
    let expected = by_key(&shared("cases/evaluation/tai23_goalposts_expected.csv").expect("it lies beside the input"), "country");
    assert_eq!(expected.len(), 23);
    let totals = totals(&evaluation);
    for (country, row) in &expected {
        let score: f64 = row["EW_score"].parse().expect("a number");
        assert!(near(totals[country], score, 1e-9), "{country}: {} is not {score}", totals[country]);
    }
    for unit in &evaluation.units {
        let evaluation::Standing::Evaluated { rank, .. } = unit.standing else { panic!("evaluated") };
        assert_eq!(expected[&unit.unit.0]["pub_EW"], rank.to_string(), "{}", unit.unit);
    }
}
