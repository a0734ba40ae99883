//! The tree of groups and leaves.

use std::collections::BTreeSet;

use corpus::{Bilingual, ClauseId, Finding};
use serde::Deserialize;

use super::document::Place;
use super::read::Draft;
use super::{Aggregate, Amount, Formula, Missing, Normalise, Treatment, Weigh, Within};
use crate::{Direction, IndicatorId};

/// A group or a leaf.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Ids from the first level down, joined by `/`; empty for the root.
    pub path: String,
    /// `None` for a leaf that takes the name of its indicator.
    pub name: Option<Bilingual>,
    /// Index in `Method::nodes`; `None` for the root.
    pub parent: Option<usize>,
    /// Weight among its siblings. 0 takes the node out (for a class, for instance).
    pub weight: Amount,
    /// Decimal places to which the node's score is rounded; `None` leaves it.
    pub round: Option<u32>,
    /// Bounds of the node's score, applied before rounding.
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
    pub cite: Vec<ClauseId>,
    pub at: Place,
    pub content: Content,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Group {
        aggregate: Aggregate,
        weigh: Weigh,
        /// Least share (by weight) of its leaves that must have a figure; below it the group has no score.
        coverage: Option<f64>,
    },
    Indicator {
        indicator: IndicatorId,
        /// What is judged, when it is not the figure itself: a formula over `x` and other figures.
        value: Option<Formula>,
        /// `None` takes the indicator's own direction.
        direction: Option<Direction>,
        normalise: Normalise,
        /// What a full mark is on the leaf's scale.
        scale: f64,
        missing: Missing,
        treatment: Treatment,
        within: Within,
    },
    /// Judged by experts; ballots name the criterion by `id`.
    Criterion {
        id: String,
        /// Ends of the rubric.
        low: f64,
        high: f64,
        scale: f64,
        missing: Missing,
    },
    /// Score of another method, by its id.
    Method { id: String, normalise: Normalise, scale: f64, missing: Missing, within: Within },
}

/// A figure that the method works out for itself.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    pub id: String,
    #[serde(default)]
    pub name: Option<Bilingual>,
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub direction: Option<Direction>,
    pub formula: Formula,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
    #[serde(skip)]
    pub at: Place,
}

impl Node {
    pub fn is_leaf(&self) -> bool {
        !matches!(self.content, Content::Group { .. })
    }
}

/// Puts drafts under their parents, root first.
pub(super) fn assemble(root: Node, drafts: Vec<Draft>, findings: &mut Vec<Finding>) -> Vec<Node> {
    let mut drafts = known_once(drafts, findings);
    drafts.sort_by_key(|draft| draft.node.at.start().line);
    let mut assembly = Assembly { nodes: vec![root], drafts: drafts.into_iter().map(Some).collect() };
    assembly.place_children("", 0, "");
    for draft in assembly.drafts.into_iter().flatten() {
        findings.push(lost(&draft));
    }
    assembly.nodes
}

struct Assembly {
    nodes: Vec<Node>,
    /// `None` once placed.
    drafts: Vec<Option<Draft>>,
}

impl Assembly {
    /// Every draft is taken once, so circles end (and are reported as lost).
    fn place_children(&mut self, parent_id: &str, parent: usize, parent_path: &str) {
        for index in 0..self.drafts.len() {
            let Some(draft) = self.drafts[index].take_if(|draft| draft.parent == parent_id) else { continue };
            let path = if parent_path.is_empty() { draft.id.clone() } else { format!("{parent_path}/{}", draft.id) };
            let is_group = !draft.node.is_leaf();
            self.nodes.push(Node { path: path.clone(), parent: Some(parent), ..draft.node });
            if is_group {
                self.place_children(&draft.id, self.nodes.len() - 1, &path);
            }
        }
    }
}

/// Groups are known by their id alone, leaves by group and id; the second of two is left out.
fn known_once(drafts: Vec<Draft>, findings: &mut Vec<Finding>) -> Vec<Draft> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for draft in drafts {
        let key =
            if draft.node.is_leaf() { (draft.parent.clone(), draft.id.clone()) } else { (String::new(), format!("group {}", draft.id)) };
        if !draft.id.is_empty() && !draft.id.contains(['/', ' ']) && seen.insert(key) {
            kept.push(draft);
            continue;
        }
        findings.push(
            Finding::error(
                "method/node-id",
                format!("节点编号“{}”为空、重复或含有斜杠、空格", draft.id),
                format!("the id \"{}\" of a node is empty, repeated, or holds a slash or a space", draft.id),
            )
            .at(draft.node.at.of("id"))
            .hint(
                "换一个编号；同一指标出现两次时另加 indicator 键",
                "choose another id; for the same indicator twice add the key `indicator`",
            ),
        );
    }
    kept
}

fn lost(draft: &Draft) -> Finding {
    Finding::error(
        "method/no-parent",
        format!("“{}”所属的组“{}”不存在，或互为上级", draft.id, draft.parent),
        format!("\"{}\" stands in the group \"{}\", which is not there or stands in it itself", draft.id, draft.parent),
    )
    .at(draft.node.at.of("in"))
    .hint("在 in 中写一个已有组的 id；最上层不写 in", "`in` names an existing group; leave it out at the top")
}
