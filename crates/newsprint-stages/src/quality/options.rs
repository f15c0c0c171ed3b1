//! The options of `filter-quality`.

use std::path::PathBuf;

use newsprint_core::config::Located;

newsprint_core::choices! {
    /// Thresholds that go together.
    pub enum Preset {
        /// Those of Rae et al. 2021 (Gopher), section A.1.1 and Table A1.
        Gopher = "gopher",
        /// The rules of Raffel et al. 2020 (C4), section 2.2: they take lines out too.
        C4 = "c4",
        /// Gopher's with room for the shorter texts and the figures of news, and bounds on the mix
        /// of characters.
        News = "news",
        /// None: only thresholds that are given count.
        Empty = "none",
    }
}

newsprint_core::choices! {
    /// What to do with an article that breaks a rule.
    pub enum Action {
        /// Take it out, and with it lines that break a rule on lines.
        Drop = "drop",
        /// Leave it, and write the measures and the broken rules of every article into its
        /// attachment `newsprint-stages/quality`.
        Mark = "mark",
    }
}

newsprint_core::choices! {
    /// How words are told apart.
    pub enum Words {
        /// As the text's letters ask for.
        Auto = "auto",
        /// By white space.
        Spaces = "spaces",
        /// Each Chinese or Japanese character is a word, and each run of other letters and digits.
        Characters = "characters",
    }
}

newsprint_core::options! {
    /// Options of `filter-quality`.
    pub struct FilterQualityOptions {
        /// Thresholds for the options that are not given.
        pub preset: Preset = Preset::News;
        /// What to do with an article that breaks a rule.
        pub action: Action = Action::Drop;
        /// How words are told apart.
        pub words: Words = Words::Auto;
        /// Words of the body.
        pub least_words: Option<Located<u64>>;
        /// Words of the body.
        pub most_words: Option<Located<u64>>;
        /// Mean length of the words, in characters; not for Chinese.
        pub least_mean_word_length: Option<Located<f64>>;
        /// Mean length of the words, in characters; not for Chinese.
        pub most_mean_word_length: Option<Located<f64>>;
        /// `#` for each word.
        pub most_hashes: Option<f64>;
        /// Ellipses for each word.
        pub most_ellipses: Option<f64>;
        /// Share of the lines that begin with a bullet.
        pub most_bullet_lines: Option<f64>;
        /// Share of the lines that end in an ellipsis.
        pub most_ellipsis_lines: Option<f64>;
        /// Share of the words with a letter.
        pub least_alphabetic_words: Option<f64>;
        /// How many of eight stop words there must be: the, be, to, of, and, that, have, with;
        /// in Chinese 的, 在, 和, 是, 了, 有, 为, 不.
        pub least_stop_words: Option<u64>;
        /// Sentences of the body.
        pub least_sentences: Option<u64>;
        /// Share of letters, Chinese characters among them. This and the next three are shares of
        /// the characters that are not white space.
        pub least_letters: Option<f64>;
        /// Share of digits.
        pub most_digits: Option<f64>;
        /// Share of punctuation.
        pub most_punctuation: Option<f64>;
        /// Share of what is no letter, digit or punctuation.
        pub most_symbols: Option<f64>;
        /// Share of the lines that stand earlier too.
        pub most_duplicate_lines: Option<f64>;
        /// Share of the characters in lines that stand earlier too.
        pub most_duplicate_line_characters: Option<f64>;
        /// Share of the characters in the most frequent run of two words (four Chinese characters).
        pub most_top_2_gram: Option<f64>;
        /// The same for three words (six characters).
        pub most_top_3_gram: Option<f64>;
        /// The same for four words (eight characters).
        pub most_top_4_gram: Option<f64>;
        /// Share of the characters in runs of five words (ten Chinese characters) that stand
        /// earlier too.
        pub most_duplicate_5_grams: Option<f64>;
        /// The same for six words (twelve characters).
        pub most_duplicate_6_grams: Option<f64>;
        /// The same for seven words (14 characters).
        pub most_duplicate_7_grams: Option<f64>;
        /// The same for eight words (16 characters).
        pub most_duplicate_8_grams: Option<f64>;
        /// The same for nine words (18 characters).
        pub most_duplicate_9_grams: Option<f64>;
        /// The same for ten words (20 characters).
        pub most_duplicate_10_grams: Option<f64>;
        /// Words of a line; shorter lines are taken out. `c4`: 5.
        pub least_line_words: Option<u64>;
        /// Whether lines that do not end as a sentence does are taken out. `c4`: true.
        pub terminal_marks: Option<bool>;
        /// Whether lines with the word JavaScript, or on terms of use, privacy and cookies, are
        /// taken out. `c4`: true.
        pub no_boilerplate: Option<bool>;
        /// Whether an article with `{` is bad, being a program. `c4`: true.
        pub no_curly_brackets: Option<bool>;
        /// Whether an article with the words "lorem ipsum" is bad, being a draft. `c4`: true.
        pub no_lorem_ipsum: Option<bool>;
        /// Files of phrases that no article may hold, one phrase a line.
        pub bad_phrases: Vec<Located<PathBuf>> = Vec::new();
    }
}
