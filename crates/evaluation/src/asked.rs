//! Which observed figures a leaf's value is made of, so that a score leads to cells also where the method works them out itself.

use std::collections::BTreeSet;

use programme::IndicatorId;
use programme::method::{Content, Expression, Function};

use crate::figures::{Figures, X};

/// Observed figures with their years.
pub(crate) type Asked = BTreeSet<(IndicatorId, i16)>;

/// Returns the unit's own figures that a leaf asks for in a year, whether a unit has them or not.
pub(crate) fn asked(figures: Figures<'_>, node: usize, indicator: &IndicatorId, year: i16) -> Asked {
    let there = figures.at(year).with_x(X::Indicator(indicator));
    let mut out = Asked::new();
    match &figures.method.nodes[node].content {
        Content::Indicator { value: Some(formula), .. } => there.gather(&formula.root, &mut out),
        _ => there.gather_named(indicator.as_str(), &mut out),
    }
    out
}

impl Figures<'_> {
    fn gather(&self, expression: &Expression, out: &mut Asked) {
        match expression {
            Expression::Number(_) | Expression::Text(_) => {}
            Expression::Name(name) => self.gather_named(name, out),
            Expression::Negative(inner) | Expression::Not(inner) => self.gather(inner, out),
            Expression::Binary(_, left, right) => [left, right].into_iter().for_each(|side| self.gather(side, out)),
            Expression::Call(function, arguments) => self.gather_call(*function, arguments, out),
        }
    }

    fn gather_named(&self, name: &str, out: &mut Asked) {
        match self.meaning(name) {
            None => {}
            Some(Meaning::Formula(deeper, expression)) => deeper.gather(expression, out),
            Some(Meaning::Observed(indicator)) => drop(out.insert((indicator, self.year))),
        }
    }

    fn gather_call(&self, function: Function, arguments: &[Expression], out: &mut Asked) {
        let years = || self.years(arguments.get(1));
        let steps: Vec<i16> = match function {
            Function::Lag => vec![years()],
            Function::Growth => vec![0, years()],
            Function::MeanOver | Function::SumOver | Function::MaxOver | Function::MinOver => (0..years().max(1)).collect(),
            Function::At => self.named_years(&arguments[1]).map(|year| self.year - year).collect(),
            _ => return arguments.iter().for_each(|argument| self.gather(argument, out)),
        };
        steps.into_iter().for_each(|back| self.at(self.year - back).gather(&arguments[0], out));
    }
}

/// What a name stands for, as far as figures go.
enum Meaning<'a> {
    Formula(Figures<'a>, &'a Expression),
    Observed(IndicatorId),
}

impl<'a> Figures<'a> {
    fn meaning(&self, name: &str) -> Option<Meaning<'a>> {
        let deeper = self.deeper()?;
        if let Some(quantity) = self.method.quantities.iter().find(|quantity| quantity.id == name) {
            return Some(Meaning::Formula(deeper, &quantity.formula.root));
        }
        if self.method.parameters.contains_key(name) || matches!(name, "year" | "class" | "unit") {
            return None;
        }
        match (name, self.x) {
            ("x", Some(X::Indicator(id))) if id.as_str() != "x" => deeper.meaning(id.as_str()),
            _ => Some(Meaning::Observed(IndicatorId(name.to_owned()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::examples::with_case;
    use crate::{Chance, Standing, evaluate};

    /// The figures that the only leaf of x is made of.
    fn check(leaf: &str, expected: &[(&str, i16)]) {
        let body = format!(
            "[parameters]\nfull = 10\n[units]\n[[quantity]]\nid = \"ratio\"\nformula = \"tax / lag(land, 2)\"\n[leaf]\nnormalise = \"none\"\n[[indicator]]\n{leaf}\n"
        );
        let table = "unit,year,tax,land\nx,2018,1,2\nx,2019,3,4\nx,2020,5,6\n";
        let evaluation = with_case(&body, table, |case, method| evaluate(case, method, Chance { seed: 1, replicates: 0 }));
        let Standing::Evaluated { contributions, .. } = &evaluation.units[0].standing else { panic!("{:?}", evaluation.units[0]) };
        let found: Vec<(&str, i16)> = contributions[0].made_of.iter().map(|(id, year)| (id.as_str(), *year)).collect();
        assert_eq!(found, expected, "{leaf}");
    }

    #[test]
    fn a_worked_out_value_names_the_figures_it_is_made_of() {
        check("id = \"ratio\"", &[("land", 2018), ("tax", 2020)]);
        check("id = \"tax\"\nvalue = \"growth(x) * full\"", &[("tax", 2019), ("tax", 2020)]);
        check(
            "id = \"tax\"\nvalue = \"x - at(x, 2018) + mean_over(land, 2)\"",
            &[("land", 2019), ("land", 2020), ("tax", 2018), ("tax", 2020)],
        );
        // What is not in the table is not named.
        check("id = \"tax\"\nvalue = \"x + coalesce(lag(x, 9), 0)\"", &[("tax", 2020)]);
        check("id = \"tax\"", &[]);
    }
}
