//! Days: does each span run forward, and does one thing hold at a time?

use corpus::{Finding, Location};

use crate::Validity;
use crate::define::Loaded;
use crate::file::At;

pub(super) fn check(loaded: &Loaded) -> Vec<Finding> {
    let mut findings = backward(loaded);
    findings.extend(overlaps(&loaded.places, |place| place.id.to_string(), |place| place.validity));
    findings.extend(overlaps(&loaded.members, |member| member.unit.to_string(), |member| member.validity));
    findings.extend(overlaps(&loaded.class_members, |member| member.unit.to_string(), |member| member.validity));
    findings
}

fn backward(loaded: &Loaded) -> Vec<Finding> {
    let spans = spans(&loaded.places, |place| place.validity)
        .chain(spans(&loaded.zones, |zone| zone.validity))
        .chain(spans(&loaded.members, |member| member.validity))
        .chain(spans(&loaded.class_members, |member| member.validity))
        .chain(spans(&loaded.parks, |park| park.validity))
        .chain(spans(&loaded.indicators, |indicator| indicator.validity))
        .chain(spans(&loaded.targets, |target| target.validity))
        .chain(spans(&loaded.tasks, |task| task.validity))
        .chain(spans(&loaded.measures, |measure| measure.validity));
    let runs_backward = |span: &Validity| matches!((span.from, span.to), (Some(from), Some(to)) if to <= from);
    spans
        .filter(|(span, _)| runs_backward(span))
        .map(|(_, location)| {
            Finding::error("folder/validity", "有效期的止日不晚于起日", "the validity ends no later than it begins")
                .at(location.clone())
                .hint("`to` 是失效之日，不含在内", "`to` is the first day on which it no longer holds")
        })
        .collect()
}

fn spans<'a, T>(entries: &'a [At<T>], validity: impl Fn(&T) -> Validity + 'a) -> impl Iterator<Item = (Validity, &'a Location)> {
    entries.iter().map(move |entry| (validity(&entry.value), &entry.location))
}

fn overlaps<T>(entries: &[At<T>], id: impl Fn(&T) -> String, validity: impl Fn(&T) -> Validity) -> Vec<Finding> {
    let mut sorted: Vec<(String, Validity, &Location)> =
        entries.iter().map(|entry| (id(&entry.value), validity(&entry.value), &entry.location)).collect();
    sorted.sort_by(|a, b| (&a.0, a.1.from).cmp(&(&b.0, b.1.from)));
    let clash = |pair: &&[(String, Validity, &Location)]| pair[0].0 == pair[1].0 && pair[0].1.overlaps(&pair[1].1);
    sorted
        .windows(2)
        .filter(clash)
        .map(|pair| {
            let (id, earlier) = (&pair[1].0, pair[0].2);
            Finding::error("folder/overlap", format!("`{id}` 的有效期与 {earlier} 重叠"), format!("`{id}` overlaps in time with {earlier}"))
                .at(pair[1].2.clone())
                .hint("前一条的 `to` 应等于后一条的 `from`", "let the earlier one's `to` be the later one's `from`")
        })
        .collect()
}
