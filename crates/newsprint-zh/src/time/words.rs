//! The words of time expressions. In each table a word stands before its own beginnings.

use super::{Part, Step, Unit};

/// Years counted from the year of reference.
pub(super) const YEARS: &[(&str, i32)] = &[
    ("大前年", -3),
    ("大后年", 3),
    ("上一年", -1),
    ("下一年", 1),
    ("这一年", 0),
    ("今年", 0),
    ("本年", 0),
    ("当年", 0),
    ("同年", 0),
    ("去年", -1),
    ("上年", -1),
    ("前年", -2),
    ("明年", 1),
    ("次年", 1),
    ("来年", 1),
    ("翌年", 1),
    ("后年", 2),
    ("後年", 2),
];

/// Days counted from the day of reference.
pub(super) const DAYS: &[(&str, i32)] = &[
    ("大大后天", 4),
    ("大大前天", -4),
    ("大前天", -3),
    ("大后天", 3),
    ("大後天", 3),
    ("今天", 0),
    ("全天", 0),
    ("今日", 0),
    ("本日", 0),
    ("当日", 0),
    ("当天", 0),
    ("同日", 0),
    ("昨天", -1),
    ("昨日", -1),
    ("前天", -2),
    ("前日", -2),
    ("明天", 1),
    ("明日", 1),
    ("次日", 1),
    ("翌日", 1),
    ("后天", 2),
    ("後天", 2),
];

/// Days that a part of a day follows at once: `今晚`.
pub(super) const SHORT_DAYS: &[(&str, i32)] =
    &[("今", 0), ("当", 0), ("昨", -1), ("前", -2), ("明", 1), ("次", 1)];

/// Parts of a day: TIMEX3 code, first and last hour, and whether its small hours are after noon.
pub(super) const PARTS: &[(&str, Part)] = &[
    ("大清早", Part::new("TMO", 6, 10)),
    ("早上", Part::new("TMO", 6, 10)),
    ("早晨", Part::new("TMO", 6, 10)),
    ("早间", Part::new("TMO", 6, 10)),
    ("早間", Part::new("TMO", 6, 10)),
    ("清晨", Part::new("TMO", 5, 9)),
    ("清早", Part::new("TMO", 5, 9)),
    ("凌晨", Part::new("TDA", 0, 5)),
    ("黎明", Part::new("TDA", 4, 7)),
    ("拂晓", Part::new("TDA", 4, 7)),
    ("上午", Part::new("TMO", 7, 12)),
    ("中午", Part::new("TMI", 12, 13)),
    ("正午", Part::new("TMI", 12, 13)),
    ("下午", Part::new("TAF", 13, 18)),
    ("午后", Part::new("TAF", 13, 15)),
    ("傍晚", Part::new("TEV", 17, 19)),
    ("黄昏", Part::new("TEV", 17, 19)),
    ("晚上", Part::new("TEV", 18, 24)),
    ("晚间", Part::new("TEV", 18, 24)),
    ("晚間", Part::new("TEV", 18, 24)),
    ("后半夜", Part::new("TNI", 2, 5)),
    ("前半夜", Part::new("TNI", 20, 24)),
    ("半夜", Part::new("TNI", 0, 5)),
    ("午夜", Part::new("TNI", 0, 1)),
    ("深夜", Part::new("TNI", 22, 24)),
    ("夜里", Part::new("TNI", 20, 24)),
    ("夜间", Part::new("TNI", 20, 24)),
    ("夜晚", Part::new("TNI", 20, 24)),
    ("白天", Part::new("TDT", 6, 19)),
];

/// Parts of a day that are said in one character, after a day.
pub(super) const SHORT_PARTS: &[(&str, Part)] = &[
    ("晚", Part::new("TEV", 18, 24)),
    ("夜", Part::new("TNI", 20, 24)),
    ("早", Part::new("TMO", 6, 10)),
    ("晨", Part::new("TMO", 5, 9)),
];

/// Units of length, with the measure word that may stand before them. A unit that needs company is
/// one only behind another length: `8天20时`.
pub(super) const UNITS: &[(&str, Unit)] = &[
    ("个工作日", Unit::WorkDay),
    ("个交易日", Unit::WorkDay),
    ("工作日", Unit::WorkDay),
    ("交易日", Unit::WorkDay),
    ("个季度", Unit::Quarter),
    ("季度", Unit::Quarter),
    ("个月", Unit::Month),
    ("個月", Unit::Month),
    ("个星期", Unit::Week),
    ("個星期", Unit::Week),
    ("个礼拜", Unit::Week),
    ("星期", Unit::Week),
    ("礼拜", Unit::Week),
    ("个周", Unit::Week),
    ("周年", Unit::Year),
    ("周", Unit::Week),
    ("週", Unit::Week),
    ("个小时", Unit::Hour),
    ("個小時", Unit::Hour),
    ("小时", Unit::Hour),
    ("小時", Unit::Hour),
    ("个钟头", Unit::Hour),
    ("钟头", Unit::Hour),
    ("分钟", Unit::Minute),
    ("分鐘", Unit::Minute),
    ("秒钟", Unit::Second),
    ("秒鐘", Unit::Second),
    ("秒", Unit::Second),
    ("年", Unit::Year),
    ("载", Unit::Year),
    ("天", Unit::Day),
    ("日", Unit::Day),
];

/// Units that are one only behind another length.
pub(super) const SMALL_UNITS: &[(&str, Unit)] =
    &[("时", Unit::Hour), ("時", Unit::Hour), ("分", Unit::Minute), ("月", Unit::Month)];

/// Eras by the year that their first year is.
pub(super) const ERAS: &[(&str, i32)] = &[
    ("民国", 1912),
    ("宣统", 1909),
    ("光绪", 1875),
    ("同治", 1862),
    ("咸丰", 1851),
    ("道光", 1821),
    ("嘉庆", 1796),
    ("乾隆", 1736),
    ("雍正", 1723),
    ("康熙", 1662),
    ("顺治", 1644),
    ("崇祯", 1628),
    ("万历", 1573),
    ("嘉靖", 1522),
    ("永乐", 1403),
    ("洪武", 1368),
    ("开元", 713),
    ("神龙", 705),
    ("贞观", 627),
    ("昭和", 1926),
    ("平成", 1989),
    ("令和", 2019),
];

/// Festivals of the solar year, as month and day.
pub(super) const FESTIVALS: &[(&str, Step)] = &[
    ("元旦", Step::Festival(1, 1)),
    ("情人节", Step::Festival(2, 14)),
    ("妇女节", Step::Festival(3, 8)),
    ("植树节", Step::Festival(3, 12)),
    ("愚人节", Step::Festival(4, 1)),
    ("劳动节", Step::Festival(5, 1)),
    ("青年节", Step::Festival(5, 4)),
    ("儿童节", Step::Festival(6, 1)),
    ("建党节", Step::Festival(7, 1)),
    ("建军节", Step::Festival(8, 1)),
    ("教师节", Step::Festival(9, 10)),
    ("国庆节", Step::Festival(10, 1)),
    ("国庆", Step::Festival(10, 1)),
    ("平安夜", Step::Festival(12, 24)),
    ("圣诞节", Step::Festival(12, 25)),
    ("圣诞", Step::Festival(12, 25)),
    ("大年三十", Step::LunarFestival(12, 30)),
    ("除夕", Step::LunarFestival(12, 30)),
    ("大年初一", Step::LunarFestival(1, 1)),
    ("春节", Step::LunarFestival(1, 1)),
    ("元宵节", Step::LunarFestival(1, 15)),
    ("元宵", Step::LunarFestival(1, 15)),
    ("端午节", Step::LunarFestival(5, 5)),
    ("端午", Step::LunarFestival(5, 5)),
    ("七夕", Step::LunarFestival(7, 7)),
    ("中元节", Step::LunarFestival(7, 15)),
    ("中秋节", Step::LunarFestival(8, 15)),
    ("中秋", Step::LunarFestival(8, 15)),
    ("重阳节", Step::LunarFestival(9, 9)),
    ("重阳", Step::LunarFestival(9, 9)),
    ("腊八", Step::LunarFestival(12, 8)),
];

/// Seasons by their number, from spring; holidays of schools.
pub(super) const SEASONS: &[(&str, Step)] = &[
    ("春季", Step::Season(1)),
    ("春天", Step::Season(1)),
    ("夏季", Step::Season(2)),
    ("夏天", Step::Season(2)),
    ("秋季", Step::Season(3)),
    ("秋天", Step::Season(3)),
    ("冬季", Step::Season(4)),
    ("冬天", Step::Season(4)),
    ("暑假", Step::Months(7, 8)),
    ("寒假", Step::Months(1, 2)),
];
/// Seasons that are said in one character, after a year.
pub(super) const SHORT_SEASONS: &[(&str, Step)] = &[
    ("春", Step::Season(1)),
    ("夏", Step::Season(2)),
    ("秋", Step::Season(3)),
    ("冬", Step::Season(4)),
];

/// What stands between the ends of a range.
pub(super) const TO: &[&str] =
    &["——", "--", "—", "-", "–", "－", "~", "～", "〜", "到", "至", "直到"];
