//! From the text of a formula to its expression. Usual precedence: `or`, `and`, comparison, `+ -`, `* /`, unary, `^`.

use super::formula::{Expression, Function, Operator};

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Text(String),
    Name(String),
    Mark(&'static str),
}

/// Longest first, so that `<=` is not read as `<`.
const MARKS: &[&str] = &["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ","];

/// Deeper nesting than any method needs; guards the stack.
const DEEPEST: usize = 64;

pub(super) fn parse(source: &str) -> Result<Expression, String> {
    let mut parser = Parser { tokens: tokens(source)?, at: 0, depth: 0 };
    let expression = parser.alternatives()?;
    match parser.tokens.get(parser.at) {
        None => Ok(expression),
        Some((token, place)) => Err(format!("unexpected {} at character {place}", shown(token))),
    }
}

fn tokens(source: &str) -> Result<Vec<(Token, usize)>, String> {
    let mut out = Vec::new();
    let mut rest = source;
    loop {
        rest = rest.trim_start();
        let place = source[..source.len() - rest.len()].chars().count() + 1;
        let Some(first) = rest.chars().next() else { return Ok(out) };
        let length;
        let token = if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            length = mark.len();
            Token::Mark(mark)
        } else if first.is_ascii_digit() || first == '.' {
            length = number_length(rest);
            Token::Number(rest[..length].parse().map_err(|_| format!("`{}` is no number (character {place})", &rest[..length]))?)
        } else if first == '"' || first == '\'' {
            let end = rest[1..].find(first).ok_or_else(|| format!("the text that begins at character {place} has no end"))?;
            length = end + 2;
            Token::Text(rest[1..=end].to_owned())
        } else if first.is_alphabetic() || first == '_' {
            length = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(rest.len());
            Token::Name(rest[..length].to_owned())
        } else {
            return Err(format!("unexpected `{first}` at character {place}"));
        };
        rest = &rest[length..];
        out.push((token, place));
    }
}

/// Length of the number at the start, with its exponent if it has one.
fn number_length(text: &str) -> usize {
    let digits = |from: usize| text[from..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(text.len(), |length| from + length);
    let end = digits(0);
    let Some(exponent) = text[end..].strip_prefix(['e', 'E']) else { return end };
    let sign = usize::from(exponent.starts_with(['+', '-']));
    if exponent[sign..].starts_with(|c: char| c.is_ascii_digit()) { digits(end + 1 + sign) } else { end }
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn alternatives(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("nested deeper than {DEEPEST}"));
        }
        let mut left = self.conjunction()?;
        while self.take_name("or") {
            left = binary(Operator::Or, left, self.conjunction()?);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expression, String> {
        let mut left = self.negation()?;
        while self.take_name("and") {
            left = binary(Operator::And, left, self.negation()?);
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expression, String> {
        let mut negative = false;
        while self.take_name("not") {
            negative = !negative;
        }
        let inner = self.comparison()?;
        Ok(if negative { Expression::Not(Box::new(inner)) } else { inner })
    }

    fn comparison(&mut self) -> Result<Expression, String> {
        let left = self.sum()?;
        let operators = [
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("==", Operator::Equal),
            ("!=", Operator::NotEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        match self.take_operator(&operators) {
            Some(operator) => Ok(binary(operator, left, self.sum()?)),
            None => Ok(left),
        }
    }

    fn sum(&mut self) -> Result<Expression, String> {
        let mut left = self.product()?;
        while let Some(operator) = self.take_operator(&[("+", Operator::Add), ("-", Operator::Subtract)]) {
            left = binary(operator, left, self.product()?);
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, String> {
        let mut left = self.sign()?;
        while let Some(operator) = self.take_operator(&[("*", Operator::Multiply), ("/", Operator::Divide)]) {
            left = binary(operator, left, self.sign()?);
        }
        Ok(left)
    }

    /// `-x ^ 2` is `-(x ^ 2)`, as in mathematics.
    fn sign(&mut self) -> Result<Expression, String> {
        let mut negative = false;
        while let Some(minus) = self.take_operator(&[("-", true), ("+", false)]) {
            negative ^= minus;
        }
        let inner = self.power()?;
        Ok(if negative { Expression::Negative(Box::new(inner)) } else { inner })
    }

    fn power(&mut self) -> Result<Expression, String> {
        let base = self.atom()?;
        if !self.take_mark("^") {
            return Ok(base);
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("nested deeper than {DEEPEST}"));
        }
        let exponent = self.sign()?;
        self.depth -= 1;
        Ok(binary(Operator::Power, base, exponent))
    }

    fn atom(&mut self) -> Result<Expression, String> {
        let Some((token, place)) = self.tokens.get(self.at).cloned() else {
            return Err("the formula ends too early".to_owned());
        };
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Expression::Number(number)),
            Token::Text(text) => Ok(Expression::Text(text)),
            Token::Name(name) if self.take_mark("(") => self.call(&name, place),
            Token::Name(name) => Ok(Expression::Name(name)),
            Token::Mark("(") => {
                let inner = self.alternatives()?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Mark(mark) => Err(format!("unexpected `{mark}` at character {place}")),
        }
    }

    fn call(&mut self, name: &str, place: usize) -> Result<Expression, String> {
        let function = Function::named(name).ok_or_else(|| match super::nearest(name, Function::NAMES.iter().copied()) {
            Some(near) => format!("no function `{name}` (character {place}); is `{near}` meant?"),
            None => format!("no function `{name}` (character {place}); known are {}", Function::NAMES.join(", ")),
        })?;
        let mut arguments = Vec::new();
        if !self.take_mark(")") {
            loop {
                arguments.push(self.alternatives()?);
                if !self.take_mark(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        let (least, most) = function.arity();
        if arguments.len() < least || arguments.len() > most {
            return Err(format!("`{name}` (character {place}) has {} arguments, needs {}", arguments.len(), arity_shown(least, most)));
        }
        Ok(Expression::Call(function, arguments))
    }

    fn expect(&mut self, mark: &str) -> Result<(), String> {
        if self.take_mark(mark) {
            return Ok(());
        }
        match self.tokens.get(self.at) {
            Some((token, place)) => Err(format!("expected `{mark}` at character {place}, found {}", shown(token))),
            None => Err(format!("`{mark}` is missing at the end")),
        }
    }

    fn take_mark(&mut self, mark: &str) -> bool {
        self.take(|token| matches!(token, Token::Mark(found) if *found == mark))
    }

    fn take_name(&mut self, name: &str) -> bool {
        self.take(|token| matches!(token, Token::Name(found) if found == name))
    }

    fn take_operator<T: Copy>(&mut self, operators: &[(&str, T)]) -> Option<T> {
        operators.iter().find(|(mark, _)| self.take_mark(mark)).map(|(_, operator)| *operator)
    }

    fn take(&mut self, fits: impl Fn(&Token) -> bool) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|(token, _)| fits(token));
        self.at += usize::from(found);
        found
    }
}

fn binary(operator: Operator, left: Expression, right: Expression) -> Expression {
    Expression::Binary(operator, Box::new(left), Box::new(right))
}

fn shown(token: &Token) -> String {
    match token {
        Token::Number(number) => format!("`{number}`"),
        Token::Text(text) => format!("\"{text}\""),
        Token::Name(name) => format!("`{name}`"),
        Token::Mark(mark) => format!("`{mark}`"),
    }
}

fn arity_shown(least: usize, most: usize) -> String {
    match (least, most) {
        (least, most) if least == most => least.to_string(),
        (least, 4_294_967_295) => format!("at least {least}"),
        (least, most) => format!("{least} to {most}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        let shown = match parse(source) {
            Ok(expression) => lisp(&expression),
            Err(message) => message,
        };
        assert_eq!(shown, expected, "{source}");
    }

    fn lisp(expression: &Expression) -> String {
        match expression {
            Expression::Number(number) => number.to_string(),
            Expression::Text(text) => format!("'{text}'"),
            Expression::Name(name) => name.clone(),
            Expression::Negative(inner) => format!("(neg {})", lisp(inner)),
            Expression::Not(inner) => format!("(not {})", lisp(inner)),
            Expression::Binary(operator, left, right) => format!("({operator:?} {} {})", lisp(left), lisp(right)),
            Expression::Call(function, arguments) => {
                format!("({}{})", function.name(), arguments.iter().map(|argument| format!(" {}", lisp(argument))).collect::<String>())
            }
        }
    }

    #[test]
    fn precedence_is_that_of_mathematics() {
        check("a + b * c ^ 2", "(Add a (Multiply b (Power c 2)))");
        check("-x ^ 2", "(neg (Power x 2))");
        check("2 ^ -1", "(Power 2 (neg 1))");
        check("a - b - c", "(Subtract (Subtract a b) c)");
        check("not a > 1 and b or c", "(Or (And (not (Greater a 1)) b) c)");
        check("class == \"east\"", "(Equal class 'east')");
        check("1.5e3 / 人口", "(Divide 1500 人口)");
        check("score() - 1e2", "(Subtract (score) 100)");
    }

    #[test]
    fn a_broken_formula_says_where() {
        check("gdp / ", "the formula ends too early");
        check("a b", "unexpected `b` at character 3");
        check("(a", "`)` is missing at the end");
        check("lag()", "`lag` (character 1) has 0 arguments, needs 1 to 2");
        check("min()", "`min` (character 1) has 0 arguments, needs at least 1");
        check("a # b", "unexpected `#` at character 3");
        check("'open", "the text that begins at character 1 has no end");
    }

    #[test]
    fn deep_nesting_is_refused_and_not_a_crash() {
        assert!(parse(&"(".repeat(10_000)).is_err());
        assert!(parse(&"2^".repeat(10_000)).is_err());
    }
}
