//! `identify-language`: which language an article is written in.

newsprint_core::attachment! {
    /// The language that an article is written in.
    pub struct Language: "newsprint-stages/language" {
        /// Its code (ISO 639-1), for Chinese with the script: `en`, `zh-Hans`, `zh-Hant`.
        pub code: String,
        /// How sure that is, from 0 to 1.
        pub confidence: f64,
    }
}
