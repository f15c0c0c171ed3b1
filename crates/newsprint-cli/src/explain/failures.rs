//! Why documents fail: codes of the inputs and of the runner.

use newsprint::core::Codes;

/// What each code of a document that failed means.
pub(super) const FAILURES: Codes = &[
    ("failed", "A stage could not work on the document; the message says why."),
    ("dropped", "A stage decided against it; the message says by which rule."),
    ("panicked", "A step has a fault and gave up. Report it with the document from the rejects."),
    ("gone", "A replay did not find the place in its file: the file was changed or moved."),
    ("empty-reject", "A reject without content was read as an input: there is nothing to work on."),
    ("cannot-open", "The system would not open the file: see whether it is there and may be read."),
    ("cannot-read", "The system gave the file only in part: see whether the disk is in order."),
    ("file-changed", "The file grew or shrank while it was read: read it when it is whole."),
    ("too-large", "A limit of the input was passed; the value says by what. An option raises it."),
    (
        "unpacks-too-large",
        "What a packed file grows to passed the limits of `decompress`; the value says by what.",
    ),
    ("bad-encoding", "Bytes that mean nothing in the encoding: name another, or replace them."),
    ("mixed-encodings", "Two encodings in one text: it was put together from several."),
    ("not-text", "The bytes are no text in any encoding: the file is of another kind."),
    ("bad-json", "The line is no JSON object; the message says at which column."),
    ("missing-text", "The record has no text: `fields = { text = \"…\" }` names its key."),
    ("wrong-type", "A part of the record is no string: `fields` renames keys that mean others."),
    ("bad-record", "A line of newsprint's own forms, or a record of a crawl, is broken."),
    ("cut-off", "The file ends inside of a record: it was not copied to its end."),
    ("bad-sidecar", "The sidecar file beside the text cannot be understood."),
    ("other-text", "The sidecar states the hash of another text than the one it stands beside."),
    ("encrypted", "The file is locked: unlock it, and read it then."),
    ("damaged", "The file is broken: copy it again from where it comes from."),
    ("unknown-packing", "The file is packed in a way that this build cannot unpack."),
    ("bad-name", "A name inside of an archive leads out of it, or is no text."),
    ("empty-archive", "The archive holds no file of the input's kind."),
    ("nested-archive", "An archive inside of an archive is not opened: unpack the outer one."),
    ("not-pdf", "The file does not begin as a PDF file does."),
    ("no-page", "The file says that it has this page, and has not."),
    ("no-text-layer", "The page is a picture: recognise its text first, and read that with `ocr`."),
    ("nameless-glyphs", "The fonts of the page do not say which characters their glyphs are."),
    ("overdrawn", "The page draws its text more often than a page can show."),
    ("bad-layout", "Where the lines stand does not fit the text of the page."),
    ("bad-xml", "The file is no well-formed XML."),
    ("unknown-form", "The XML is neither ALTO nor PAGE XML."),
];
