//! `identify-language`: which language an article is written in.

use newsprint_core::config::Fault;
use newsprint_core::{
    Article, Attachment as _, Component, Document, Field, Outcome, Stage, StepError,
};
use whatlang::{Info, Lang};

use crate::character::{is_han, is_kana};

newsprint_core::attachment! {
    /// The language that an article is written in.
    pub struct Language: "newsprint-stages/language" {
        /// Its tag (BCP 47): `en`, `ja`, `zh-Hans`, `zh-Hant`; `zh` where no character tells the two
        /// apart, `und` where nothing can be said.
        pub code: String,
        /// How sure that is, from 0 to 1.
        pub confidence: f64,
    }
}

newsprint_core::options! {
    /// Options of `identify-language`.
    pub struct IdentifyLanguageOptions {
        /// How sure it must be, from 0 to 1; below, the code is `und`.
        pub least_confidence: f64 = 0.0, in 0.0..=1.0;
    }
}

#[doc = include_str!("../manual/identify-language.md")]
#[derive(Clone, Copy, Debug)]
pub struct IdentifyLanguage {
    least_confidence: f64,
}

impl Component for IdentifyLanguage {
    const NAME: &'static str = "identify-language";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/identify-language.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[Field::Extension(Language::KEY)];
    type Options = IdentifyLanguageOptions;

    fn build(options: IdentifyLanguageOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self { least_confidence: options.least_confidence })
    }
}

impl Stage for IdentifyLanguage {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        for article in &mut document.articles {
            let (code, confidence) = language(&beginning(article));
            let is_sure = confidence >= self.least_confidence;
            let code = if is_sure { code } else { UNKNOWN }.to_owned();
            let confidence = (confidence * 1e4).round() / 1e4;
            article.extensions.set(&Language { code, confidence })?;
        }
        Ok(Outcome::Keep)
    }
}

/// The tag of a text that says nothing of its language.
const UNKNOWN: &str = "und";

/// Characters that are looked at: more say nothing new.
const LOOKED_AT: usize = 2_000;

/// The first characters of the headline and the body.
fn beginning(article: &Article) -> String {
    let texts = article.headline.iter().chain(article.blocks.iter().map(|block| &block.text));
    let lines = texts.flat_map(|text| text.as_str().chars().chain(['\n']));
    lines.take(LOOKED_AT).collect()
}

/// The tag of a text's language and how sure it is.
fn language(text: &str) -> (&'static str, f64) {
    let letters = Letters::of(text);
    let all = letters.han + letters.kana + letters.hangul + letters.other;
    if all == 0 {
        return (UNKNOWN, 0.0);
    }
    // A Chinese character says about as much as three letters, a Korean syllable as two.
    let east = (letters.han + letters.kana) * 3;
    let weights = [east, letters.hangul * 2, letters.other];
    let weight = |of: usize| share(weights[of], weights.iter().sum());
    if east >= letters.other && letters.kana * 20 >= letters.han && letters.kana > letters.hangul {
        return ("ja", weight(0));
    }
    if letters.hangul * 2 >= letters.other && letters.hangul * 2 >= east {
        return ("ko", weight(1));
    }
    if east >= letters.other {
        let (simplified, traditional) = (letters.simplified, letters.traditional);
        let told = simplified + traditional;
        if told == 0 {
            return ("zh", weight(0));
        }
        let code = if simplified >= traditional { "zh-Hans" } else { "zh-Hant" };
        return (code, weight(0) * share(simplified.max(traditional), told));
    }
    let found = whatlang::detect(text);
    found.map_or((UNKNOWN, 0.0), |info: Info| (tag(info.lang()), info.confidence() * weight(2)))
}

#[expect(clippy::cast_precision_loss, reason = "a beginning has few characters")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Letters by script.
#[derive(Default)]
struct Letters {
    han: usize,
    kana: usize,
    hangul: usize,
    other: usize,
    /// Chinese characters that only simplified text has, and only traditional text.
    simplified: usize,
    traditional: usize,
}

impl Letters {
    fn of(text: &str) -> Self {
        let (simplified, traditional) = crate::script::distinct();
        let mut letters = Self::default();
        for c in text.chars() {
            if is_han(c) {
                letters.han += 1;
                letters.simplified += usize::from(simplified.contains(&c));
                letters.traditional += usize::from(traditional.contains(&c));
            } else if is_kana(c) {
                letters.kana += 1;
            } else if matches!(c, '\u{AC00}'..='\u{D7A3}' | '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}')
            {
                letters.hangul += 1;
            } else {
                letters.other += usize::from(c.is_alphabetic());
            }
        }
        letters
    }
}

/// The tag of a language (ISO 639-1).
#[rustfmt::skip]
fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Epo => "eo", Lang::Eng => "en", Lang::Rus => "ru", Lang::Cmn => "zh",
        Lang::Spa => "es", Lang::Por => "pt", Lang::Ita => "it", Lang::Ben => "bn",
        Lang::Fra => "fr", Lang::Deu => "de", Lang::Ukr => "uk", Lang::Kat => "ka",
        Lang::Ara => "ar", Lang::Hin => "hi", Lang::Jpn => "ja", Lang::Heb => "he",
        Lang::Yid => "yi", Lang::Pol => "pl", Lang::Amh => "am", Lang::Jav => "jv",
        Lang::Kor => "ko", Lang::Nob => "nb", Lang::Dan => "da", Lang::Swe => "sv",
        Lang::Fin => "fi", Lang::Tur => "tr", Lang::Nld => "nl", Lang::Hun => "hu",
        Lang::Ces => "cs", Lang::Ell => "el", Lang::Bul => "bg", Lang::Bel => "be",
        Lang::Mar => "mr", Lang::Kan => "kn", Lang::Ron => "ro", Lang::Slv => "sl",
        Lang::Hrv => "hr", Lang::Srp => "sr", Lang::Mkd => "mk", Lang::Lit => "lt",
        Lang::Lav => "lv", Lang::Est => "et", Lang::Tam => "ta", Lang::Vie => "vi",
        Lang::Urd => "ur", Lang::Tha => "th", Lang::Guj => "gu", Lang::Uzb => "uz",
        Lang::Pan => "pa", Lang::Aze => "az", Lang::Ind => "id", Lang::Tel => "te",
        Lang::Pes => "fa", Lang::Mal => "ml", Lang::Ori => "or", Lang::Mya => "my",
        Lang::Nep => "ne", Lang::Sin => "si", Lang::Khm => "km", Lang::Tuk => "tk",
        Lang::Aka => "ak", Lang::Zul => "zu", Lang::Sna => "sn", Lang::Afr => "af",
        Lang::Lat => "la", Lang::Slk => "sk", Lang::Cat => "ca", Lang::Tgl => "tl",
        Lang::Hye => "hy", Lang::Cym => "cy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_news_are_told_apart() {
        for (text, code) in [
            ("拉萨市召开大会，部署下一步工作。", "zh-Hans"),
            ("市政府今天說明新的環境政策。", "zh-Hant"),
            ("香港特區政府發言人表示歡迎", "zh-Hant"),
            ("大雪", "zh"),
            ("今天下大雨", "zh"),
            ("东京奥运会：NBA球星 LeBron James 到场", "zh-Hans"),
            ("東京で大雪のため交通が乱れた。", "ja"),
            ("首相は会見で「対策を進める」と述べた。", "ja"),
            ("東京都知事選が告示", "ja"),
            ("정부는 오늘 새로운 정책을 발표했다.", "ko"),
            ("大統領 윤석열 대통령은 오늘", "ko"),
            ("The government announced new measures on Friday to cut emissions.", "en"),
            ("Le gouvernement a annoncé vendredi de nouvelles mesures pour le climat.", "fr"),
            ("Die Regierung hat am Freitag neue Maßnahmen angekündigt.", "de"),
            ("El gobierno anunció el viernes nuevas medidas para reducir las emisiones.", "es"),
            ("Правительство объявило о новых мерах в пятницу.", "ru"),
            ("Chính phủ công bố các biện pháp mới vào thứ Sáu.", "vi"),
            ("12345 ……", "und"),
            ("", "und"),
        ] {
            assert_eq!(language(text).0, code, "{text}");
        }
    }

    #[test]
    fn confidence_says_how_mixed_a_text_is() {
        let (pure, mixed) = ("政府发布新的经济政策", "政府发布新的經濟政策");
        assert!((language(pure).1 - 1.0).abs() < 1e-9);
        assert!((0.5..0.9).contains(&language(mixed).1), "{:?}", language(mixed));
        assert!(language("政府发布 The government announced").1 < 0.7);
    }
}
