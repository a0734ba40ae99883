//! The invented cities: real names, sizes rounded by hand to a plausible order, strengths and bends made up.

/// What a city starts from in [`super::FIRST_YEAR`], and how it fares.
pub(crate) struct City {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) province: &'static str,
    /// Gross regional product, 亿元.
    pub(crate) gdp: f64,
    /// Residents, 万人.
    pub(crate) people: f64,
    /// km2.
    pub(crate) area: f64,
    /// Shares of output, %.
    pub(crate) primary: f64,
    pub(crate) secondary: f64,
    /// How well it does in ordinary years; about -1 to 1.
    pub(crate) strength: f64,
    /// Years in which it does better or worse than that, so that the rules over several years have something to decide.
    pub(crate) bends: &'static [(i16, f64)],
}

impl City {
    pub(crate) fn form(&self, year: i16) -> f64 {
        let bend = self.bends.iter().find(|(bent, _)| *bent == year);
        self.strength + bend.map_or(0.0, |(_, by)| *by)
    }
}

#[rustfmt::skip]
pub(crate) const CITIES: &[City] = &[
    City { code: "110107", name: "石景山区", province: "北京市", gdp: 400.0, people: 65.0, area: 84.0, primary: 0.0, secondary: 33.0, strength: 0.6, bends: &[] },
    City { code: "110109", name: "门头沟区", province: "北京市", gdp: 150.0, people: 31.0, area: 1450.0, primary: 1.0, secondary: 48.0, strength: 0.1, bends: &[] },
    City { code: "130200", name: "唐山市", province: "河北省", gdp: 6200.0, people: 780.0, area: 14200.0, primary: 9.0, secondary: 58.0, strength: 0.1, bends: &[] },
    City { code: "140400", name: "长治市", province: "山西省", gdp: 1350.0, people: 340.0, area: 13900.0, primary: 4.0, secondary: 60.0, strength: 0.5, bends: &[] },
    City { code: "150200", name: "包头市", province: "内蒙古自治区", gdp: 3600.0, people: 280.0, area: 27800.0, primary: 3.0, secondary: 50.0, strength: -0.2, bends: &[(2020, 0.3), (2022, 0.6)] },
    City { code: "150600", name: "鄂尔多斯市", province: "内蒙古自治区", gdp: 4000.0, people: 205.0, area: 86800.0, primary: 3.0, secondary: 60.0, strength: 0.2, bends: &[] },
    City { code: "210100", name: "沈阳市", province: "辽宁省", gdp: 7000.0, people: 830.0, area: 12900.0, primary: 5.0, secondary: 50.0, strength: 0.5, bends: &[] },
    City { code: "210300", name: "鞍山市", province: "辽宁省", gdp: 2400.0, people: 345.0, area: 9300.0, primary: 6.0, secondary: 50.0, strength: -0.4, bends: &[] },
    City { code: "210400", name: "抚顺市", province: "辽宁省", gdp: 1250.0, people: 205.0, area: 11300.0, primary: 7.0, secondary: 56.0, strength: -0.9, bends: &[(2020, -1.6), (2021, -1.7), (2022, -1.2)] },
    City { code: "210200", name: "大连市", province: "辽宁省", gdp: 7600.0, people: 690.0, area: 12600.0, primary: 6.0, secondary: 48.0, strength: 0.4, bends: &[] },
    City { code: "220100", name: "长春市", province: "吉林省", gdp: 5300.0, people: 770.0, area: 20600.0, primary: 6.0, secondary: 52.0, strength: 0.4, bends: &[] },
    City { code: "220200", name: "吉林市", province: "吉林省", gdp: 2600.0, people: 430.0, area: 27700.0, primary: 10.0, secondary: 47.0, strength: -0.5, bends: &[] },
    City { code: "220700", name: "松原市", province: "吉林省", gdp: 1700.0, people: 280.0, area: 21100.0, primary: 18.0, secondary: 45.0, strength: -0.6, bends: &[(2019, -0.4), (2020, -1.2)] },
    City { code: "230600", name: "大庆市", province: "黑龙江省", gdp: 4000.0, people: 275.0, area: 21200.0, primary: 5.0, secondary: 75.0, strength: -0.5, bends: &[(2019, -0.3), (2021, -1.8), (2022, -1.9)] },
    City { code: "320300", name: "徐州市", province: "江苏省", gdp: 4900.0, people: 860.0, area: 11800.0, primary: 10.0, secondary: 47.0, strength: 0.7, bends: &[] },
    City { code: "340700", name: "铜陵市", province: "安徽省", gdp: 750.0, people: 160.0, area: 3000.0, primary: 3.0, secondary: 70.0, strength: 1.1, bends: &[(2020, 0.6), (2021, 0.6), (2022, 0.5)] },
    City { code: "360300", name: "萍乡市", province: "江西省", gdp: 860.0, people: 190.0, area: 3800.0, primary: 7.0, secondary: 58.0, strength: 0.6, bends: &[] },
    City { code: "370300", name: "淄博市", province: "山东省", gdp: 4000.0, people: 460.0, area: 6000.0, primary: 4.0, secondary: 56.0, strength: 0.4, bends: &[] },
    City { code: "410300", name: "洛阳市", province: "河南省", gdp: 3300.0, people: 670.0, area: 15200.0, primary: 7.0, secondary: 51.0, strength: 0.4, bends: &[] },
    City { code: "410400", name: "平顶山市", province: "河南省", gdp: 1640.0, people: 495.0, area: 7900.0, primary: 10.0, secondary: 53.0, strength: -0.3, bends: &[] },
    City { code: "420200", name: "黄石市", province: "湖北省", gdp: 1220.0, people: 245.0, area: 4600.0, primary: 8.0, secondary: 60.0, strength: 1.2, bends: &[(2021, -0.6)] },
    City { code: "420600", name: "襄阳市", province: "湖北省", gdp: 3100.0, people: 560.0, area: 19700.0, primary: 13.0, secondary: 57.0, strength: 0.6, bends: &[] },
    City { code: "430200", name: "株洲市", province: "湖南省", gdp: 2160.0, people: 395.0, area: 11200.0, primary: 8.0, secondary: 59.0, strength: 0.5, bends: &[] },
    City { code: "430300", name: "湘潭市", province: "湖南省", gdp: 1570.0, people: 280.0, area: 5000.0, primary: 8.0, secondary: 57.0, strength: 1.0, bends: &[(2018, -0.6), (2020, 0.5), (2021, 0.6), (2022, 0.6)] },
    City { code: "431300", name: "娄底市", province: "湖南省", gdp: 1210.0, people: 385.0, area: 8100.0, primary: 15.0, secondary: 54.0, strength: 0.1, bends: &[] },
    City { code: "440200", name: "韶关市", province: "广东省", gdp: 1100.0, people: 290.0, area: 18400.0, primary: 13.0, secondary: 41.0, strength: 0.3, bends: &[(2020, 0.5), (2021, -0.3)] },
    City { code: "500104", name: "大渡口区", province: "重庆市", gdp: 160.0, people: 33.0, area: 103.0, primary: 1.0, secondary: 44.0, strength: 0.3, bends: &[] },
    City { code: "500116", name: "江津区", province: "重庆市", gdp: 550.0, people: 128.0, area: 3200.0, primary: 13.0, secondary: 62.0, strength: 0.4, bends: &[] },
    City { code: "500118", name: "永川区", province: "重庆市", gdp: 510.0, people: 108.0, area: 1600.0, primary: 9.0, secondary: 56.0, strength: 0.3, bends: &[] },
    City { code: "500153", name: "荣昌区", province: "重庆市", gdp: 290.0, people: 68.0, area: 1100.0, primary: 14.0, secondary: 62.0, strength: 0.2, bends: &[] },
    City { code: "510300", name: "自贡市", province: "四川省", gdp: 1070.0, people: 275.0, area: 4400.0, primary: 11.0, secondary: 59.0, strength: 0.9, bends: &[] },
    City { code: "511500", name: "宜宾市", province: "四川省", gdp: 1440.0, people: 447.0, area: 13300.0, primary: 14.0, secondary: 60.0, strength: 0.8, bends: &[] },
    City { code: "520200", name: "六盘水市", province: "贵州省", gdp: 1040.0, people: 288.0, area: 9900.0, primary: 7.0, secondary: 53.0, strength: 0.0, bends: &[] },
    City { code: "640200", name: "石嘴山市", province: "宁夏回族自治区", gdp: 470.0, people: 78.0, area: 5300.0, primary: 5.0, secondary: 64.0, strength: -0.7, bends: &[(2018, -1.6), (2019, -1.7), (2020, 0.7), (2021, 0.6), (2022, 0.6)] },
    City { code: "ningdong", name: "宁东能源化工基地", province: "宁夏回族自治区", gdp: 350.0, people: 9.0, area: 3480.0, primary: 0.0, secondary: 85.0, strength: -0.6, bends: &[(2018, -1.7), (2019, -1.8), (2020, 0.5), (2021, 0.5), (2022, 0.5)] },
    City { code: "410600", name: "鹤壁市", province: "河南省", gdp: 680.0, people: 160.0, area: 2140.0, primary: 9.0, secondary: 67.0, strength: 0.3, bends: &[] },
    City { code: "610300", name: "宝鸡市", province: "陕西省", gdp: 1660.0, people: 375.0, area: 18100.0, primary: 10.0, secondary: 62.0, strength: 0.6, bends: &[] },
    City { code: "620100", name: "兰州市", province: "甘肃省", gdp: 2000.0, people: 366.0, area: 13100.0, primary: 3.0, secondary: 41.0, strength: 0.1, bends: &[] },
];
