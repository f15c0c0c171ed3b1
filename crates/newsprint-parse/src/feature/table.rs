//! Every feature, with its name in messages. Weights are learnt for this list in this order.

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

            /// The first of those that only pages have of which it is known where their lines stand.
            #[cfg(feature = "train")]
            pub(crate) const FIRST_LAID: Self = Self::TypeSmaller;

            /// The feature with this number.
            pub(crate) fn numbered(number: usize) -> Option<Self> {
                Self::ALL.get(number).map(|(_, feature)| *feature)
            }

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
    /// 15 to 21 characters.
    Length21 = "length-21",
    /// 22 to 28 characters.
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
    /// Is shaped like a heading, stands between sentences, and has a sibling nearby: of like length, or
    /// a twin.
    Sibling = "sibling",
    /// So, and the sibling has the same mark first, at the same place: 清晨:…, 午后:…
    Twin = "twin",
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
    /// The next line starts or ends as captions do.
    NextCaption = "next-caption",
    /// The next heading-like line comes before any byline.
    NextHeadingThenByline = "next-heading-then-byline",
    /// The two characters at the seam to the next line stand together elsewhere on the page.
    NextSeamSeen = "next-seam-seen",
    /// Three characters at the seam to the next line stand together elsewhere on the page.
    NextSeamSeenLong = "next-seam-seen-long",
    /// A digit on either side of the seam to the next line.
    NextSeamDigits = "next-seam-digits",
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
    /// So, and the article has sub-headings.
    CutHeadingBeside = "cut-heading-beside",
    /// This line is shaped like a heading, and the article has sub-headings.
    HeadingBeside = "heading-beside",
    /// The cut line that is shaped like a heading ends with a word that headings end with.
    CutHeadingWord = "cut-heading-word",
    /// That line has a sibling.
    CutSibling = "cut-sibling",
    /// That line is a twin.
    CutTwin = "cut-twin",
    /// That line stands between a sentence's end and a sentence's start.
    CutAlone = "cut-alone",
    /// That line is a couplet.
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
    /// Is as long as whole lines of the column.
    FitsColumn = "fits-column",
    /// Is a character or two short of whole lines of the column.
    NearColumn = "near-column",
    /// Is longer or shorter than whole lines of the column.
    OffColumn = "off-column",
    /// Says on which page the article goes on.
    TurnsTo = "turns-to",
    /// Says on which page the article began.
    TurnsFrom = "turns-from",
    /// Points to another page and says more.
    TurnTitle = "turn-title",
    /// The line before says on which page the article goes on.
    PreviousTurnsTo = "previous-turns-to",
    /// The line before says on which page the article began.
    PreviousTurnsFrom = "previous-turns-from",
    /// Is a heading that shares no of its telling words with the lines that follow.
    HeadingNextNone = "heading-next-none",
    /// Is a heading that shares hardly any of its telling words with the lines that follow.
    HeadingNextTrace = "heading-next-trace",
    /// Is a heading that shares few of its telling words with the lines that follow.
    HeadingNextFew = "heading-next-few",
    /// Is a heading that shares some of its telling words with the lines that follow.
    HeadingNextSome = "heading-next-some",
    /// Is a heading that shares a fair part of its telling words with the lines that follow.
    HeadingNextFair = "heading-next-fair",
    /// Is a heading that shares many of its telling words with the lines that follow.
    HeadingNextMany = "heading-next-many",
    /// Is a heading that shares most of its telling words with the lines that follow.
    HeadingNextMost = "heading-next-most",
    /// Is a heading that shares nearly all of its telling words with the lines that follow.
    HeadingNextNearly = "heading-next-nearly",
    /// Is a heading that shares no of its telling words with the article at hand.
    HeadingOwnNone = "heading-own-none",
    /// Is a heading that shares hardly any of its telling words with the article at hand.
    HeadingOwnTrace = "heading-own-trace",
    /// Is a heading that shares few of its telling words with the article at hand.
    HeadingOwnFew = "heading-own-few",
    /// Is a heading that shares some of its telling words with the article at hand.
    HeadingOwnSome = "heading-own-some",
    /// Is a heading that shares a fair part of its telling words with the article at hand.
    HeadingOwnFair = "heading-own-fair",
    /// Is a heading that shares many of its telling words with the article at hand.
    HeadingOwnMany = "heading-own-many",
    /// Is a heading that shares most of its telling words with the article at hand.
    HeadingOwnMost = "heading-own-most",
    /// Is a heading that shares nearly all of its telling words with the article at hand.
    HeadingOwnNearly = "heading-own-nearly",
    /// Is a heading that shares far more with the article at hand than with the lines that follow.
    HeadingOwnFar = "heading-own-far",
    /// Is a heading that shares more with the article at hand than with the lines that follow.
    HeadingOwnMore = "heading-own-more",
    /// Is a heading that shares as much with the article at hand as with the lines that follow.
    HeadingEven = "heading-even",
    /// Is a heading that shares more with the lines that follow than with the article at hand.
    HeadingNextMore = "heading-next-more",
    /// Is a heading that shares far more with the lines that follow than with the article at hand.
    HeadingNextFar = "heading-next-far",
    /// Is a heading that shares more with the lines before than with the lines that follow.
    HeadingPreviousMore = "heading-previous-more",
    /// Is a heading that shares more with the lines that follow than with the lines before.
    HeadingFollowingMore = "heading-following-more",
    /// Is text that shares no of its telling words with the lines that follow.
    TextNextNone = "text-next-none",
    /// Is text that shares hardly any of its telling words with the lines that follow.
    TextNextTrace = "text-next-trace",
    /// Is text that shares few of its telling words with the lines that follow.
    TextNextFew = "text-next-few",
    /// Is text that shares some of its telling words with the lines that follow.
    TextNextSome = "text-next-some",
    /// Is text that shares a fair part of its telling words with the lines that follow.
    TextNextFair = "text-next-fair",
    /// Is text that shares many of its telling words with the lines that follow.
    TextNextMany = "text-next-many",
    /// Is text that shares most of its telling words with the lines that follow.
    TextNextMost = "text-next-most",
    /// Is text that shares nearly all of its telling words with the lines that follow.
    TextNextNearly = "text-next-nearly",
    /// Is text that shares no of its telling words with the article at hand.
    TextOwnNone = "text-own-none",
    /// Is text that shares hardly any of its telling words with the article at hand.
    TextOwnTrace = "text-own-trace",
    /// Is text that shares few of its telling words with the article at hand.
    TextOwnFew = "text-own-few",
    /// Is text that shares some of its telling words with the article at hand.
    TextOwnSome = "text-own-some",
    /// Is text that shares a fair part of its telling words with the article at hand.
    TextOwnFair = "text-own-fair",
    /// Is text that shares many of its telling words with the article at hand.
    TextOwnMany = "text-own-many",
    /// Is text that shares most of its telling words with the article at hand.
    TextOwnMost = "text-own-most",
    /// Is text that shares nearly all of its telling words with the article at hand.
    TextOwnNearly = "text-own-nearly",
    /// Is text that shares far more with the article at hand than with the lines that follow.
    TextOwnFar = "text-own-far",
    /// Is text that shares more with the article at hand than with the lines that follow.
    TextOwnMore = "text-own-more",
    /// Is text that shares as much with the article at hand as with the lines that follow.
    TextEven = "text-even",
    /// Is text that shares more with the lines that follow than with the article at hand.
    TextNextMore = "text-next-more",
    /// Is text that shares far more with the lines that follow than with the article at hand.
    TextNextFar = "text-next-far",
    /// Is text that shares more with the lines before than with the lines that follow.
    TextPreviousMore = "text-previous-more",
    /// Is text that shares more with the lines that follow than with the lines before.
    TextFollowingMore = "text-following-more",
    /// The line that follows shares much with the lines before this one.
    Cohesive = "cohesive",
    /// The line that follows shares something with the lines before this one.
    CohesiveSome = "cohesive-some",
    /// The line that follows shares little with the lines before this one.
    Uncohesive = "uncohesive",
    /// Has a byline, as the article at hand has.
    BylineAgain = "byline-again",
    /// Has a byline, and the article at hand has neither one nor text.
    BylineFirst = "byline-first",
    /// Has a byline, and the article at hand has text without one.
    BylineLate = "byline-late",
    /// The article at hand has no text yet.
    Bodies0 = "bodies-0",
    /// The article at hand has one line of text.
    Bodies1 = "bodies-1",
    /// The article at hand has two lines of text.
    Bodies2 = "bodies-2",
    /// The article at hand has three or four lines of text.
    Bodies4 = "bodies-4",
    /// The article at hand has more than four lines of text.
    BodiesMore = "bodies-more",
    /// Turns away from an article whose last line ends a sentence.
    ResumesEnded = "resumes-ended",
    /// Turns away from an article whose last line is cut.
    ResumesCut = "resumes-cut",
    /// Turns away from an article with one line of text.
    ResumesAfterOne = "resumes-after-one",
    /// Turns to an article whose last line is at most four lines above.
    ResumesNear = "resumes-near",
    /// Turns to an article whose last line is at most twelve lines above.
    ResumesMiddle = "resumes-middle",
    /// Turns to an article whose last line is more than twelve lines above.
    ResumesFar = "resumes-far",
    /// Turns to an article without a headline.
    ResumesHeadless = "resumes-headless",
    /// Turns to another article for a heading.
    ResumesHeading = "resumes-heading",
    /// Turns to an article without a headline for a heading.
    ResumesHeadingHeadless = "resumes-heading-headless",
    /// Turns away from an article without a headline.
    ResumesHereHeadless = "resumes-here-headless",
    /// Turns to an article whose last line is cut.
    ResumesCutThere = "resumes-cut-there",
    /// Turns to another article for a line with a byline.
    ResumesByline = "resumes-byline",
    /// Turns to an article that was turned away from before.
    ResumesAgain = "resumes-again",
    /// Shares far more with the article turned to than with that turned from.
    OtherFar = "other-far",
    /// Shares more with the article turned to than with that turned from.
    OtherMore = "other-more",
    /// Shares a little more with the article turned to than with that turned from.
    OtherSlight = "other-slight",
    /// Shares as much with the article turned to as with that turned from.
    OtherEven = "other-even",
    /// Shares less with the article turned to than with that turned from.
    OtherLess = "other-less",
    /// Shares far less with the article turned to than with that turned from.
    OtherFarLess = "other-far-less",
    /// The lines that follow share more with the article turned to than with that turned from.
    NextOtherMore = "next-other-more",
    /// The lines that follow share as much with the article turned to as with that turned from.
    NextOtherEven = "next-other-even",
    /// The lines that follow share less with the article turned to than with that turned from.
    NextOtherLess = "next-other-less",
    /// The last paragraph ends with a sentence, and is as long as whole lines of the column.
    EndedFits = "ended-fits",
    /// The last paragraph is cut, and its last line is as long as whole lines of the column.
    CutFits = "cut-fits",
    /// The last paragraph is cut, and its last line is a character or two short of whole lines of the column.
    CutNear = "cut-near",
    /// The last paragraph is cut, and its last line is no whole lines of the column.
    CutOff = "cut-off",
    /// So, and its last line is shaped like a heading.
    CutHeadingOff = "cut-heading-off",
    /// Never goes on, as a text, with the last paragraph, which is cut.
    ReadsOffMost = "reads-off-most",
    /// Hardly goes on, as a text, with the last paragraph, which is cut.
    ReadsOffFar = "reads-off-far",
    /// Badly goes on, as a text, with the last paragraph, which is cut.
    ReadsOff = "reads-off",
    /// Rather badly goes on, as a text, with the last paragraph, which is cut.
    ReadsOffSlightly = "reads-off-slightly",
    /// Rather well goes on, as a text, with the last paragraph, which is cut.
    ReadsOnSlightly = "reads-on-slightly",
    /// Well goes on, as a text, with the last paragraph, which is cut.
    ReadsOn = "reads-on",
    /// Very well goes on, as a text, with the last paragraph, which is cut.
    ReadsOnFar = "reads-on-far",
    /// Beyond doubt goes on, as a text, with the last paragraph, which is cut.
    ReadsOnMost = "reads-on-most",
    /// Never goes on, as a text, in the next line; is cut.
    NextReadsOffMost = "next-reads-off-most",
    /// Hardly goes on, as a text, in the next line; is cut.
    NextReadsOffFar = "next-reads-off-far",
    /// Badly goes on, as a text, in the next line; is cut.
    NextReadsOff = "next-reads-off",
    /// Rather badly goes on, as a text, in the next line; is cut.
    NextReadsOffSlightly = "next-reads-off-slightly",
    /// Rather well goes on, as a text, in the next line; is cut.
    NextReadsOnSlightly = "next-reads-on-slightly",
    /// Well goes on, as a text, in the next line; is cut.
    NextReadsOn = "next-reads-on",
    /// Very well goes on, as a text, in the next line; is cut.
    NextReadsOnFar = "next-reads-on-far",
    /// Beyond doubt goes on, as a text, in the next line; is cut.
    NextReadsOnMost = "next-reads-on-most",
    /// The last paragraph is cut, and never goes on, as a text, in the next line.
    SkipReadsOffMost = "skip-reads-off-most",
    /// The last paragraph is cut, and hardly goes on, as a text, in the next line.
    SkipReadsOffFar = "skip-reads-off-far",
    /// The last paragraph is cut, and badly goes on, as a text, in the next line.
    SkipReadsOff = "skip-reads-off",
    /// The last paragraph is cut, and rather badly goes on, as a text, in the next line.
    SkipReadsOffSlightly = "skip-reads-off-slightly",
    /// The last paragraph is cut, and rather well goes on, as a text, in the next line.
    SkipReadsOnSlightly = "skip-reads-on-slightly",
    /// The last paragraph is cut, and well goes on, as a text, in the next line.
    SkipReadsOn = "skip-reads-on",
    /// The last paragraph is cut, and very well goes on, as a text, in the next line.
    SkipReadsOnFar = "skip-reads-on-far",
    /// The last paragraph is cut, and beyond doubt goes on, as a text, in the next line.
    SkipReadsOnMost = "skip-reads-on-most",
    /// The last paragraph is cut, and goes on better, as a text, in the next line than here.
    SkipReadsBetter = "skip-reads-better",
    /// The last paragraph is cut, and goes on as well, as a text, in the next line as here.
    SkipReadsEven = "skip-reads-even",
    /// The last paragraph is cut, its quotation or bracket open, and the next line closes one.
    SkipCloses = "skip-closes",
    /// Is short, and by its words much rather running text.
    ReadsTextFar = "reads-text-far",
    /// Is short, and by its words rather running text.
    ReadsText = "reads-text",
    /// Is short, and by its words running text by a little.
    ReadsTextSlightly = "reads-text-slightly",
    /// Is short, and by its words a heading by a little.
    ReadsHeadingSlightly = "reads-heading-slightly",
    /// Is short, and by its words rather a heading.
    ReadsHeading = "reads-heading",
    /// Is short, and by its words much rather a heading.
    ReadsHeadingFar = "reads-heading-far",
    /// Shares nothing with the last line of the article at hand.
    LastNone = "last-none",
    /// Shares something with the last line of the article at hand.
    LastSome = "last-some",
    /// Shares much with the last line of the article at hand.
    LastMany = "last-many",
    /// Shares more with the last line of the article turned to than with that of the one turned from.
    LastOtherMore = "last-other-more",
    /// Shares less with the last line of the article turned to than with that of the one turned from.
    LastOtherLess = "last-other-less",
    /// Is about something else than the article at hand.
    AboutNone = "about-none",
    /// Is hardly about the same as the article at hand.
    AboutTrace = "about-trace",
    /// Is little about the same as the article at hand.
    AboutFew = "about-few",
    /// Is somewhat about the same as the article at hand.
    AboutSome = "about-some",
    /// Is fairly about the same as the article at hand.
    AboutFair = "about-fair",
    /// Is much about the same as the article at hand.
    AboutMany = "about-many",
    /// Is mostly about the same as the article at hand.
    AboutMost = "about-most",
    /// Is nearly all about the same as the article at hand.
    AboutNearly = "about-nearly",
    /// Is far more about the same as the article at hand than as the lines that follow.
    AboutOwnFar = "about-own-far",
    /// Is more about the same as the article at hand than as the lines that follow.
    AboutOwnMore = "about-own-more",
    /// Is as much about the same as the article at hand as it is as the lines that follow.
    AboutEven = "about-even",
    /// Is more about the same as the lines that follow than as the article at hand.
    AboutNextMore = "about-next-more",
    /// Is far more about the same as the lines that follow than as the article at hand.
    AboutNextFar = "about-next-far",
    /// Is far more about the same as the article turned to than as that turned from.
    AboutOtherFar = "about-other-far",
    /// Is more about the same as the article turned to than as that turned from.
    AboutOtherMore = "about-other-more",
    /// Is as much about the same as the article turned to as it is as that turned from.
    AboutOtherEven = "about-other-even",
    /// Is less about the same as the article turned to than as that turned from.
    AboutOtherLess = "about-other-less",
    /// Is far less about the same as the article turned to than as that turned from.
    AboutOtherFarLess = "about-other-far-less",
    /// The next line is far more about the same as the article turned to than as that turned from.
    NextAboutOtherFar = "next-about-other-far",
    /// The next line is more about the same as the article turned to than as that turned from.
    NextAboutOtherMore = "next-about-other-more",
    /// The next line is as much about the same as the article turned to as it is as that turned from.
    NextAboutOtherEven = "next-about-other-even",
    /// The next line is less about the same as the article turned to than as that turned from.
    NextAboutOtherLess = "next-about-other-less",
    /// The next line is far less about the same as the article turned to than as that turned from.
    NextAboutOtherFarLess = "next-about-other-far-less",
    /// Is set in smaller type than running text.
    TypeSmaller = "type-smaller",
    /// Is set in type as large as running text.
    TypeBody = "type-body",
    /// Is set in somewhat larger type than running text.
    TypeLarger = "type-larger",
    /// Is set in much larger type than running text.
    TypeLarge = "type-large",
    /// Is set in type more than twice as large as running text.
    TypeHuge = "type-huge",
    /// Is set in bold type.
    TypeBold = "type-bold",
    /// Is written from top to bottom.
    TypeVertical = "type-vertical",
    /// Stands in the middle of its column.
    SetCentred = "set-centred",
    /// Stands at the far edge of its column.
    SetAtEnd = "set-at-end",
    /// Begins at the edge of its column.
    SetFlush = "set-flush",
    /// Stands at the upper edge of the page.
    SetOnTop = "set-on-top",
    /// Stands at the lower edge of the page.
    SetAtBottom = "set-at-bottom",
    /// Begins a stretch of lines that follow each other down a column.
    BlockFirst = "block-first",
    /// Ends such a stretch.
    BlockLast = "block-last",
    /// Its last line reaches the far edge of its column.
    EndsFull = "ends-full",
    /// Stands above the next line as headings do.
    HeadsNext = "heads-next",
    /// Stands below the line before as a text below its heading.
    HeadedByPrevious = "headed-by-previous",
    /// Goes on in the column of the line before.
    BelowPrevious = "below-previous",
    /// Goes on in the column beside that of the line before.
    BesidePrevious = "beside-previous",
    /// Stands elsewhere than the line before.
    AwayFromPrevious = "away-from-previous",
    /// Is set in larger type than the line before.
    LargerThanPrevious = "larger-than-previous",
    /// Is set in smaller type than the line before.
    SmallerThanPrevious = "smaller-than-previous",
    /// Is set in larger type than the next line.
    LargerThanNext = "larger-than-next",
    /// Is set in smaller type than the next line.
    SmallerThanNext = "smaller-than-next",
    /// Goes on in the column of the last paragraph.
    BelowLast = "below-last",
    /// Goes on in the column beside that of the last paragraph.
    BesideLast = "beside-last",
    /// Stands elsewhere than the last paragraph.
    AwayFromLast = "away-from-last",
    /// The last paragraph fills its column to the end, and this begins at the edge of another.
    RunsOn = "runs-on",
    /// So, and the other is the column beside it.
    RunsOnBeside = "runs-on-beside",
    /// The last paragraph leaves room in its last line, or this is indented.
    StopsShort = "stops-short",
    /// Stands above the first line of the article.
    AboveStart = "above-start",
    /// Stands below the first line of the article.
    BelowStart = "below-start",
    /// Stands between the edges of the first line of the article.
    WithinStart = "within-start",
    /// Is set in larger type than the first line of the article.
    LargerThanStart = "larger-than-start",
    /// Is set in type as large as the first line of the article.
    AsLargeAsStart = "as-large-as-start",
}
