//! What decisions are made on: plain facts about a fragment, its neighbours, and what stands
//! before it.

/// Declares the features with their names in the table of weights.
macro_rules! features {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// A fact that speaks for or against a role.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Feature {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Feature {
            /// Every feature with its name.
            pub(crate) const ALL: &'static [(&'static str, Self)] =
                &[$(($name, Self::$variant)),+];

            /// Its name.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

features! {
    /// True of every fragment.
    Always = "always",
    /// At most 3 characters.
    Length3 = "length-3",
    /// 4 to 6 characters.
    Length6 = "length-6",
    /// 7 to 10 characters.
    Length10 = "length-10",
    /// 11 to 14 characters.
    Length14 = "length-14",
    /// 15 to 20 characters.
    Length20 = "length-20",
    /// 21 to 28 characters.
    Length28 = "length-28",
    /// 29 to 40 characters.
    Length40 = "length-40",
    /// 41 to 70 characters.
    Length70 = "length-70",
    /// More than 70 characters.
    LengthMore = "length-more",
    /// Ends with a sentence mark.
    EndsSentence = "ends-sentence",
    /// Ends with a full stop, which headings do not have.
    EndsFullStop = "ends-full-stop",
    /// Ends with a comma or the like.
    EndsClause = "ends-clause",
    /// Ends with a colon.
    EndsColon = "ends-colon",
    /// Ends with a closing mark that no sentence mark precedes.
    EndsClosing = "ends-closing",
    /// Ends with a character that no heading ends with.
    EndsUnfinished = "ends-unfinished",
    /// Ends with a word that headings end with.
    EndsHeadingWord = "ends-heading-word",
    /// Is short of a sentence and follows the end of one.
    HeadingAfterEnd = "heading-after-end",
    /// Is shaped like a heading and follows a line that is cut.
    HeadingAfterCut = "heading-after-cut",
    /// Is short and tells what an official did.
    TellsAct = "tells-act",
    /// Ends with a digit.
    EndsDigit = "ends-digit",
    /// Ends with a letter or a Chinese character.
    EndsPlain = "ends-plain",
    /// A sentence ends before its end.
    InnerSentence = "inner-sentence",
    /// Has no clause mark inside.
    NoClause = "no-clause",
    /// Has one clause mark inside.
    OneClause = "one-clause",
    /// Has several clause marks inside.
    Clauses = "clauses",
    /// Is two short halves of nearly the same length, as the headings of Chinese papers like to be.
    Couplet = "couplet",
    /// Has white space inside, between Chinese characters.
    Gap = "gap",
    /// Has a colon inside.
    Colon = "colon",
    /// Leaves a bracket or quotation open.
    LeavesOpen = "leaves-open",
    /// Closes a bracket or quotation that it did not open.
    ClosesMore = "closes-more",
    /// Starts with an opening mark.
    StartsOpening = "starts-opening",
    /// Starts with a mark that cannot start a line of text.
    StartsMark = "starts-mark",
    /// Starts with a character that no sentence begins with.
    StartsLeaning = "starts-leaning",
    /// Starts with a digit.
    StartsDigit = "starts-digit",
    /// Starts with a date.
    StartsDate = "starts-date",
    /// Starts with a word that begins sentences.
    StartsOpener = "starts-opener",
    /// Starts with 一是, (一), 1. or the like.
    StartsEnumeration = "starts-enumeration",
    /// Starts with a lower-case letter.
    StartsLower = "starts-lower",
    /// Starts with a byline that text follows.
    StartsByline = "starts-byline",
    /// Is a byline and nothing else.
    IsByline = "is-byline",
    /// Starts with the name of a source: 据某某网消息,
    StartsAttribution = "starts-attribution",
    /// Stands in brackets as a whole.
    Bracketed = "bracketed",
    /// Starts as captions do.
    CaptionStart = "caption-start",
    /// Ends as captions do.
    CaptionEnd = "caption-end",
    /// Has a word of captions inside.
    CaptionWord = "caption-word",
    /// Starts as credits do.
    CreditStart = "credit-start",
    /// Ends as credits do.
    CreditEnd = "credit-end",
    /// Names those who made the page.
    Editors = "editors",
    /// Has words of a page's number or date.
    Folio = "folio",
    /// Is the title of a notice.
    NoticeTitle = "notice-title",
    /// Has a phrase of notices.
    Notice = "notice",
    /// Stands below the title of a notice.
    AfterNotice = "after-notice",
    /// Points to another page.
    Turn = "turn",
    /// Is short, points to another page and says more.
    TurnTitle = "turn-title",
    /// Follows without a blank line.
    Blanks0 = "blanks-0",
    /// Follows two blank lines.
    Blanks2 = "blanks-2",
    /// Follows three blank lines or more.
    Blanks3 = "blanks-3",
    /// Is followed without a blank line.
    BlanksAfter0 = "blanks-after-0",
    /// Is followed by three blank lines or more.
    BlanksAfter3 = "blanks-after-3",
    /// Is indented.
    Indented = "indented",
    /// Is the first of the page.
    First = "first",
    /// Is the second of the page.
    Second = "second",
    /// Is the last of the page.
    Last = "last",
    /// Is a short text broken over two lines.
    BrokenLabel = "broken-label",
    /// With the next line, which follows without a blank line, is as short as a broken label.
    BreaksNext = "breaks-next",
    /// With the line before, which it follows without a blank line, is as short as a broken label.
    BreaksPrevious = "breaks-previous",
    /// Is long enough to be a heading, and has no sentence end.
    HeadingLike = "heading-like",
    /// Is shaped like a heading, stands between sentences, and has a sibling of like length nearby.
    Sibling = "sibling",
    /// Is shaped like a heading, numbered.
    NumberedHeading = "numbered-heading",
    /// Is shaped like a heading, a question or an exclamation.
    SpokenHeading = "spoken-heading",
    /// Is shaped like a heading and stands between a sentence's end and a sentence's start.
    StandsAlone = "stands-alone",
    /// The line before is shaped like a heading.
    PreviousHeadingLike = "previous-heading-like",
    /// The line before ends a sentence.
    PreviousEnds = "previous-ends",
    /// The line before is a byline.
    PreviousIsByline = "previous-is-byline",
    /// The line before leaves a bracket or quotation open.
    PreviousLeavesOpen = "previous-leaves-open",
    /// The next line is shaped like a heading.
    NextHeadingLike = "next-heading-like",
    /// The next line starts with a byline.
    NextStartsByline = "next-starts-byline",
    /// The next line is a byline.
    NextIsByline = "next-is-byline",
    /// The next line ends a sentence and starts with one.
    NextSentences = "next-sentences",
    /// The next line starts in a way that no sentence does.
    NextLeans = "next-leans",
    /// The next line closes a bracket or quotation that it did not open.
    NextClosesMore = "next-closes-more",
    /// The next line starts as a sentence likes to.
    NextOpener = "next-opener",
    /// The next line is no heading, caption or credit, and is short of a sentence.
    NextCaption = "next-caption",
    /// The next heading-like line comes before any byline.
    NextHeadingThenByline = "next-heading-then-byline",
    /// The two characters at the seam to the next line stand together elsewhere on the page.
    NextSeamSeen = "next-seam-seen",
    /// Three characters at the seam to the next line stand together elsewhere on the page.
    NextSeamSeenLong = "next-seam-seen-long",
    /// A digit on either side of the seam to the next line.
    NextSeamDigits = "next-seam-digits",
    /// Most of its words stand in the text that follows.
    LikeNextHigh = "like-next-high",
    /// Some of its words stand in the text that follows.
    LikeNextSome = "like-next-some",
    /// Few of its words stand in the text that follows.
    LikeNextFew = "like-next-few",
    /// None of its words stand in the text that follows.
    LikeNextNone = "like-next-none",
    /// Its words stand in the text before rather than in the text that follows.
    LikePreviousMore = "like-previous-more",
    /// Its words stand in the text that follows rather than in the text before.
    LikeNextMore = "like-next-more",
    /// The text before and the text that follows share many words.
    Cohesive = "cohesive",
    /// The text before and the text that follows share some words.
    CohesiveSome = "cohesive-some",
    /// The text before and the text that follows share few words.
    Uncohesive = "uncohesive",
    /// Nothing came before.
    AtStart = "at-start",
    /// A head stands before, and no body yet.
    InHead = "in-head",
    /// In the body of an article that has a headline.
    InHeaded = "in-headed",
    /// In the body of an article that has no headline yet.
    InHeadless = "in-headless",
    /// After a head that stands in or below its body.
    AfterTail = "after-tail",
    /// The article at hand has a byline.
    HasByline = "has-byline",
    /// The article at hand has no byline.
    NoByline = "no-byline",
    /// Is a broken label and follows a head.
    BrokenInHead = "broken-in-head",
    /// After a paragraph.
    AfterParagraph = "after-paragraph",
    /// After the rest of a paragraph.
    AfterContinuation = "after-continuation",
    /// After a first paragraph.
    AfterLead = "after-lead",
    /// After the first line of a head.
    AfterHeadline = "after-headline",
    /// After a further line of a head.
    AfterDeck = "after-deck",
    /// After a head below its body.
    AfterTailHeadline = "after-tail-headline",
    /// After a heading inside the body.
    AfterSubheading = "after-subheading",
    /// After a label.
    AfterSection = "after-section",
    /// After a caption.
    AfterCaption = "after-caption",
    /// After a credit.
    AfterCredit = "after-credit",
    /// After a byline.
    AfterByline = "after-byline",
    /// After a byline that began an article.
    AfterLeadByline = "after-lead-byline",
    /// After something that is in no article.
    AfterFurniture = "after-furniture",
    /// The last paragraph ends with a sentence.
    Ended = "ended",
    /// The last paragraph ends with a colon.
    EndedColon = "ended-colon",
    /// The last paragraph ends as a sentence cannot.
    Cut = "cut",
    /// The last paragraph is cut, and its last line is shaped like a heading.
    CutHeading = "cut-heading",
    /// So, and this line starts as a sentence likes to.
    CutHeadingFresh = "cut-heading-fresh",
    /// So, and this line starts as no sentence does.
    CutHeadingLeaning = "cut-heading-leaning",
    /// So, and the characters at the seam stand together nowhere on the page.
    CutHeadingUnseen = "cut-heading-unseen",
    /// So, and that line is all there is of the paragraph.
    CutHeadingWhole = "cut-heading-whole",
    /// So, and it ends with a word that headings end with.
    CutHeadingWord = "cut-heading-word",
    /// So, and it has a sibling.
    CutSibling = "cut-sibling",
    /// So, and it stands between a sentence's end and a sentence's start.
    CutAlone = "cut-alone",
    /// So, and it is a couplet.
    CutCouplet = "cut-couplet",
    /// The last paragraph is cut, and its last line is not shaped like a heading.
    CutText = "cut-text",
    /// So, and this line starts as a sentence likes to.
    CutTextFresh = "cut-text-fresh",
    /// So, and this line starts with a byline.
    CutTextByline = "cut-text-byline",
    /// The last paragraph is cut, its quotation or bracket open.
    CutOpen = "cut-open",
    /// The last paragraph ends with a sentence, but its quotation or bracket is open.
    EndedOpen = "ended-open",
    /// It closes the quotation or bracket that the last paragraph left open.
    ClosesCut = "closes-cut",
    /// The last paragraph ends with a letter or digit, and is short.
    CutShort = "cut-short",
    /// The two characters at the seam to the last paragraph stand together elsewhere on the page.
    SeamSeen = "seam-seen",
    /// The two characters at the seam to the last paragraph stand together nowhere on the page.
    SeamUnseen = "seam-unseen",
    /// Three characters at the seam to the last paragraph stand together elsewhere on the page.
    SeamSeenLong = "seam-seen-long",
    /// A digit on either side of the seam to the last paragraph.
    SeamDigits = "seam-digits",
    /// Its words stand in the first paragraphs of the article at hand.
    LikeOwnHigh = "like-own-high",
    /// Some of its words stand in the first paragraphs of the article at hand.
    LikeOwnSome = "like-own-some",
    /// Few of its words stand in the first paragraphs of the article at hand.
    LikeOwnFew = "like-own-few",
    /// More of its words stand in the text that follows than in the article at hand.
    LikeNextOverOwn = "like-next-over-own",
    /// More of its words stand in the article at hand than in the text that follows.
    LikeOwnOverNext = "like-own-over-next",
}
