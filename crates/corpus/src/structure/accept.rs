//! Which labels at the heads of lines are true ones: a label counts only if it is the next legal number.

use std::collections::BTreeMap;
use std::ops::Range;

use super::depth;
use crate::Finding;
use crate::labels::{Label, LabelKind, label};

pub(super) struct Accepted {
    /// One for each line; none where the line has no label or one that is not true.
    pub(super) labels: Vec<Option<Label>>,
    pub(super) findings: Vec<(Finding, Range<usize>)>,
    running: Vec<LabelKind>,
}

impl Accepted {
    /// True if the numbers of this kind run through the clauses above it.
    pub(super) fn runs_through(&self, kind: LabelKind) -> bool {
        kind == LabelKind::Article || self.running.contains(&kind)
    }
}

/// Numbers seen so far of one kind.
#[derive(Default, Clone, Copy)]
struct Sequence {
    /// In the clause above that is open now.
    here: Option<u32>,
    /// In the whole text.
    last: Option<u32>,
}

pub(super) fn accept(lines: &[(usize, &str)]) -> Accepted {
    let labels: Vec<Option<Label>> = lines.iter().map(|(_, line)| label(line)).collect();
    let mut positions: BTreeMap<(LabelKind, u32), Vec<usize>> = BTreeMap::new();
    for (index, label) in labels.iter().enumerate() {
        if let Some(label) = label {
            positions.entry((label.kind, label.number)).or_default().push(index);
        }
    }
    let later = |kind: LabelKind, number: u32, after: usize, before: Option<usize>| {
        let Some(found) = positions.get(&(kind, number)) else { return false };
        let next = found.partition_point(|index| *index <= after);
        found.get(next).is_some_and(|index| before.is_none_or(|before| *index < before))
    };
    let mut sequences: BTreeMap<LabelKind, Sequence> = BTreeMap::new();
    let mut out = Accepted { labels: vec![None; lines.len()], findings: Vec::new(), running: Vec::new() };
    for (index, found) in labels.iter().enumerate() {
        let Some(found) = found else { continue };
        let sequence = sequences.get(&found.kind).copied().unwrap_or_default();
        let expected = sequence.here.map_or(1, |last| last + 1);
        let runs_on = sequence.here.is_none() && sequence.last.is_some_and(|last| found.number == last + 1) && found.number > 1;
        let inserted = sequence.here == Some(found.number) && found.kind == LabelKind::Article;
        let legal = found.number == expected || runs_on || found.number == 1 || inserted;
        if !legal {
            let wanted = sequence.here.or(sequence.last).map_or(1, |last| last + 1);
            let restart = positions.get(&(found.kind, 1)).and_then(|found| found.iter().copied().find(|at| *at > index));
            let comes_later = found.number > wanted && later(found.kind, wanted, index, restart);
            let backwards = found.number < wanted && found.kind != LabelKind::Article;
            if comes_later || backwards {
                continue;
            }
            let (start, line) = lines[index];
            out.findings.push((gap(wanted, found, &line[..found.printed]), start..start + found.printed));
        }
        if runs_on && !out.running.contains(&found.kind) {
            out.running.push(found.kind);
        }
        for (kind, sequence) in sequences.iter_mut() {
            if depth(*kind) > depth(found.kind) {
                sequence.here = None;
            }
        }
        sequences.insert(found.kind, Sequence { here: Some(found.number), last: Some(found.number) });
        out.labels[index] = Some(*found);
    }
    out
}

fn gap(wanted: u32, found: &Label, printed: &str) -> Finding {
    Finding::warning(
        "reading/numbering-gap",
        format!("编号不连续：此处应为第{wanted}项，实为“{printed}”"),
        format!("the numbering has a gap: number {wanted} was expected, `{printed}` ({}) was found", found.number),
    )
    .hint("核对原件是否缺页、缺条", "check the original for missing pages or clauses")
}
