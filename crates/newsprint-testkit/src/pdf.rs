//! Writes small PDF files, to try readers on.
//!
//! The font is one of those that every reader of Chinese PDFs has to know without its being in the
//! file (`STSong-Light` under `UniGB-UCS2`), so that a file is its text and little else.

use std::fmt::Write as _;

/// A page that lines are put on. Lengths are points, from the upper left corner.
#[derive(Clone, Debug)]
pub struct PdfPage {
    width: u32,
    height: u32,
    content: String,
}

impl PdfPage {
    /// An empty page.
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height, content: String::new() }
    }

    /// Puts a line there: `y` is that of its base line.
    pub fn line(&mut self, x: u32, y: u32, size: u32, text: &str) {
        self.text("/F1", x, y, size, text);
    }

    /// Puts a line there that runs down from `y`, around the axis `x`.
    pub fn line_down(&mut self, x: u32, y: u32, size: u32, text: &str) {
        self.text("/F2", x, y, size, text);
    }

    fn text(&mut self, font: &str, x: u32, y: u32, size: u32, text: &str) {
        let units = text.encode_utf16().map(|unit| format!("{unit:04X}"));
        let units = units.collect::<Vec<_>>().concat();
        let y = i64::from(self.height) - i64::from(y);
        self.draw(&format!("BT {font} {size} Tf {x} {y} Td <{units}> Tj ET"));
    }

    /// Adds operators of a content stream.
    pub fn draw(&mut self, operators: &str) {
        self.content.push_str(operators);
        self.content.push('\n');
    }
}

/// The objects that every file has before those of its pages: catalog, page tree, resources, fonts,
/// and a picture.
const SHARED: usize = 7;

/// A file with these pages.
pub fn write_pdf(pages: &[PdfPage]) -> Vec<u8> {
    let kids = (0..pages.len()).map(|n| format!("{} 0 R", SHARED + 1 + 2 * n));
    let kids = kids.collect::<Vec<_>>().join(" ");
    let font = |way: &str| {
        format!(
            "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-{way}\
             /DescendantFonts[6 0 R]>>"
        )
    };
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len()),
        "<</Font<</F1 4 0 R/F2 5 0 R>>/XObject<</I1 7 0 R>>>>".to_owned(),
        font("H"),
        font("V"),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
            .to_owned(),
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray\
         /Length 1>>\nstream\n0\nendstream"
            .to_owned(),
    ];
    for (number, page) in pages.iter().enumerate() {
        let PdfPage { width, height, content } = page;
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Resources 3 0 R\
             /Contents {} 0 R>>",
            SHARED + 2 + 2 * number
        ));
        objects.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    write_objects(&objects)
}

/// A file with these objects, numbered from 1; the first is the catalog.
pub fn write_objects(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (number, object) in objects.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let (start, size) = (file.len(), objects.len() + 1);
    let _ = write!(
        file,
        "xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}
