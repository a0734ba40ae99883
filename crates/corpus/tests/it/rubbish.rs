//! Whatever bytes come, reading ends without a panic, and every place it names lies in the file.

use proptest::prelude::*;

fn check(bytes: &[u8]) {
    let reading = corpus::read("paper", bytes);
    let places = reading.places.iter().flat_map(|place| &place.at).chain(reading.headings.iter().flat_map(|heading| &heading.at));
    for (start, end) in places {
        assert!(start <= end && *end as usize <= bytes.len());
    }
    for clause in &reading.paper.clauses {
        assert!(reading.text.get(clause.whole.clone()).is_some(), "{clause:?}");
        assert!(reading.text.get(clause.body.clone()).is_some(), "{clause:?}");
        assert!(reading.text.get(clause.heading.clone()).is_some(), "{clause:?}");
    }
}

/// Pieces that papers, and damaged papers, are made of.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "一、",
        "二、",
        "（一）",
        "（二）",
        "1.",
        "（1）",
        "第一条",
        "第二章 ",
        "总体要求",
        "。",
        "，",
        "：",
        "\n",
        "\n\n",
        "\t",
        "　　",
        "附件：1.",
        "附件1",
        "专栏 1：",
        "目录",
        "——",
        "一是",
        "二是",
        "发改〔2021〕1号",
        "2021年6月9日",
        "国务院",
        "关于",
        "的通知",
        "<p>",
        "</p>",
        "<td",
        "<!--",
        "-->",
        "&nbsp;",
        "&#x4e00;",
        "<script>",
        "</script>",
        "---\n",
        "title: 甲\n",
        "# ",
        "**",
        "業(yè)",
        "產業轉型",
        "?。▍^",
        "?；渴?",
        "\u{fffd}",
        "\u{e000}",
        "(yè)",
        "发文机关：",
        "责任编辑：",
        "全文如下：",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        "江苏省徐州市",
        "120个",
        "17.8%",
        "到2025年",
        "\u{c}",
        "\r\n",
        "序言",
        "........17",
        "🙂",
        "a b",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_papers_are_read(text in pieces()) {
        check(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }

    #[test]
    fn broken_containers_are_read(head in prop::sample::select(vec!["PK\u{3}\u{4}", "%PDF-1.7\n", "<html>", "\u{feff}"]), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&[head.as_bytes(), &bytes].concat());
    }
}
