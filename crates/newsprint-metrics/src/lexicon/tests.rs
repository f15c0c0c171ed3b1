use newsprint_core::config::Choices as _;

use super::*;

fn bundled() -> Lexicon {
    Lexicon::bundled().unwrap()
}

/// What the bundled files say.
fn draft() -> Gathered {
    let mut draft = Gathered::default();
    for (name, text) in BUNDLED {
        assert_eq!(draft.add(name, text, Span::default()), [], "{name}");
    }
    draft
}

#[test]
fn the_bundled_lists_are_well_formed() {
    let lexicon = bundled();
    for (_, _, role) in Role::ALL {
        assert!(!lexicon.words(*role).is_empty(), "{role:?} is empty");
    }
}

#[test]
fn the_longest_word_wins() {
    let lexicon = bundled();
    assert_eq!(lexicon.unit("人次,").map(|found| found.0), Some("人次"));
    assert_eq!(lexicon.unit("吗").map(|found| found.0), None);
    assert_eq!(lexicon.words(Role::Growth).at_end("利润增长"), Some("增长"));
    assert_eq!(lexicon.words(Role::Growth).at_start("增长了一"), Some("增长了"));
}

#[test]
fn faults_name_line_and_column() {
    let check = |text: &str, message: &str, help: Option<&str>| {
        let faults = draft().add("acme.toml", text, Span::new(3, 9));
        let shown: Vec<_> =
            faults.iter().map(|it| (it.message.as_str(), it.help.as_deref(), it.span)).collect();
        assert_eq!(shown, [(message, help, Span::new(3, 9))], "{text}");
    };
    check(
        "[[units]]\nkind = \"mesure\"\nwords = [\"担\"]\n",
        "acme.toml:2:8: `mesure` is not one of `classifier`, `noun`, `measure`, `duration`, `money`, `percent`, `point`, `multiple`",
        Some("did you mean `\"measure\"`?"),
    );
    check(
        "[[unit]]\n",
        "acme.toml:1:3: `the lexicon` has no option `unit`",
        Some("did you mean `units`?"),
    );
    check(
        "[[compounds]]\nword = \"城乡\"\n",
        "acme.toml:1:1: the option `parts` is missing",
        Some("add `parts = …`, an array of strings"),
    );
    check(
        "[[words]]\nrole = \"place\"\nwords = \"青岭\"\n",
        "acme.toml:3:9: expected an array of strings, found a string",
        Some("give an array of strings"),
    );
}

#[test]
fn what_two_places_say_differently_is_told_with_both() {
    let mut draft = draft();
    assert_eq!(
        draft.add("a.toml", "[[units]]\nkind = \"measure\"\nwords = [\"担\"]\n", Span::default()),
        []
    );
    let check = |draft: &mut Gathered, text: &str, expected: &[&str]| {
        let faults = draft.add("b.toml", text, Span::new(3, 9));
        let shown: Vec<_> = faults.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(shown, expected, "{text}");
        assert!(faults.iter().all(|it| it.span == Span::new(3, 9)));
    };
    check(&mut draft, "[[units]]\nkind = \"measure\"\nwords = [\"担\"]\n", &[]);
    check(
        &mut draft,
        "[[units]]\nkind = \"money\"\nwords = [\"担\"]\n",
        &["b.toml:3:10: `担` means something else at a.toml:3:10"],
    );
    check(&mut draft, "[[indicators]]\nname = \"茶产\"\naliases = [\"茶叶产量\"]\n", &[]);
    check(
        &mut draft,
        "[[indicators]]\nname = \"茶量\"\naliases = [\"茶叶产量\"]\n",
        &["b.toml:3:12: `茶叶产量` means something else at b.toml:3:12"],
    );
}

#[test]
fn a_missing_file_is_a_fault_at_its_option() {
    let file = Located { value: "no-such-file.toml", span: Span::new(3, 9) };
    let faults = Lexicon::with_files(&[file]).unwrap_err();
    assert_eq!((faults.len(), faults[0].span), (1, Span::new(3, 9)));
}

#[test]
fn what_cannot_be_meant_is_told_with_its_place() {
    let check = |text: &str, expected: &[&str]| {
        let faults = draft().add("d.toml", text, Span::default());
        let shown: Vec<_> = faults.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(shown, expected, "{text}");
    };
    let unit = |more: &str| format!("[[units]]\nkind = \"measure\"\nwords = [\"担\"]\n{more}\n");
    let base = "\nbase = \"g\"";
    check(&unit(&format!("factor = \"5O\"{base}")), &["d.toml:4:10: `5O` is no number"]);
    check(&unit(&format!("factor = \"1/0\"{base}")), &["d.toml:4:10: `1/0` is not above zero"]);
    check(&unit(&format!("factor = \"0\"{base}")), &["d.toml:4:10: `0` is not above zero"]);
    check(&unit(&format!("factor = \"50000\"{base}")), &[]);
    check(
        &unit("factor = \"50000\""),
        &["d.toml:4:10: a factor without a base unit counts nothing"],
    );
    check(&unit("iso = \"XX\""), &["d.toml:4:7: `XX` is no code of ISO 4217"]);
    check(&unit("iso = \"cny\""), &["d.toml:4:7: `cny` is no code of ISO 4217"]);
    check(&unit("ucum = \"k g\""), &["d.toml:4:8: `k g` is no code of UCUM"]);
    check(
        "[[units]]\nkind = \"measure\"\nwords = [\"担\", \"\"]\n",
        &["d.toml:3:15: a word is empty"],
    );
    check("[[words]]\nrole = \"place\"\nwords = [\" \"]\n", &["d.toml:3:10: a word is empty"]);
    check("[[subunits]]\nwords = [\"\"]\nfactor = \"0.1\"\n", &["d.toml:2:10: a word is empty"]);
    check("[[subjects]]\nname = \"\"\n", &["d.toml:2:8: a word is empty"; 2]);
}

#[test]
fn roles_that_rule_each_other_out_are_told_with_both_places() {
    let mut draft = draft();
    let words =
        |role: &str, word: &str| format!("[[words]]\nrole = \"{role}\"\nwords = [\"{word}\"]\n");
    let mut check = |role, word, expected: &[&str]| {
        let faults = draft.add("e.toml", &words(role, word), Span::default());
        let shown: Vec<_> = faults.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(shown, expected, "{role} {word}");
    };
    check("growth", "攀高", &[]);
    check("growth", "攀高", &[]);
    check("opening", "攀高", &[]);
    check(
        "fall",
        "攀高",
        &["e.toml:3:10: `攀高` is `growth` at e.toml:3:10, which rules out `fall`"],
    );
    check("at-least-before", "大抵", &[]);
    check(
        "about-before",
        "大抵",
        &[
            "e.toml:3:10: `大抵` is `at-least-before` at e.toml:3:10, which rules out `about-before`",
        ],
    );
    let faults = draft.add("e.toml", &words("fall", "增长"), Span::default());
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.contains("`增长` is `growth` at data/cues.toml:"));
}

#[test]
fn a_part_of_a_currency_has_one_factor() {
    let mut draft = draft();
    let text = "[[subunits]]\nwords = [\"角\"]\nfactor = \"0.01\"\n";
    let faults = draft.add("f.toml", text, Span::default());
    assert!(
        faults[0].message.starts_with("f.toml:2:10: `角` means something else at data/units.toml:")
    );
}

#[test]
fn names_of_subjects_stand_at_the_head_of_clauses() {
    let mut draft = draft();
    let text = "[[subjects]]\nname = \"青岭市\"\naliases = [\"岭城\"]\n";
    assert_eq!(draft.add("g.toml", text, Span::default()), []);
    let lexicon = Lexicon::compile(draft);
    assert!(lexicon.words(Role::Place).contains("岭城"));
    assert_eq!(lexicon.subject("岭城"), "青岭市");
}

#[test]
fn spellings_of_a_unit_have_one_code_and_one_base() {
    let lexicon = bundled();
    let check = |unit: &str, indicator: &str, code: Option<&str>, base: &str, factor: &str| {
        let (found, of_it) = lexicon.base_unit(unit, indicator);
        let shown = (lexicon.unit_code(unit, indicator), found, of_it.to_string());
        assert_eq!(shown, (code.map(str::to_owned), base.to_owned(), factor.to_owned()), "{unit}");
    };
    for word in ["公里", "km", "千米"] {
        check(word, "里程", Some("km"), "m", "1000");
    }
    check("㎡", "面积", Some("m2"), "m2", "1");
    check("亩", "面积", None, "m2", "2000/3");
    check("公顷", "面积", Some("har"), "m2", "10000");
    check("度", "发电量", Some("kW.h"), "J", "3600000");
    check("度", "气温", None, "度", "1");
    check("元", "收入", Some("CNY"), "CNY", "1");
    check("角", "单价", None, "CNY", "0.1");
    check("块", "石头", None, "块", "1");
    check("美元", "进出口", Some("USD"), "USD", "1");
    check("微克/立方米", "浓度", Some("ug/m3"), "g/m3", "0.000001");
    check("元/吨", "价格", Some("CNY/t"), "CNY/g", "0.000001");
    check("元/亩", "补助", None, "CNY/m2", "0.0015");
    check("‰", "自然增长率", Some("[ppth]"), "1", "0.001");
    check("基点", "利率", None, "百分点", "0.01");
    check("百分点", "利率", None, "百分点", "1");
    check("名", "教师", None, "人", "1");
    check("人", "教师", None, "人", "1");
    check("标箱", "吞吐量", None, "标准箱", "1");
    check("台（套）", "设备", None, "台（套）", "1");
    check("", "指数", None, "", "1");
}

#[test]
fn units_have_codes_and_exact_factors() {
    let lexicon = bundled();
    let unit = |word: &str| lexicon.unit(word).map(|(_, unit)| unit.clone()).unwrap();
    let mu = unit("亩").factor.unwrap();
    assert_eq!((mu.numerator, mu.denominator), (2000.into(), 3.into()));
    assert_eq!(unit("千瓦时").ucum.as_deref(), Some("kW.h"));
    assert_eq!(unit("港币").iso.as_deref(), Some("HKD"));
}
