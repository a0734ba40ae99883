//! Speed of the whole reading on one core: a law of about 60 kB in the shape of the official texts, made here.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn law() -> String {
    let mut law = String::from("# 中华人民共和国示例法\n\n2021年6月9日 全国人民代表大会常务委员会通过\n\n<!-- INFO END -->\n");
    for article in 1..=250 {
        if article % 25 == 1 {
            law.push_str(&format!("\n## 第{}章 一般规定\n", article / 25 + 1));
        }
        law.push_str(&format!("\n第{article}条 国务院有关部门和江苏省徐州市人民政府应当自受理之日起20日内作出决定，并处5万元以上罚款。\n\n（一）未按照规定报送材料的；\n\n（二）拒不改正的。\n"));
    }
    law
}

fn reading(criterion: &mut Criterion) {
    let law = law();
    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Bytes(law.len() as u64));
    group.bench_function("first half: text and clauses", |bencher| bencher.iter(|| corpus::repaired("law.md", law.as_bytes())));
    group.bench_function("whole: with facts", |bencher| bencher.iter(|| corpus::read("law.md", law.as_bytes())));
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
