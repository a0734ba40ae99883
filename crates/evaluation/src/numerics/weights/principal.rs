//! Weights from the first principal component.

use super::normalised;
use crate::numerics::linear::{correlation_matrix, symmetric_eigen};
use crate::numerics::{Columns, Flaw};

/// Loadings of the first principal component and what it explains.
#[derive(Debug, Clone, PartialEq)]
pub struct PrincipalComponent {
    /// Unit vector, oriented so that its entries do not sum below zero.
    pub loadings: Vec<f64>,
    /// Share of the total variance, 0 to 1.
    pub explained: f64,
}

/// Returns the first principal component of the correlation matrix (Hotelling 1933; COINr `get_PCA`).
pub fn principal_component(columns: &Columns) -> Result<PrincipalComponent, Flaw> {
    let eigen = symmetric_eigen(&correlation_matrix(columns)?)?;
    Ok(PrincipalComponent { loadings: eigen.vectors[0].clone(), explained: eigen.values[0] / columns.width() as f64 })
}

/// Returns the loadings of the first component, brought to sum 1; refused where one is negative, because more of a good thing would then
/// lower the score.
pub fn principal_weights(columns: &Columns) -> Result<Vec<f64>, Flaw> {
    normalised(&principal_component(columns)?.loadings)
}
