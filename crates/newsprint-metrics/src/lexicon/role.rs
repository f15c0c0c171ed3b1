//! What units and words do around a figure.

newsprint_core::choices! {
    /// What a unit says about the number before it.
    pub enum UnitKind {
        /// A word between number and noun; the noun follows: 17支队伍.
        Classifier = "classifier",
        /// A noun that is counted without a classifier: 13省份.
        Noun = "noun",
        /// A measure; what is measured stands before the number.
        Measure = "measure",
        /// A length of time, which is a figure only where it is the value of something.
        Duration = "duration",
        /// A currency.
        Money = "money",
        /// A share or rate.
        Percent = "percent",
        /// A difference of shares or rates.
        Point = "point",
        /// A multiple.
        Multiple = "multiple",
    }
}

impl UnitKind {
    /// Whether the figure measures what stands before it, and does not count what stands behind.
    pub(crate) fn is_measured(self) -> bool {
        !matches!(self, Self::Classifier | Self::Noun | Self::Duration)
    }
}

newsprint_core::choices! {
    /// What a word does around a figure.
    pub enum Role {
        /// Before a figure: the true value is at least this.
        AtLeastBefore = "at-least-before",
        /// After a figure: the true value is at least this.
        AtLeastAfter = "at-least-after",
        /// Before a figure: the true value is more.
        MoreThanBefore = "more-than-before",
        /// After a number: the true value is more.
        MoreThanAfter = "more-than-after",
        /// Before a figure: the true value is at most this.
        AtMostBefore = "at-most-before",
        /// After a figure: the true value is at most this.
        AtMostAfter = "at-most-after",
        /// Before a figure: the true value is less.
        LessThanBefore = "less-than-before",
        /// Before a figure: it is rounded.
        AboutBefore = "about-before",
        /// After a figure: it is rounded.
        AboutAfter = "about-after",
        /// A verb of growth.
        Growth = "growth",
        /// A verb of decline.
        Fall = "fall",
        /// A noun for growth.
        GrowthNoun = "growth-noun",
        /// A noun for decline.
        FallNoun = "fall-noun",
        /// Between an indicator and its value.
        Value = "value",
        /// Between growth and its value: the figure is where it arrived.
        Level = "level",
        /// An end of a word that only looks like a cue.
        Keep = "keep",
        /// A comparison with the same time of the year before.
        YearOnYear = "year-on-year",
        /// A comparison with the period before.
        MonthOnMonth = "month-on-month",
        /// A base that makes a comparison year-on-year.
        BaseOfYear = "base-of-year",
        /// A base that is the period before.
        BaseOfMonth = "base-of-month",
        /// A base that is the end of the year before.
        BaseOfYearEnd = "base-of-year-end",
        /// A word that a base of comparison follows.
        BaseMarker = "base-marker",
        /// A word that only looks like a base marker.
        NotBase = "not-base",
        /// A verb that says of what the figure is a share.
        Share = "share",
        /// The noun that a share ends with.
        ShareHead = "share-head",
        /// The word that deals values out to the items of a list.
        Each = "each",
        /// Says that a figure is aimed at or expected.
        Target = "target",
        /// A word at the head of a clause that names nothing measured.
        Opening = "opening",
        /// A verb that goes from the head of an indicator.
        LeadingVerb = "leading-verb",
        /// A beginning of a noun that only looks like an opening.
        KeepStart = "keep-start",
        /// A verb inside an indicator whose object is the indicator.
        LightVerb = "light-verb",
        /// A verb inside an indicator that holds its parts together.
        JointVerb = "joint-verb",
        /// A word for a figure that was told before.
        Pronoun = "pronoun",
        /// A preposition that holds for every item of a list.
        ListHead = "list-head",
        /// A verb of trade that holds for the goods listed after it.
        ListVerb = "list-verb",
        /// A word between the parts of a list.
        Joint = "joint",
        /// What starts a bracket that says nothing about the indicator.
        Aside = "aside",
        /// Says that a figure sums up what was added.
        Accumulated = "accumulated",
        /// Says that a figure is what was added.
        Addition = "addition",
        /// Says that a day is that of the report.
        Report = "report",
        /// Where a noun after its classifier ends.
        NounEnd = "noun-end",
        /// A word in which no noun ends, though it contains such a word.
        NounKeep = "noun-keep",
        /// The head of a noun that is counted.
        CountedHead = "counted-head",
        /// The head of a noun that is measured.
        MeasureHead = "measure-head",
        /// A group that belongs to every indicator after it.
        Group = "group",
        /// A counted noun that only structures the text.
        Discourse = "discourse",
        /// A verb of rank.
        Rank = "rank",
        /// The first place in words.
        RankFirst = "rank-first",
        /// A word with a numeral in it that says no number.
        NotFigure = "not-figure",
        /// A name or an idiom: the numeral in it is no number at all.
        NotNumber = "not-number",
        /// Before a number: the range reaches from it, without it.
        RangeAbove = "range-above",
        /// Before a number: the range reaches from it.
        RangeFrom = "range-from",
        /// Before a number: the range reaches up to it, without it.
        RangeBelow = "range-below",
        /// Before a number: the range reaches up to it.
        RangeTo = "range-to",
        /// Before a number: the range is that number.
        RangeEqual = "range-equal",
        /// After a number: the range reaches from it, without it.
        AboveAfter = "above-after",
        /// After a number: the range reaches from it.
        FromAfter = "from-after",
        /// After a number: the range reaches up to it, without it.
        BelowAfter = "below-after",
        /// After a number: the range reaches up to it.
        ToAfter = "to-after",
        /// A verb that makes what is before it equal to the figure.
        Copula = "copula",
        /// The head of a measure whose values have no unit.
        IndexHead = "index-head",
        /// Makes an amount or a measure the name of a class or of an event: 亿元级, 3米跳板.
        ClassSuffix = "class-suffix",
        /// Behind a time: of all of it something is the first or the most, so that it is no period.
        Superlative = "superlative",
        /// Says that the next count is some of the last.
        Within = "within",
        /// Before a base of comparison that `base-after` follows.
        BasePreposition = "base-preposition",
        /// After a base of comparison.
        BaseAfter = "base-after",
        /// Says that a sentence goes on with the last one's matter.
        Continuation = "continuation",
        /// A word that only looks like a verb of share.
        NotShare = "not-share",
        /// Words with a target word inside that state what is done: 争取到.
        NotTarget = "not-target",
        /// Trade in what is told before it.
        Trade = "trade",
        /// The end of an indicator that is a price.
        PriceHead = "price-head",
        /// The start of an indicator that is an effect.
        Effect = "effect",
        /// The end of a sector's name.
        SectorSuffix = "sector-suffix",
        /// The head of a group.
        GroupHead = "group-head",
        /// The end of a measure of how well something works, which is no figure of a year: 效率.
        Working = "working",
        /// A place without the word that says what it is.
        Place = "place",
        /// A word for the place that the text is about.
        Here = "here",
        /// The word for what a place is.
        PlaceSuffix = "place-suffix",
        /// Behind a place, makes it part of another name.
        NotPlaceTail = "not-place-tail",
        /// A word that only ends like a place.
        NotPlace = "not-place",
        /// The word for what an organisation is.
        OrganisationSuffix = "organisation-suffix",
        /// Between an indicator and the level at which its change starts.
        Origin = "origin",
        /// A verb whose figure is a share of an earlier level.
        Restored = "restored",
        /// Says that a figure is by how much one thing exceeds another.
        GapAbove = "gap-above",
        /// Says that a figure is by how much one thing falls short of another.
        GapBelow = "gap-below",
        /// A mean of what was measured before.
        Mean = "mean",
        /// A noun that names nothing measured.
        NotNoun = "not-noun",
        /// A word for what was told before.
        Demonstrative = "demonstrative",
        /// What a place is called before its name.
        Apposition = "apposition",
        /// Behind a length of time that has no place in the calendar.
        Since = "since",
        /// Ends a length of time at the head of a clause.
        SpanEnd = "span-end",
        /// After what is overtopped.
        Higher = "higher",
        /// After what is not reached.
        Lower = "lower",
        /// A verb that tells a change of its object.
        ChangeOf = "change-of",
        /// Between a measure and its plan.
        Fulfil = "fulfil",
        /// The end of what was planned.
        Plan = "plan",
        /// A verb that stays before a counted noun.
        KeptVerb = "kept-verb",
        /// What things that are counted became or do, with its object: 入选国家级示范区.
        Becomes = "becomes",
        /// Starts a length of time that something has gone on.
        Streak = "streak",
        /// Ends a list that is not complete.
        AndSoOn = "and-so-on",
        /// Behind places: sums them up, with others or without.
        PlaceGroup = "place-group",
        /// Says that a clause tells no part of the whole before 其中.
        Besides = "besides",
        /// A measure that parts do not add up in: 单产.
        Intensive = "intensive",
        /// A word that tells one of a kind from the others: 国家级, 农村.
        Qualifier = "qualifier",
        /// The end of a rate that is a share of a whole, and no more than that.
        RateOfWhole = "rate-of-whole",
        /// What those do that the sentence has told: 中欧班列开行5列，发送货物3吨.
        Carries = "carries",
        /// The head of a relation of numbers.
        RelationHead = "relation-head",
        /// Behind 半: it is no half of the unit before it.
        NotHalf = "not-half",
        /// Before 数: it says no several.
        NotSeveral = "not-several",
        /// Before 上: it bounds no number.
        NotUp = "not-up",
        /// Behind 上下, 左右 and 前后: they do not say that a number is rounded.
        NotAbout = "not-about",
        /// Behind 折: it is no discount.
        NotDiscount = "not-discount",
        /// Behind 成: it is no tenth.
        NotTenths = "not-tenths",
        /// Behind 大: it ends no age.
        NotAge = "not-age",
        /// Behind 打: it is no dozen.
        NotDozen = "not-dozen",
        /// Before a length or a weight that names an event: 女子100米.
        EventBefore = "event-before",
        /// Who and what is counted without a classifier behind 万 and 亿: 10多万农户.
        Crowd = "crowd",
        /// Before a day of the month, which is no length of time.
        Until = "until",
        /// What befalls people that are counted.
        Casualty = "casualty",
        /// Behind a number: it starts like a unit and is none.
        NotUnit = "not-unit",
        /// A word that reaches into one for a time.
        NotTime = "not-time",
        /// Before a length of time that reaches up to no day.
        NotLately = "not-lately",
        /// A verb that says that so much more, or less, was produced.
        Produce = "produce",
        /// The end of what figures are compared with: 平均水平.
        BaseHead = "base-head",
        /// A place of which no name of something else is made: 全国铁路 are the railways there.
        Whole = "whole",
        /// Ends a sentence that tells who said something.
        Saying = "saying",
        /// A verb that says that nothing changed.
        Steady = "steady",
        /// What a number follows.
        NeedsNumber = "needs-number",
    }
}

/// Roles of which no two can be one word's, since each says what the others deny.
const CONTRARIES: [&[Role]; 13] = [
    &[Role::Growth, Role::Fall],
    &[Role::Growth, Role::FallNoun],
    &[Role::GrowthNoun, Role::Fall],
    &[Role::GrowthNoun, Role::FallNoun],
    &[
        Role::AtLeastBefore,
        Role::MoreThanBefore,
        Role::AtMostBefore,
        Role::LessThanBefore,
        Role::AboutBefore,
    ],
    &[Role::AtLeastAfter, Role::MoreThanAfter, Role::AtMostAfter, Role::AboutAfter],
    &[Role::RangeAbove, Role::RangeFrom, Role::RangeBelow, Role::RangeTo, Role::RangeEqual],
    &[Role::AboveAfter, Role::FromAfter, Role::BelowAfter, Role::ToAfter],
    &[Role::YearOnYear, Role::MonthOnMonth],
    &[Role::BaseOfYear, Role::BaseOfMonth, Role::BaseOfYearEnd],
    &[Role::GapAbove, Role::GapBelow],
    &[Role::Higher, Role::Lower],
    &[Role::Target, Role::NotTarget],
];

impl Role {
    /// The roles that a word with this one cannot have.
    pub(super) fn contraries(self) -> impl Iterator<Item = Self> {
        let groups = CONTRARIES.into_iter().filter(move |group| group.contains(&self));
        groups.flatten().copied().filter(move |role| *role != self)
    }

    pub(super) fn rules_out(self, other: Self) -> bool {
        self.contraries().any(|role| role == other)
    }
}
