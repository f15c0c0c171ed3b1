//! The page in a record: what a server answered, as it sent it.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use newsprint_core::StepError;

use super::record::{Head, MOST_FIELDS};

/// The code of a page.
pub(super) struct Page<'a> {
    pub(super) code: Cow<'a, [u8]>,
    /// The label of the encoding that the server declared.
    pub(super) charset: Option<String>,
}

/// Whether a record with this header can hold a page: an answer, or a page that was kept bare.
pub(super) fn may_hold_page(head: &Head) -> bool {
    match head.kind.as_str() {
        "response" => head.media.starts_with("application/http"),
        "resource" => is_html(&head.media),
        _ => false,
    }
}

/// Whether the block of such a record is a page, and no error, picture or style.
pub(super) fn is_page(head: &Head, block: &[u8]) -> bool {
    if head.kind == "resource" {
        return true;
    }
    Answer::parse(block).is_some_and(|answer| answer.status == 200 && is_html(&answer.media))
}

fn is_html(media: &str) -> bool {
    media.starts_with("text/html") || media.starts_with("application/xhtml")
}

/// The page of a record.
///
/// # Errors
/// When it is packed in a way that cannot be undone, or grows beyond `most` bytes.
pub(super) fn page<'a>(head: &Head, block: &'a [u8], most: u64) -> Result<Page<'a>, StepError> {
    if head.kind == "resource" {
        return Ok(Page { code: Cow::Borrowed(block), charset: charset(&head.media) });
    }
    let answer = Answer::parse(block)
        .ok_or_else(|| StepError::new("the answer has no header").code("bad-record"))?;
    let body = if answer.is_chunked { joined(answer.body) } else { Cow::Borrowed(answer.body) };
    // Crawlers that unpack what they keep leave the server's words about it standing.
    let code = match answer.packing.as_str() {
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => {
            Cow::Owned(unpacked(MultiGzDecoder::new(&*body), most)?)
        }
        "deflate" if body.starts_with(&[0x78]) => {
            Cow::Owned(unpacked(ZlibDecoder::new(&*body), most)?)
        }
        "" | "identity" | "gzip" | "x-gzip" | "deflate" => body,
        _ if body.trim_ascii_start().starts_with(b"<") => body,
        other => {
            let message = format!("the page is packed by `{other}`");
            return Err(StepError::new(message)
                .code("unknown-packing")
                .help("unpack the crawl's records first"));
        }
    };
    Ok(Page { code, charset: charset(&answer.media) })
}

fn unpacked(packed: impl std::io::Read, most: u64) -> Result<Vec<u8>, StepError> {
    let mut code = Vec::new();
    let unpacked = packed.take(most + 1).read_to_end(&mut code);
    unpacked.map_err(|error| {
        StepError::new("the page cannot be unpacked").code("damaged").because(error)
    })?;
    if code.len() as u64 > most {
        let message = format!("the page is larger than `max-bytes`, {most} bytes, when unpacked");
        return Err(StepError::new(message).code("too-large").help("raise `max-bytes`"));
    }
    Ok(code)
}

/// What a server answered.
struct Answer<'a> {
    status: u16,
    media: String,
    is_chunked: bool,
    /// How the body is packed.
    packing: String,
    body: &'a [u8],
}

impl<'a> Answer<'a> {
    fn parse(block: &'a [u8]) -> Option<Self> {
        let mut space = [httparse::EMPTY_HEADER; 4 * MOST_FIELDS];
        let mut response = httparse::Response::new(&mut space);
        let mut config = httparse::ParserConfig::default();
        // What real servers send and browsers accept.
        config.allow_obsolete_multiline_headers_in_responses(true);
        config.allow_spaces_after_header_name_in_responses(true);
        config.ignore_invalid_headers_in_responses(true);
        let parsed = config.parse_response(&mut response, block);
        let Ok(httparse::Status::Complete(length)) = parsed else { return None };
        let field = |name: &str| {
            let field = response.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name));
            let value = field.map(|field| String::from_utf8_lossy(field.value));
            value.unwrap_or_default().trim().to_ascii_lowercase()
        };
        Some(Self {
            status: response.code?,
            media: field("content-type"),
            is_chunked: field("transfer-encoding").ends_with("chunked"),
            packing: field("content-encoding"),
            body: &block[length..],
        })
    }
}

/// The label of the encoding in a media type.
fn charset(media: &str) -> Option<String> {
    let (_, label) = media.split_once("charset=")?;
    let label = label.trim_matches(|c: char| c == '"' || c == '\'' || c.is_whitespace());
    let end = label.find([';', '"', '\'', ' ']).unwrap_or(label.len());
    (end > 0).then(|| label[..end].to_owned())
}

/// A body that was sent in chunks (RFC 9112, section 7.1), put together. A crawler may have done so
/// and left the header standing: what is no chunk is taken as it is.
fn joined(body: &[u8]) -> Cow<'_, [u8]> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let Ok(httparse::Status::Complete((start, length))) = httparse::parse_chunk_size(rest)
        else {
            return if whole.is_empty() { Cow::Borrowed(body) } else { Cow::Owned(whole) };
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let chunk = &rest[start..];
        whole.extend_from_slice(&chunk[..length.min(chunk.len())]);
        if length == 0 || length >= chunk.len() {
            return Cow::Owned(whole);
        }
        rest = chunk[length..].trim_ascii_start();
    }
}
