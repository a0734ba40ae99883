//! How often a stated likelihood was right when faults were put in on purpose: a file of the programme folder (`data/calibration.csv`),
//! made by `bihuan data bench --calibration`.

use std::collections::BTreeMap;

use corpus::{Finding, Location};
use serde::{Deserialize, Serialize};

use crate::check::suspicion::{Suspect, Suspicion};

/// Suspicions of one kind and range of likelihood: learnt at one half of the places and tried at the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bin {
    pub format: u32,
    pub suspect: Suspect,
    /// Lower and upper end of the stated likelihood.
    pub from: f64,
    pub to: f64,
    /// At the half that was learnt from.
    pub learnt: usize,
    pub learnt_right: usize,
    /// Share that was right there, made never to fall with the likelihood; none where nothing was learnt.
    pub calibrated: Option<f64>,
    /// At the other half.
    pub tried: usize,
    pub tried_right: usize,
}

/// Ranges of likelihood of every kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calibration {
    pub bins: Vec<Bin>,
}

/// Ends of the ranges of likelihood that are told apart.
const ENDS: [f64; 7] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1.0];
/// Fewest suspicions from which a share is taken.
const LEAST: usize = 10;

impl Calibration {
    /// Nothing is learnt yet.
    pub(crate) fn empty() -> Self {
        let bins = Suspect::ALL.into_iter().flat_map(|suspect| {
            ENDS.windows(2).map(move |ends| Bin {
                format: 1,
                suspect,
                from: ends[0],
                to: ends[1],
                learnt: 0,
                learnt_right: 0,
                calibrated: None,
                tried: 0,
                tried_right: 0,
            })
        });
        Self { bins: bins.collect() }
    }

    /// Reads a calibration; rows that cannot be used are told and left out.
    pub fn read(name: &str, bytes: &[u8]) -> (Self, Vec<Finding>) {
        let (mut bins, mut findings) = (Vec::new(), Vec::new());
        for (at, row) in csv::Reader::from_reader(bytes).deserialize::<Bin>().enumerate() {
            match row {
                Ok(bin) if bin.format == 1 => bins.push(bin),
                Ok(bin) => findings.push(unusable(name, at, &format!("format {}", bin.format))),
                Err(error) => findings.push(unusable(name, at, &error.to_string())),
            }
        }
        (Self { bins }, findings)
    }

    /// Writes the ranges of which something is known.
    pub fn text(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for bin in self.bins.iter().filter(|bin| bin.learnt + bin.tried > 0) {
            writer.serialize(bin).expect("writing to memory");
        }
        String::from_utf8(writer.into_inner().expect("writing to memory")).expect("numbers and names are text")
    }

    pub(crate) fn count(&mut self, suspicion: &Suspicion, right: bool, learnt: bool) {
        let bin = self.bins.iter_mut().find(|bin| bin.holds(suspicion));
        if let Some(bin) = bin {
            let (all, hits) = if learnt { (&mut bin.learnt, &mut bin.learnt_right) } else { (&mut bin.tried, &mut bin.tried_right) };
            *all += 1;
            *hits += usize::from(right);
        }
    }

    /// Learns the shares: of each kind neighbouring ranges are pooled where the share falls or too few were seen (isotonic regression).
    pub(crate) fn learn(&mut self) {
        for own in self.bins.chunk_by_mut(|a, b| a.suspect == b.suspect) {
            never_falling(own);
        }
    }

    pub(crate) fn of(&self, suspicion: &Suspicion) -> Option<f64> {
        self.bins.iter().find(|bin| bin.holds(suspicion))?.calibrated
    }

    /// Returns the ranges of all kinds together, with the share that the calibrated likelihoods of each promise.
    pub fn together(&self) -> Vec<Together> {
        let mut all: BTreeMap<(u64, u64), Together> = BTreeMap::new();
        for bin in &self.bins {
            let one =
                all.entry((bin.from.to_bits(), bin.to.to_bits())).or_insert(Together { from: bin.from, to: bin.to, ..Together::default() });
            one.learnt += bin.learnt;
            one.learnt_right += bin.learnt_right;
            one.tried += bin.tried;
            one.tried_right += bin.tried_right;
            one.promised += bin.calibrated.unwrap_or(f64::midpoint(bin.from, bin.to)) * bin.tried as f64;
        }
        all.into_values().collect()
    }
}

/// All kinds of one range of likelihood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Together {
    pub from: f64,
    pub to: f64,
    pub learnt: usize,
    pub learnt_right: usize,
    pub tried: usize,
    pub tried_right: usize,
    /// How many of those tried should be right by the calibrated likelihoods.
    pub promised: f64,
}

impl Bin {
    fn holds(&self, suspicion: &Suspicion) -> bool {
        let below = suspicion.likelihood < self.to || (self.to >= 1.0 && suspicion.likelihood <= self.to);
        self.suspect == suspicion.suspect && self.from <= suspicion.likelihood && below
    }
}

fn never_falling(bins: &mut [Bin]) {
    let mut pools: Vec<(usize, usize, usize)> = Vec::new();
    for bin in bins.iter() {
        pools.push((1, bin.learnt, bin.learnt_right));
        while let [.., before, last] = pools.as_slice()
            && (before.1 < LEAST || last.1 < LEAST || before.2 * last.1 >= last.2 * before.1)
        {
            let merged = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
            pools.truncate(pools.len() - 2);
            pools.push(merged);
        }
    }
    // One right and one wrong more than were seen keep a share from being certain.
    let share = |all: usize, right: usize| (all >= LEAST).then(|| (right + 1) as f64 / (all + 2) as f64);
    let shares = pools.into_iter().flat_map(|(bins, all, right)| std::iter::repeat_n(share(all, right), bins));
    for (bin, share) in bins.iter_mut().zip(shares) {
        bin.calibrated = share.map(|share| (share * 1000.0).round() / 1000.0);
    }
}

fn unusable(name: &str, row: usize, reason: &str) -> Finding {
    Finding::warning(
        "checks/calibration",
        format!("校准表此行不能使用：{reason}"),
        format!("this row of the calibration cannot be used: {reason}"),
    )
    .at(Location::line(name, row as u32 + 2))
    .hint("用 bihuan data bench --calibration 重新生成", "make it anew with `bihuan data bench --calibration`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(seen: &[(usize, usize)]) -> Calibration {
        let mut calibration = Calibration::empty();
        for (bin, (learnt, learnt_right)) in calibration.bins.iter_mut().zip(seen) {
            (bin.learnt, bin.learnt_right) = (*learnt, *learnt_right);
        }
        calibration.learn();
        calibration
    }

    #[test]
    fn a_calibrated_likelihood_never_falls_and_is_never_certain() {
        let calibration = learnt(&[(18, 11), (18, 7), (38, 35), (98, 98)]);
        let shares: Vec<Option<f64>> = calibration.bins.iter().take(4).map(|bin| bin.calibrated).collect();
        assert_eq!(shares, [Some(0.5), Some(0.5), Some(0.9), Some(0.99)]);
    }

    #[test]
    fn few_suspicions_teach_nothing() {
        assert!(learnt(&[(4, 4), (3, 3)]).bins.iter().all(|bin| bin.calibrated.is_none()));
    }

    #[test]
    fn a_calibration_is_read_back_as_it_was_written() {
        let calibration = learnt(&[(18, 11), (18, 7), (38, 35), (98, 98), (10, 9), (10, 10)]);
        let (read, findings) = Calibration::read("calibration.csv", calibration.text().as_bytes());
        assert_eq!(findings, []);
        assert_eq!(read.bins, calibration.bins[..6]);
        let (_, findings) = Calibration::read("calibration.csv", b"format,suspect\n1,slip\n");
        assert_eq!(findings.len(), 1);
    }
}
