//! The slacks-based measure: efficiency that counts every shortfall.

use super::Returns;
use super::envelopment::{Envelopment, Question};
use crate::numerics::{Columns, Flaw};

/// One unit's slacks-based efficiency.
#[derive(Debug, Clone, PartialEq)]
pub struct SlacksBased {
    /// 1 only without any slack.
    pub score: f64,
    pub input_slacks: Vec<f64>,
    pub output_slacks: Vec<f64>,
}

/// Returns the non-oriented slacks-based measure of every unit (Tone 2001, *European Journal of Operational Research* 130, 498-509,
/// equations 3 and 11-14); figures above zero.
pub fn slacks_based(inputs: &Columns, outputs: &Columns, returns: Returns) -> Result<Vec<SlacksBased>, Flaw> {
    Flaw::unless_shape(inputs.rows(), outputs.rows())?;
    inputs.iter().chain(outputs.iter()).try_for_each(Flaw::unless_positive)?;
    let ones = vec![1.0; inputs.rows()];
    let mut data: Vec<Option<&[f64]>> = inputs.iter().chain(outputs.iter()).map(Some).collect();
    data.push(None);
    if returns != Returns::Constant {
        data.push(Some(&ones));
    }
    let mut envelopment = Envelopment::new(data, inputs.rows(), 0.0);
    (0..inputs.rows()).map(|unit| measure(&mut envelopment, inputs, outputs, returns, unit)).collect()
}

/// Tone's fractional program in Charnes and Cooper's variables: `t` comes first, then slacks that are multiplied by `t`.
fn measure(envelopment: &mut Envelopment, inputs: &Columns, outputs: &Columns, returns: Returns, unit: usize) -> Result<SlacksBased, Flaw> {
    let (m, s) = (inputs.width(), outputs.width());
    let figures: Vec<f64> = inputs.iter().chain(outputs.iter()).map(|column| column[unit]).collect();
    let extra = usize::from(returns != Returns::Constant);
    let mut right = vec![0.0; m + s + 1 + extra];
    right[m + s] = 1.0;
    let mut scales = vec![1.0; right.len()];
    scales[..m + s].copy_from_slice(&figures);
    let mut whole: Vec<f64> = figures.iter().map(|figure| -figure).collect();
    whole.push(1.0);
    whole.extend(std::iter::repeat_n(-1.0, extra));
    let mut others = vec![(whole, 1.0, 0.0)];
    for (row, &figure) in figures.iter().enumerate() {
        let mut column = vec![0.0; right.len()];
        column[row] = if row < m { figure } else { -figure };
        column[m + s] = if row < m { 0.0 } else { 1.0 / s as f64 };
        others.push((column, if row < m { -1.0 / m as f64 } else { 0.0 }, 0.0));
    }
    let bound = match returns {
        Returns::NonIncreasing => vec![(m + s + 1, 1.0, 0.0, 0.0)],
        Returns::NonDecreasing => vec![(m + s + 1, -1.0, 0.0, 0.0)],
        Returns::Constant | Returns::Variable => Vec::new(),
    };
    let question =
        Question { right: &right, scales: &scales, others: &others, slacks: &bound, excluded: None, own: Some(unit), second_stage: false };
    let answer = envelopment.solve(&question)?;
    let t = answer.others[0];
    let slacks: Vec<f64> = answer.others[1..].iter().zip(&figures).map(|(share, figure)| share * figure / t).collect();
    Ok(SlacksBased { score: answer.value, input_slacks: slacks[..m].to_vec(), output_slacks: slacks[m..].to_vec() })
}
