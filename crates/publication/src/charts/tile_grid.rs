//! One tile per province-level unit instead of a map: no coast lines, no borders, every tile the same size.

use super::svg::{Anchor, Svg};
use super::{Caption, Chart};

/// A province-level unit with what is counted there.
#[derive(Debug, Clone)]
pub(crate) struct Tile {
    /// Two or three characters: 湖南, 内蒙古.
    pub province: &'static str,
    pub name: String,
    pub count: usize,
    pub href: Option<String>,
}

/// Column and row of every province-level unit.
pub(crate) const PLACES: [(&str, &str, u8, u8); 34] = [
    ("新疆", "Xinjiang", 1, 2),
    ("西藏", "Tibet", 1, 4),
    ("青海", "Qinghai", 2, 3),
    ("甘肃", "Gansu", 3, 2),
    ("宁夏", "Ningxia", 4, 2),
    ("内蒙古", "Inner Mongolia", 5, 1),
    ("黑龙江", "Heilongjiang", 9, 0),
    ("吉林", "Jilin", 9, 1),
    ("辽宁", "Liaoning", 8, 1),
    ("北京", "Beijing", 6, 2),
    ("天津", "Tianjin", 7, 2),
    ("山西", "Shanxi", 5, 3),
    ("河北", "Hebei", 6, 3),
    ("山东", "Shandong", 7, 3),
    ("陕西", "Shaanxi", 4, 3),
    ("四川", "Sichuan", 2, 4),
    ("重庆", "Chongqing", 3, 4),
    ("湖北", "Hubei", 4, 4),
    ("河南", "Henan", 5, 4),
    ("安徽", "Anhui", 6, 4),
    ("江苏", "Jiangsu", 7, 4),
    ("上海", "Shanghai", 8, 4),
    ("云南", "Yunnan", 2, 5),
    ("贵州", "Guizhou", 3, 5),
    ("湖南", "Hunan", 4, 5),
    ("江西", "Jiangxi", 5, 5),
    ("浙江", "Zhejiang", 7, 5),
    ("福建", "Fujian", 6, 6),
    ("广西", "Guangxi", 3, 6),
    ("广东", "Guangdong", 4, 6),
    ("台湾", "Taiwan", 8, 6),
    ("澳门", "Macao", 4, 7),
    ("香港", "Hong Kong", 5, 7),
    ("海南", "Hainan", 3, 7),
];

const SIDE: f64 = 70.0;
const GAP: f64 = 4.0;
/// Letters that fit into a tile at its usual size.
const LONGEST_NAME: usize = 8;

/// Draws all 34 tiles; a darker tile holds more, and the number stands in it.
pub(crate) fn tile_grid(caption: Caption, tiles: &[Tile]) -> Chart {
    let most = tiles.iter().map(|tile| tile.count).max().unwrap_or_default();
    let mut svg = Svg::default();
    for (tile, (_, _, column, row)) in tiles.iter().filter_map(|tile| Some((tile, place_of(tile.province)?))) {
        let corner = (f64::from(column - 1) * (SIDE + GAP) + GAP, f64::from(row) * (SIDE + GAP) + GAP);
        match &tile.href {
            Some(href) => svg.link(href, |svg| draw(svg, corner, tile, most)),
            None => draw(&mut svg, corner, tile, most),
        }
    }
    let shown: Vec<&Tile> = tiles.iter().filter(|tile| tile.count > 0).collect();
    let names: Vec<String> = shown.iter().map(|tile| format!("{} {}", tile.name, tile.count)).collect();
    let description =
        caption.language.fill("chart.tile_grid_described", &[("n", &shown.len()), ("counts", &caption.language.list(&names))]);
    let head = caption.head(&["column.province", "column.count"]);
    let rows = tiles.iter().map(|tile| vec![tile.name.clone(), tile.count.to_string()]).collect();
    let size = (9.0 * (SIDE + GAP) + GAP, 8.0 * (SIDE + GAP) + GAP);
    caption.chart(description, size, svg, head, rows)
}

fn place_of(province: &str) -> Option<(&'static str, &'static str, u8, u8)> {
    PLACES.iter().find(|place| place.0 == province).copied()
}

fn draw(svg: &mut Svg, (x, y): (f64, f64), tile: &Tile, most: usize) {
    let shade = if tile.count == 0 { 0 } else { 1 + (tile.count - 1) * 3 / most.max(1) };
    svg.rect((x, y), (SIDE, SIDE), &format!("tile shade-{shade}"), None);
    let ink = if shade >= 2 { "on-light" } else { "on-dark" };
    let words: Vec<&str> = tile.name.split(' ').collect();
    for (line, word) in words.iter().enumerate() {
        let size = if word.is_ascii() && word.len() > LONGEST_NAME { "tile-name-long" } else { "tile-name" };
        svg.text((x + SIDE / 2.0, y + 26.0 + 14.0 * line as f64), Anchor::Middle, &format!("{size} {ink}"), word);
    }
    if tile.count > 0 {
        svg.text((x + SIDE / 2.0, y + 60.0), Anchor::Middle, &format!("tile-count {ink}"), &tile.count.to_string());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn all_34_province_level_units_have_a_tile_of_their_own() {
        let places: BTreeSet<(u8, u8)> = PLACES.iter().map(|place| (place.2, place.3)).collect();
        let names: BTreeSet<&str> = PLACES.iter().map(|place| place.0).collect();
        assert_eq!((places.len(), names.len()), (34, 34));
    }
}
