use super::*;

fn bundled() -> Lexicon {
    Lexicon::with_files(&[] as &[Located<&str>]).unwrap()
}

#[test]
fn the_bundled_lists_are_well_formed() {
    let lexicon = bundled();
    for (_, _, role) in Role::ALL {
        assert!(!lexicon.words(*role).set.is_empty(), "{role:?} is empty");
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
    let mut lexicon = bundled();
    let faults = lexicon.add("[[units]]\nkind = \"mesure\"\nwords = [\"担\"]\n").unwrap_err();
    let text = "[[units]]\nkind = \"mesure\"\n";
    assert_eq!(place(text, faults[0].span), (2, 8));
    assert_eq!(faults[0].help.as_deref(), Some("did you mean `\"measure\"`?"));
    assert!(lexicon.add("[[unit]]\n").is_err());
}

#[test]
fn a_missing_file_is_a_fault_at_its_option() {
    let file = Located { value: "no-such-file.toml", span: Span::new(3, 9) };
    let faults = Lexicon::with_files(&[file]).unwrap_err();
    assert_eq!((faults.len(), faults[0].span), (1, Span::new(3, 9)));
}
