use crate::read;

/// Paragraphs behind a head.
const BODY: &str = "为贯彻落实决策部署，推动产业转型升级，现就有关事项通知如下。\n一、总体要求\n坚持创新驱动，加快发展，完善机制。\n二、保障措施\n各地要加强组织领导，明确分工。\n";

fn check(head: &str, tail: &str, title: &str, number: Option<&str>, issuers: &[&str]) {
    let reading = read("paper.txt", format!("{head}\n{BODY}{tail}").as_bytes());
    assert_eq!(reading.title.as_deref(), Some(title), "{head}");
    assert_eq!(reading.metadata.number.as_deref(), number, "{head}");
    assert_eq!(reading.metadata.issuers, issuers, "{head}");
}

#[test]
fn a_paper_signed_jointly_has_all_issuers() {
    check(
        "国家发展改革委 科技部 工业和信息化部关于印发《甲方案》的通知\n发改振兴〔2021〕1号\n各省、自治区、直辖市发展改革委、科技厅：",
        "国家发展改革委\n科技部\n工业和信息化部\n2021年6月9日\n",
        "国家发展改革委科技部工业和信息化部关于印发《甲方案》的通知",
        Some("发改振兴〔2021〕1号"),
        &["国家发展改革委", "科技部", "工业和信息化部"],
    );
    check(
        "工业和信息化部办公厅 财政部办公厅关于开展专项工作的函\n工信厅联企业函〔2021〕89号\n各省工业和信息化主管部门：",
        "工业和信息化部办公厅\n财政部办公厅\n2021年5月1日\n",
        "工业和信息化部办公厅财政部办公厅关于开展专项工作的函",
        Some("工信厅联企业函〔2021〕89号"),
        &["工业和信息化部办公厅", "财政部办公厅"],
    );
}

#[test]
fn local_organs_sign_like_central_ones() {
    check(
        "广东省人民政府办公厅关于印发广东省若干政策措施的通知\n粤府办〔2021〕24号\n各地级以上市人民政府，省政府各部门、各直属机构：",
        "广东省人民政府办公厅\n2021年7月5日\n",
        "广东省人民政府办公厅关于印发广东省若干政策措施的通知",
        Some("粤府办〔2021〕24号"),
        &["广东省人民政府办公厅"],
    );
    check(
        "四川省人民政府关于自贡市城市总体规划\n的批复\n川府函〔2020〕12号\n自贡市人民政府：",
        "四川省人民政府\n2020年1月22日\n",
        "四川省人民政府关于自贡市城市总体规划的批复",
        Some("川府函〔2020〕12号"),
        &["四川省人民政府"],
    );
}

#[test]
fn announcements_and_orders_have_their_own_numbers() {
    check(
        "国务院关税税则委员会关于调整税率的公告\n税委会公告2021年第1号",
        "国务院关税税则委员会\n2021年1月6日\n",
        "国务院关税税则委员会关于调整税率的公告",
        Some("税委会公告2021年第1号"),
        &["国务院关税税则委员会"],
    );
    check(
        "中华人民共和国国务院令\n第707号\n现公布修订后的《甲条例》，自2019年1月1日起施行。\n总理 乙\n2018年12月18日\n甲条例",
        "",
        "甲条例",
        Some("国务院令第707号"),
        &["国务院"],
    );
}

#[test]
fn the_author_of_a_report_that_is_passed_on_is_not_the_issuer() {
    check(
        "国务院批转国家计委关于一九九七年计划报告的通知\n国发[1997]2号\n各省、自治区、直辖市人民政府：\n现批转给你们，请认真执行。\n关于计划的报告",
        "国家计委\n一九九六年十二月二日\n",
        "国务院批转国家计委关于一九九七年计划报告的通知",
        Some("国发〔1997〕2号"),
        &["国务院"],
    );
}
