//! Units of measure: figures of different units are not added or compared, and a figure comes in the unit the method counts on.

use corpus::{Finding, Location};

use super::{Expression, Function, Method, Operator, formulas};

/// Findings about sums, differences and comparisons of figures whose units differ.
pub(super) fn within(method: &Method) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (formula, place, _) in formulas::all(method) {
        let mut clashes = Vec::new();
        unit_of(method, &formula.root, &mut clashes);
        findings.extend(clashes.into_iter().map(|(left, right)| {
            Finding::error(
                "method/unit-clash",
                format!("公式“{formula}”把“{left}”和“{right}”相加、相减或相比"),
                format!("the formula `{formula}` adds, subtracts or compares {left} and {right}"),
            )
            .at(place.clone())
            .hint("先换算成同一单位", "bring both to one unit first")
        }));
    }
    findings
}

/// Unit of an expression where it is plain: a name has its own, sums and choices keep it, anything else has none that is known.
fn unit_of<'a>(method: &'a Method, expression: &'a Expression, clashes: &mut Vec<(&'a str, &'a str)>) -> Option<&'a str> {
    match expression {
        Expression::Number(_) | Expression::Text(_) => None,
        Expression::Name(name) => of_name(method, name),
        Expression::Negative(inner) => unit_of(method, inner, clashes),
        Expression::Not(inner) => {
            unit_of(method, inner, clashes);
            None
        }
        Expression::Binary(operator, left, right) => {
            let (left, right) = (unit_of(method, left, clashes), unit_of(method, right, clashes));
            match operator {
                Operator::Add | Operator::Subtract => together(left, right, clashes),
                Operator::Multiply | Operator::Divide | Operator::Power | Operator::And | Operator::Or => None,
                _ => {
                    together(left, right, clashes);
                    None
                }
            }
        }
        Expression::Call(function, arguments) => of_call(method, *function, arguments, clashes),
    }
}

fn of_call<'a>(
    method: &'a Method,
    function: Function,
    arguments: &'a [Expression],
    clashes: &mut Vec<(&'a str, &'a str)>,
) -> Option<&'a str> {
    if matches!(function, Function::Score | Function::LowestChild) {
        return None;
    }
    let units: Vec<Option<&str>> = arguments.iter().map(|argument| unit_of(method, argument, clashes)).collect();
    match function {
        Function::Min | Function::Max | Function::Total | Function::Mean | Function::Highest | Function::Lowest | Function::Coalesce => {
            units.into_iter().reduce(|left, right| together(left, right, clashes)).flatten()
        }
        Function::If => together(units[1], units[2], clashes),
        Function::Lag | Function::At | Function::SumOver | Function::MeanOver | Function::MaxOver | Function::MinOver | Function::Abs => {
            units[0]
        }
        Function::PeerMean | Function::PeerMedian | Function::PeerMax | Function::PeerMin | Function::PeerSum => units[0],
        _ => None,
    }
}

fn of_name<'a>(method: &'a Method, name: &str) -> Option<&'a str> {
    let quantity = method.quantities.iter().find(|quantity| quantity.id == name).map(|quantity| quantity.unit.as_str());
    quantity.or_else(|| method.units.get(name).map(String::as_str)).filter(|unit| !unit.is_empty())
}

/// One unit of two sides; an unknown one gives way.
fn together<'a>(left: Option<&'a str>, right: Option<&'a str>, clashes: &mut Vec<(&'a str, &'a str)>) -> Option<&'a str> {
    if let (Some(left), Some(right)) = (left, right)
        && left != right
    {
        clashes.push((left, right));
    }
    left.or(right)
}

/// Findings about figures that come in another unit than `[units]` says.
pub(super) fn against(method: &Method, unit_of: &dyn Fn(&str) -> Option<String>) -> Vec<Finding> {
    let place: Location = method.at.of("units");
    let clash = |(name, wanted): (&String, &String)| {
        let found = unit_of(name).filter(|found| found != wanted)?;
        Some(
            Finding::error(
                "method/unit-clash",
                format!("办法按“{wanted}”使用“{name}”，而数据的单位是“{found}”"),
                format!("the method takes \"{name}\" in {wanted}, the figures are in {found}"),
            )
            .at(place.clone())
            .hint("换算数据，或改正 [units]", "convert the figures, or correct `[units]`"),
        )
    };
    method.units.iter().filter_map(clash).collect()
}
