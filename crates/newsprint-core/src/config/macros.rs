//! The macros that declare options.

/// Declares a step's options: one struct that is at once their type, their defaults, their bounds,
/// their manual and their schema.
///
/// ```
/// newsprint_core::options! {
///     /// Options of `drop-short`.
///     pub struct DropShortOptions {
///         /// Articles with fewer characters than this are dropped.
///         pub least: u64 = 20, in 1..=1_000_000;
///         /// A word that keeps an article all the same.
///         pub unless: Option<String>;
///     }
/// }
/// ```
///
/// A field is `name: Type;` (must be given, unless the type is an `Option`), `name: Type = default;`
/// or `name: Type = default, in range;`. Its key in the file is its name in kebab case; its doc
/// comment is its entry in the manual page. An option that has an effect only with a certain value
/// of another, or with that value among those of another, says so at its end:
/// `, with other = "word";`.
#[macro_export]
macro_rules! options {
    (
        $(#[doc = $struct_doc:literal])*
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $doc:literal])+
                $field_vis:vis $field:ident : $ty:ty $(= $default:expr $(, in $range:expr)?)?
                    $(, with $other:ident = $value:literal)? ;
            )*
        }
    ) => {
        $(#[doc = $struct_doc])*
        #[derive(Clone, Debug)]
        $vis struct $name {
            $( $(#[doc = $doc])+ $field_vis $field: $ty, )*
        }

        impl $crate::config::Options for $name {
            fn specs() -> ::std::vec::Vec<$crate::config::OptionSpec> {
                ::std::vec![$(
                    $crate::config::support::spec::<$ty>(
                        stringify!($field),
                        concat!($($doc, "\n"),+),
                        $crate::options!(@default $ty $(, $default)?).as_ref(),
                        $crate::options!(@range $($($range)?)?),
                        &[$( (stringify!($other), $value) )?],
                    ),
                )*]
            }

            #[allow(unused_variables, reason = "a step without options reads nothing")]
            fn decode(
                table: &mut $crate::config::Table,
                at: $crate::Span,
                faults: &mut ::std::vec::Vec<$crate::config::Fault>,
            ) -> ::std::option::Option<Self> {
                $(
                    let key = $crate::config::support::key(stringify!($field));
                    let place = $crate::config::support::span_of(table, &key, at);
                    let default = $crate::options!(@default $ty $(, $default)?);
                    let $field =
                        $crate::config::support::take::<$ty>(table, &key, default, at, faults);
                    $($(
                        if let Some(value) = &$field
                            && !($range).contains(value)
                        {
                            let shown = $crate::config::OptionValue::show(value);
                            let range = stringify!($range);
                            $crate::config::support::out_of_range(
                                &key, &shown, range, place, faults,
                            );
                        }
                    )?)?
                )*
                Some(Self { $( $field: $field?, )* })
            }
        }

        impl $crate::config::OptionValue for $name {
            fn kind() -> $crate::config::Kind {
                $crate::config::support::table_kind::<Self>()
            }

            fn decode(
                node: &$crate::config::Node,
                faults: &mut ::std::vec::Vec<$crate::config::Fault>,
            ) -> ::std::option::Option<Self> {
                $crate::config::support::decode_table(node, faults)
            }

            fn show(&self) -> ::std::string::String {
                "{}".into()
            }
        }
    };
    (@default $ty:ty) => { ::std::option::Option::<$ty>::None };
    (@default $ty:ty, $default:expr) => { ::std::option::Option::<$ty>::Some($default) };
    (@range) => { ::std::option::Option::<&'static str>::None };
    (@range $range:expr) => { ::std::option::Option::Some(stringify!($range)) };
}

/// Declares a closed set of words that an option can take.
///
/// ```
/// newsprint_core::choices! {
///     /// What to do with a reprint.
///     pub enum Action {
///         /// Name its group.
///         Mark = "mark",
///         /// Take it out.
///         Drop = "drop",
///     }
/// }
/// ```
#[macro_export]
macro_rules! choices {
    (
        $(#[doc = $enum_doc:literal])*
        $vis:vis enum $name:ident {
            $( $(#[doc = $doc:literal])+ $variant:ident = $word:literal, )+
        }
    ) => {
        $(#[doc = $enum_doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name {
            $( $(#[doc = $doc])+ $variant, )+
        }

        impl $crate::config::Choices for $name {
            const ALL: &'static [(&'static str, &'static str, Self)] =
                &[$( ($word, concat!($($doc, "\n"),+), Self::$variant), )+];
            const WORDS: &'static [(&'static str, &'static str)] =
                &[$( ($word, concat!($($doc, "\n"),+)), )+];

            fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl $crate::config::OptionValue for $name {
            fn kind() -> $crate::config::Kind {
                $crate::config::Kind::Choice(<Self as $crate::config::Choices>::WORDS)
            }

            fn decode(
                node: &$crate::config::Node,
                faults: &mut ::std::vec::Vec<$crate::config::Fault>,
            ) -> ::std::option::Option<Self> {
                $crate::config::support::decode_choice(node, faults)
            }

            fn show(&self) -> ::std::string::String {
                format!("{:?}", $crate::config::Choices::word(*self))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::Span;
    use crate::config::{Fault, Options, decode_options, parse_toml};

    choices! {
        /// What to do.
        enum Action {
            /// Name it.
            Mark = "mark",
            /// Take it out.
            Drop = "drop",
        }
    }

    options! {
        /// Options of a test.
        struct TestOptions {
            /// How alike two articles must be.
            threshold: f64 = 0.8, in 0.0..=1.0;
            /// How many at least.
            at_least: u64;
            /// What to do.
            action: Action = Action::Mark;
            /// Files of words.
            lexicons: Vec<String> = Vec::new();
            /// A word.
            word: Option<String>, with action = "mark";
        }
    }

    fn check(text: &str) -> Result<TestOptions, Vec<String>> {
        let (table, faults) = parse_toml(text, 0);
        assert_eq!(faults, []);
        let mut faults: Vec<Fault> = Vec::new();
        let options = decode_options(table, Span::default(), "test", &mut faults);
        let shown = |fault: &Fault| {
            let help = fault.help.as_deref().unwrap_or("-");
            let at = fault.span.of(text).unwrap_or("?");
            format!("{at}: {}; {help}", fault.message)
        };
        options.ok_or_else(|| faults.iter().map(shown).collect())
    }

    #[test]
    fn defaults_stand_where_nothing_is_given() {
        let options = check("at-least = 3").unwrap();
        assert!((options.threshold - 0.8).abs() < f64::EPSILON);
        assert_eq!((options.at_least, options.action), (3, Action::Mark));
        assert_eq!((options.lexicons.len(), options.word), (0, None));
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let text =
            "threshold = 1.5\naction = \"dorp\"\nlexicons = [1, \"a\", true]\ntreshold = 1\n";
        let faults = check(text).unwrap_err();
        assert_eq!(
            faults,
            [
                "1.5: `threshold` is 1.5, which is not in 0.0 to 1.0; give a value in 0.0 to 1.0",
                ": the option `at-least` is missing; add `at-least = …`, a whole number of at least 0",
                "\"dorp\": `dorp` is not one of `mark`, `drop`; did you mean `\"drop\"`?",
                "1: expected a string, found a whole number; give a string",
                "true: expected a string, found a boolean; give a string",
                "treshold: `test` has no option `treshold`; did you mean `threshold`?",
            ]
        );
    }

    #[test]
    fn the_declaration_is_the_manual() {
        let specs = TestOptions::specs();
        let shown: Vec<_> = specs
            .iter()
            .map(|spec| (spec.name.as_str(), spec.default.as_deref(), spec.required))
            .collect();
        assert_eq!(
            shown,
            [
                ("threshold", Some("0.8"), false),
                ("at-least", None, true),
                ("action", Some("\"mark\""), false),
                ("lexicons", Some("[]"), false),
                ("word", None, false),
            ]
        );
        assert_eq!(specs[0].doc, "How alike two articles must be.");
        assert_eq!(specs[2].schema()["enum"][1], "drop");
        assert_eq!(specs[4].only_with, Some(("action".to_owned(), "mark")));
        let schema = specs[0].schema();
        assert_eq!((&schema["minimum"], &schema["maximum"]), (&0.0.into(), &1.0.into()));
        assert_eq!(schema["default"], 0.8);
    }
}
