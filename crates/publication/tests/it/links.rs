//! Links, languages, and the same pages everywhere.

use std::collections::{BTreeMap, BTreeSet};

use publication::{Cycle, page, publish, site};

use crate::fixture::cycle;

/// Values of an attribute in a page.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn texts(site: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&str, &str> {
    site.iter().map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).expect("pages are UTF-8"))).collect()
}

/// Resolves a relative address against the path of its page.
fn resolved(from: &str, href: &str) -> String {
    if let Some(rooted) = href.strip_prefix('/') {
        return rooted.to_owned();
    }
    let mut folder: Vec<&str> = from.split('/').collect();
    folder.pop();
    for part in href.split('/') {
        if part == ".." {
            folder.pop();
        } else {
            folder.push(part);
        }
    }
    folder.join("/")
}

/// Returns every link of the site that leads nowhere.
pub(crate) fn broken_links(cycle: &Cycle) -> Vec<String> {
    let (site, published) = (site(cycle), publish(cycle));
    let pages = texts(&site);
    let anchors: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, html)| (*path, values(html, "id").into_iter().collect())).collect();
    let mut broken = Vec::new();
    for (path, html) in &pages {
        for href in values(html, "href").into_iter().filter(|href| !href.starts_with("http")) {
            let (file, anchor) = href.split_once('#').unwrap_or((href, ""));
            let target = if file.is_empty() { (*path).to_owned() } else { resolved(path, file) };
            let page = anchors.get(target.as_str());
            let found = if anchor.is_empty() { published.contains_key(&target) } else { page.is_some_and(|page| page.contains(anchor)) };
            if !found {
                broken.push(format!("{path}: {href}"));
            }
        }
    }
    broken
}

#[test]
fn every_link_and_every_cite_leads_to_a_page_and_an_anchor() {
    assert_eq!(broken_links(&cycle()), Vec::<String>::new());
}

#[test]
fn both_languages_have_the_same_pages() {
    let site = site(&cycle());
    let english: BTreeSet<&str> = site.keys().filter_map(|path| path.strip_prefix("en/")).collect();
    let chinese: BTreeSet<&str> = site.keys().map(String::as_str).filter(|path| !path.starts_with("en/") && *path != "style.css").collect();
    assert_eq!(chinese, english);
    assert!(chinese.contains("units/430300.html") && chinese.contains("papers/P2.html"));
}

#[test]
fn one_page_is_the_same_as_in_the_site() {
    let cycle = cycle();
    for (path, bytes) in site(&cycle) {
        assert_eq!(page(&cycle, &path).map(|page| page.bytes), Some(bytes), "{path}");
    }
    assert_eq!(page(&cycle, "en/").map(|found| found.bytes), page(&cycle, "en/index.html").map(|found| found.bytes));
    assert_eq!(page(&cycle, "units/1.html"), None);
}

#[test]
fn anchors_are_unique_on_their_page() {
    let site = site(&cycle());
    for (path, html) in texts(&site) {
        let ids = values(html, "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{path}: {ids:?}");
    }
}

#[test]
fn pages_need_no_scripts_and_no_inline_styles() {
    let site = site(&cycle());
    for (path, html) in texts(&site) {
        assert!(!html.contains("<script") && !html.contains(" style=") && !html.contains("<style"), "{path}");
    }
}

#[test]
fn the_label_stands_on_every_page() {
    let site = site(&cycle());
    for (path, html) in texts(&site).into_iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(html.contains("演示数据"), "{path}");
    }
}

#[test]
fn every_figure_in_the_contributions_leads_to_its_cell() {
    let site = site(&cycle());
    let html = texts(&site)["units/430300.html"];
    assert!(html.contains("<a href=\"../data/430300.html#gdp_growth-2020\">7.50</a>"), "{html}");
    assert!(texts(&site)["data/430300.html"].contains("id=\"gdp_growth-2020\""));
}

#[test]
fn a_missing_figure_is_said_to_be_missing() {
    let site = site(&cycle());
    assert!(texts(&site)["units/430300.html"].contains("<tr id=\"contribution-economy.unknown\" class=\"missing\">"));
}

#[test]
fn what_comes_from_files_cannot_become_markup() {
    let site = site(&cycle());
    let html = texts(&site)["papers/P1.html"];
    assert!(html.contains("每年评估 &#60;一次&#62;") && !html.contains("<一次>"));
}

#[test]
fn a_cite_calls_its_paper_by_its_short_name() {
    let cited = |cycle: &Cycle, text: &str| texts(&site(cycle)).values().any(|html| html.contains(&format!(">{text}</a>")));
    let mut cycle = cycle();
    assert!(cited(&cycle, "P1 二/（一）") && !cited(&cycle, "示范区通知 二/（一）"));
    let paper = cycle.programme.papers.values_mut().next().expect("a paper");
    paper.short = Some(corpus::Bilingual { zh: "示范区通知".to_owned(), en: "zones notice".to_owned() });
    assert!(cited(&cycle, "示范区通知 二/（一）") && cited(&cycle, "zones notice 二/（一）"));
}

#[test]
fn every_sentence_of_a_paper_stands_once_on_its_page() {
    let mut cycle = cycle();
    let paper = "关于示范区的通知\n一、总体要求\n坚持示范引领。\n（一）发展目标。建成一批园区。\n——以创新为引领。\n——以园区为载体。\n上述目标分年落实。\n二、评估\n每年评估。\n";
    cycle.readings.values_mut().for_each(|reading| *reading = corpus::read("p1.txt", paper.as_bytes()));
    let site = site(&cycle);
    let page = texts(&site).into_iter().find(|(path, _)| path.starts_with("papers/") && *path != "papers/index.html").expect("its page").1;
    for sentence in ["坚持示范引领", "建成一批园区", "以创新为引领", "以园区为载体", "上述目标分年落实", "每年评估。"]
    {
        assert_eq!(page.matches(sentence).count(), 1, "{sentence}");
    }
}
