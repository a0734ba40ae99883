//! `bihuan data identify`: which cities are old industrial ones and of which type, by the thresholds of `data/typing.toml`.

use std::collections::{BTreeMap, BTreeSet};

use observations::typing::{Compared, Typed, Typing, type_cities};

use super::{On, panel, text};
use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, say};

pub(super) fn execute(on: &On, language: Language) -> Result<(), Failure> {
    let panel = panel(on, language)?;
    let path = on.programme.join("data/typing.toml");
    let (typing, findings) = Typing::read(&path.display().to_string(), &text(&path)?);
    terminal::findings(language, &findings, on.most);
    let Some(typing) = typing else {
        return Err(Failure::configuration("分类设置不能使用", "the typing cannot be used"));
    };
    let programme = programme::define(&BTreeMap::new(), &folders::read_programme(&on.programme)?);
    let named: BTreeSet<String> = programme.old_industrial_cities.iter().map(|city| city.unit.0.clone()).collect();
    let typed = type_cities(&panel, &typing, &named);
    if on.json {
        return terminal::json(&serde_json::json!({ "format": 1, "typing": typing, "schemes": typed }));
    }
    for scheme in &typed {
        show(scheme, &typing, on.most, language);
    }
    Ok(())
}

fn show(typed: &Typed, typing: &Typing, most: usize, language: Language) {
    say(format_args!("\n{}", language.of(&typed.name)));
    say(format_args!("  {}", language.of(&typed.remark)));
    let scheme = typing.scheme.iter().find(|scheme| scheme.id == typed.scheme);
    for kind in scheme.into_iter().flat_map(|scheme| &scheme.types) {
        let mut cities: Vec<_> = typed.cities.iter().filter(|city| city.type_id.as_ref() == Some(&kind.id)).collect();
        let count = cities.len();
        cities.sort_by(|a, b| b.stability.total_cmp(&a.stability).then_with(|| a.place.cmp(&b.place)));
        let names: Vec<String> = cities.iter().take(most).map(|city| format!("{} {:.0}%", city.name, city.stability * 100.0)).collect();
        let more = if count > most { " …" } else { "" };
        say(format_args!("  {} {count}: {}{more}", language.of(&kind.name), names.join(language.pick("、", ", "))));
    }
    let open = typed.cities.iter().filter(|city| city.type_id.is_none() && !city.missing.is_empty()).count();
    say(match language {
        Language::Zh => format!("  因缺数不能判断 {open} 个（百分数为门槛变动后类型不变的比例）"),
        Language::En => format!("  {open} cannot be told for want of figures (per cent: share of moved thresholds that leave the type)"),
    });
    for (axis, known) in &typed.known {
        let name = typing.axis.iter().find(|one| one.id == *axis).map_or(axis.as_str(), |one| language.of(&one.name));
        say(match (language, &typed.compared) {
            (Language::Zh, Some(_)) => format!("  {name}：{} 个城市有数，其中名单内 {} 个", known.cities, known.named),
            (Language::Zh, None) => format!("  {name}：{} 个城市有数", known.cities),
            (Language::En, Some(_)) => format!("  {name}: {} cities have it, {} of them named", known.cities, known.named),
            (Language::En, None) => format!("  {name}: {} cities have it", known.cities),
        });
    }
    if let Some(compared) = &typed.compared {
        show_compared(compared, language);
    }
}

fn show_compared(compared: &Compared, language: Language) {
    let Compared { named, hits, missed, beyond, unknown, recall, precision, moved, absent, complete, beyond_with_named_part } = compared;
    let (missed_count, beyond_count, unknown_count) = (missed.len(), beyond.len(), unknown.len());
    let pct = |share: &Option<f64>| share.map_or_else(|| "—".to_owned(), |share| format!("{:.0}%", share * 100.0));
    let (recall, precision) = (pct(recall), pct(precision));
    say(match language {
        Language::Zh => format!(
            "  与名单 {named} 个比较：命中 {hits}，漏 {missed_count}，名单外 {beyond_count}，无数据 {unknown_count}；查全 {recall}，查准 {precision}"
        ),
        Language::En => format!(
            "  against the {named} named: {hits} hits, {missed_count} missed, {beyond_count} beyond, {unknown_count} without figures; recall {recall}, precision {precision}"
        ),
    });
    say(match language {
        Language::Zh => format!(
            "  名单中 {absent} 个（多为大城市的区）表中没有，{complete} 个各项数据俱全；名单外的 {beyond_count} 个中有 {beyond_with_named_part} 个是其所辖的区县列入名单"
        ),
        Language::En => format!(
            "  {absent} of the named (mostly districts of large cities) are in no table, {complete} have every figure; of the {beyond_count} beyond, {beyond_with_named_part} have a district or county on the list"
        ),
    });
    say(format_args!("  {}: {}", language.pick("漏", "missed"), missed.join(language.pick("、", ", "))));
    for one in moved.iter().filter(|one| one.axis.is_none()) {
        say(format_args!("  x{}: {} / {}", one.factor, one.hits, one.found));
    }
}
