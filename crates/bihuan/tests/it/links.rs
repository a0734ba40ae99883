//! Every link of the published site leads somewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{demo, files};

/// Values of an attribute in a page.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Resolves an address against the path of its page.
fn resolved(from: &str, href: &str) -> String {
    if let Some(rooted) = href.strip_prefix('/') {
        return rooted.to_owned();
    }
    let mut folder: Vec<&str> = from.split('/').collect();
    folder.pop();
    for part in href.split('/') {
        match part {
            ".." => drop(folder.pop()),
            part => folder.push(part),
        }
    }
    folder.join("/")
}

#[test]
fn every_link_of_the_demo_leads_to_a_file_and_an_anchor() {
    let files = files(demo());
    let pages: BTreeMap<&str, &str> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).expect("pages are UTF-8")))
        .collect();
    let anchors: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, html)| (*path, values(html, "id").into_iter().collect())).collect();
    let (mut broken, mut count) = (BTreeSet::new(), 0);
    for (path, html) in &pages {
        for href in values(html, "href").into_iter().filter(|href| !href.starts_with("http")) {
            let (file, anchor) = href.split_once('#').unwrap_or((href, ""));
            let target = if file.is_empty() { (*path).to_owned() } else { resolved(path, file) };
            let sound = match anchor {
                "" => files.contains_key(&target),
                anchor => anchors.get(target.as_str()).is_some_and(|page| page.contains(anchor)),
            };
            if !sound {
                broken.insert(format!("{path}: {href}"));
            }
            count += 1;
        }
    }
    assert!(count > 10_000, "only {count} links");
    assert_eq!(broken, BTreeSet::new());
}
