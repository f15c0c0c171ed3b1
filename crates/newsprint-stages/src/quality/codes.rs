//! What the reasons of `filter-quality` mean.

use newsprint_core::Codes;

/// Each rule, and what an article is that breaks it.
pub(super) const CODES: Codes = &[
    ("too-few-words", "The article has fewer words than `least-words`; Chinese counts characters."),
    ("too-many-words", "The article has more words than `most-words`; Chinese counts characters."),
    ("words-too-short", "Its words are shorter on average than `least-mean-word-length`: a list."),
    ("words-too-long", "Its words are longer on average than `most-mean-word-length`: no prose."),
    ("too-many-hashes", "It has more hash signs a word than `most-hashes`: tags, or code."),
    ("too-many-ellipses", "It has more ellipses a word than `most-ellipses`: beginnings of texts."),
    ("too-many-bullet-lines", "More of its lines than `most-bullet-lines` begin with a bullet."),
    ("too-many-ellipsis-lines", "More of its lines than `most-ellipsis-lines` end in an ellipsis."),
    (
        "too-few-alphabetic-words",
        "Fewer of its words than `least-alphabetic-words` have a letter: tables and numbers.",
    ),
    ("too-few-stop-words", "It has fewer stop words than `least-stop-words`: no running text."),
    ("too-few-sentences", "It has fewer sentences than `least-sentences`."),
    ("too-few-letters", "Fewer of its characters than `least-letters` are letters."),
    ("too-many-digits", "More of its characters than `most-digits` are digits."),
    ("too-much-punctuation", "More of its characters than `most-punctuation` are punctuation."),
    ("too-many-symbols", "More of its characters than `most-symbols` are symbols."),
    ("duplicate-lines", "More of its lines than `most-duplicate-lines` stand there before."),
    (
        "duplicate-line-characters",
        "More of its characters than `most-duplicate-line-characters` are in such lines.",
    ),
    ("top-2-gram", "Its commonest run of 2 words makes up more of it than `most-top-2-gram`."),
    ("top-3-gram", "Its commonest run of 3 words makes up more of it than `most-top-3-gram`."),
    ("top-4-gram", "Its commonest run of 4 words makes up more of it than `most-top-4-gram`."),
    ("duplicate-5-grams", "Runs of 5 words that repeat pass `most-duplicate-5-grams`."),
    ("duplicate-6-grams", "Runs of 6 words that repeat pass `most-duplicate-6-grams`."),
    ("duplicate-7-grams", "Runs of 7 words that repeat pass `most-duplicate-7-grams`."),
    ("duplicate-8-grams", "Runs of 8 words that repeat pass `most-duplicate-8-grams`."),
    ("duplicate-9-grams", "Runs of 9 words that repeat pass `most-duplicate-9-grams`."),
    ("duplicate-10-grams", "Runs of 10 words that repeat pass `most-duplicate-10-grams`."),
    ("curly-bracket", "A curly bracket stands in it, which code has and news has not."),
    ("lorem-ipsum", "It holds the filler that designers put in place of a text."),
    ("bad-phrase", "A phrase of the lists that `bad-phrases` names stands in it."),
];
