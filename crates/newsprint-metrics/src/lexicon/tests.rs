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
fn a_factor_is_a_number() {
    let text = "[[units]]\nkind = \"measure\"\nwords = [\"担\"]\nfactor = \"5O\"\n";
    let faults = draft().add("d.toml", text, Span::default());
    assert_eq!(faults[0].message, "d.toml:4:10: `5O` is no number");
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
