//! What the names of HTML elements mean for reading a page.

/// What an element is to a reader. Names that mean the same have one tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// The page itself: `html`, `body`.
    Page,
    /// A box without a meaning of its own: `div`, `section`, custom elements.
    Block,
    Article,
    Main,
    Aside,
    Nav,
    Header,
    Footer,
    Paragraph,
    /// A heading with its level.
    Heading(u8),
    /// `ul`, `ol`, `dl`.
    List,
    /// `li`, `dt`, `dd`.
    Item,
    Table,
    /// Groups of rows and rows.
    Row,
    Cell,
    Quote,
    Preformatted,
    Figure,
    Caption,
    Form,
    /// What is pressed or filled in.
    Control,
    Link,
    Strong,
    Emphasis,
    Time,
    /// Any other element inside a line.
    Inline,
    /// `br`.
    Break,
    /// A void element that ends a line.
    Rule,
    /// A void element without text.
    Void,
    Meta,
    Title,
    Script,
    /// Content that no reader sees.
    Unseen,
}

impl Tag {
    /// The tag of an element's name in lower case.
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "html" | "body" => Self::Page,
            "article" => Self::Article,
            "main" => Self::Main,
            "aside" => Self::Aside,
            "nav" | "menu" => Self::Nav,
            "header" | "hgroup" => Self::Header,
            "footer" => Self::Footer,
            "p" => Self::Paragraph,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "ul" | "ol" | "dl" | "dir" => Self::List,
            "li" | "dt" | "dd" => Self::Item,
            "table" => Self::Table,
            "thead" | "tbody" | "tfoot" | "tr" => Self::Row,
            "td" | "th" => Self::Cell,
            "blockquote" => Self::Quote,
            "pre" | "listing" | "xmp" | "plaintext" => Self::Preformatted,
            "figure" => Self::Figure,
            "figcaption" | "caption" => Self::Caption,
            "form" | "fieldset" | "dialog" => Self::Form,
            "button" | "select" | "option" | "optgroup" | "textarea" | "datalist" => Self::Control,
            "a" => Self::Link,
            "b" | "strong" => Self::Strong,
            "i" | "em" | "cite" => Self::Emphasis,
            "time" => Self::Time,
            "br" => Self::Break,
            "hr" => Self::Rule,
            "meta" => Self::Meta,
            "title" => Self::Title,
            "script" => Self::Script,
            "area" | "base" | "col" | "embed" | "img" | "input" | "link" | "param" | "source"
            | "track" | "wbr" | "frame" => Self::Void,
            "style" | "noscript" | "template" | "iframe" | "noframes" | "noembed" | "svg"
            | "math" | "object" | "audio" | "video" | "canvas" | "map" | "head" => Self::Unseen,
            "span" | "font" | "u" | "s" | "small" | "big" | "sub" | "sup" | "tt" | "code"
            | "kbd" | "samp" | "var" | "abbr" | "acronym" | "mark" | "ins" | "del" | "strike"
            | "label" | "q" | "bdo" | "bdi" | "ruby" | "rt" | "rp" | "rb" | "dfn" | "data"
            | "nobr" | "picture" | "output" | "meter" | "progress" | "slot" => Self::Inline,
            _ => Self::Block,
        }
    }

    /// Whether its content stands inside a line of text.
    pub(crate) fn is_inline(self) -> bool {
        matches!(
            self,
            Self::Link | Self::Strong | Self::Emphasis | Self::Time | Self::Inline | Self::Control
        )
    }

    /// Whether it has no content and no end tag.
    pub(crate) fn is_void(self) -> bool {
        matches!(self, Self::Break | Self::Rule | Self::Void | Self::Meta)
    }

    /// Whether an end tag of something inside must not close it.
    pub(crate) fn is_scope(self) -> bool {
        matches!(self, Self::Page | Self::Cell | Self::Table)
    }
}
