//! A small table of figures, kept column by column.

use super::Flaw;

/// Units in rows, criteria in columns, stored column after column so that work on one criterion runs over adjacent memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    rows: usize,
    values: Vec<f64>,
}

impl Columns {
    /// Returns the table of the given columns, all of the same length.
    pub fn new<C: AsRef<[f64]>>(columns: &[C]) -> Result<Self, Flaw> {
        let rows = columns.first().map_or(0, |column| column.as_ref().len());
        Flaw::unless_enough(1, rows)?;
        let mut values = Vec::with_capacity(rows * columns.len());
        for column in columns {
            Flaw::unless_shape(rows, column.as_ref().len())?;
            values.extend_from_slice(column.as_ref());
        }
        Flaw::unless_finite(&values)?;
        Ok(Self { rows, values })
    }

    /// Returns the table of the given rows, all of the same length.
    pub fn from_rows<R: AsRef<[f64]>>(rows: &[R]) -> Result<Self, Flaw> {
        let width = rows.first().map_or(0, |row| row.as_ref().len());
        Flaw::unless_enough(1, width)?;
        for row in rows {
            Flaw::unless_shape(width, row.as_ref().len())?;
        }
        let values: Vec<f64> = (0..width).flat_map(|column| rows.iter().map(move |row| row.as_ref()[column])).collect();
        Flaw::unless_finite(&values)?;
        Ok(Self { rows: rows.len(), values })
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn width(&self) -> usize {
        self.values.len() / self.rows
    }

    pub fn column(&self, column: usize) -> &[f64] {
        &self.values[column * self.rows..(column + 1) * self.rows]
    }

    pub fn column_mut(&mut self, column: usize) -> &mut [f64] {
        &mut self.values[column * self.rows..(column + 1) * self.rows]
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.values.chunks_exact(self.rows)
    }

    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.values[column * self.rows + row]
    }

    /// Returns one unit's figures in the order of the columns.
    pub fn row(&self, row: usize) -> Vec<f64> {
        self.values.iter().skip(row).step_by(self.rows).copied().collect()
    }

    /// Returns the table with each column replaced by what `transform` makes of it (its index comes first).
    pub(crate) fn try_map<F>(&self, mut transform: F) -> Result<Self, Flaw>
    where
        F: FnMut(usize, &[f64]) -> Result<Vec<f64>, Flaw>,
    {
        let columns = self.iter().enumerate().map(|(index, column)| transform(index, column)).collect::<Result<Vec<_>, _>>()?;
        Self::new(&columns)
    }
}
