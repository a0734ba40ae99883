//! Names of kinds as commands print them.

use corpus::review::Effect;

use crate::terminal::Language;

/// Says how much hangs on an item: `规则 2、目标 1 条引用此条；涉及事实 3 项`.
pub(crate) fn effect(effect: &Effect, language: Language) -> String {
    let kinds: Vec<String> = effect.cited_by.iter().map(|(kind, count)| format!("{} {count}", entry_kind(kind, language))).collect();
    let mut parts = Vec::new();
    if !kinds.is_empty() {
        parts.push(match language {
            Language::Zh => format!("此条被引用：{}", kinds.join("、")),
            Language::En => format!("clause cited by {}", kinds.join(", ")),
        });
    }
    // An item that is a fact overlaps itself.
    if effect.facts > 1 {
        parts.push(match language {
            Language::Zh => format!("涉及事实 {}", effect.facts),
            Language::En => format!("{} facts", effect.facts),
        });
    }
    if parts.is_empty() { "—".to_owned() } else { parts.join(language.pick("；", "; ")) }
}

fn entry_kind(kind: &str, language: Language) -> &str {
    let zh = match kind {
        "edition" => "版次",
        "class" => "分类",
        "city" => "城市",
        "industry" => "产业",
        "zone" => "示范区",
        "member" => "成员",
        "park" => "园区",
        "indicator" => "指标",
        "target" => "目标",
        "task" => "任务",
        "measure" => "支持措施",
        "result" => "公布结果",
        "practice" => "做法",
        "event" => "事件",
        "rule" => "规则",
        "method" => "评估方法",
        other => other,
    };
    language.pick(zh, kind)
}
