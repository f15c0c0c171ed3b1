//! The input `parquet`.

use std::fs;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, FixedSizeBinaryArray,
    Float64Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray, TimestampNanosecondArray,
};
use arrow_schema::{Field, Fields};
use newsprint_core::{ChunkLimits, Document, Part};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::{Read, build, folder, read, read_by};

type Columns = Vec<(&'static str, ArrayRef)>;

fn text(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// A file of these columns.
fn packed(columns: Columns, properties: WriterProperties) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    );
    let batch = batch.unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn plain(columns: Columns) -> Vec<u8> {
    packed(columns, WriterProperties::default())
}

/// A file of `rows` rows with the texts `0`, `1` and so on, ten in a row group.
fn numbers(rows: usize) -> Vec<u8> {
    let texts: Vec<String> = (0..rows).map(|number| number.to_string()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(10)).build();
    packed(vec![("text", text(&texts))], properties)
}

/// Reads one file.
fn rows(content: &[u8], options: &str) -> Vec<Read> {
    let folder = folder(&[("c.parquet", content)]);
    read("parquet", folder.path(), &format!("paths = [\"~/c.parquet\"]\n{options}"))
}

fn texts(all: &[Read]) -> Vec<&str> {
    all.iter()
        .map(|read| read.as_ref().map_or_else(String::as_str, |it| it.source().text()))
        .collect()
}

/// The record's id, its facts and its text.
fn shown(document: &Document) -> String {
    let source = document.source();
    let facts = source.facts();
    let known = [&facts.date, &facts.place, &facts.url, &facts.paper, &facts.page];
    let known: Vec<&str> = known.iter().map(|fact| fact.as_deref().unwrap_or("-")).collect();
    format!("{} {} {}", source.record().unwrap_or("-"), known.join(" "), source.text())
}

fn check(columns: Columns, options: &str, expected: &[&str]) {
    let all = rows(&plain(columns), options);
    let found: Vec<String> = all.iter().map(|it| shown(it.as_ref().unwrap())).collect();
    assert_eq!(found, expected);
}

fn structure(fields: Vec<(&str, ArrayRef)>) -> ArrayRef {
    let names = fields.iter().map(|(name, of)| Field::new(*name, of.data_type().clone(), true));
    let names: Fields = names.collect();
    Arc::new(StructArray::new(names, fields.into_iter().map(|(_, of)| of).collect(), None))
}

#[test]
fn a_row_is_an_article() {
    let title: ArrayRef = Arc::new(StringArray::from(vec![Some("水渠"), None, Some("\"x\"\n")]));
    let columns = vec![("title", title), ("text", text(&["通水。\n二", "一", "\u{1}"]))];
    let all = rows(&plain(columns), "");
    assert_eq!(texts(&all), ["水渠\n通水。\n二", "一", "\"x\"\n\n\u{1}"]);
    let first = all[0].as_ref().unwrap();
    assert_eq!(first.articles[0].headline.as_ref().unwrap().as_str(), "水渠");
    assert_eq!(first.articles[0].blocks.len(), 2);
    let places: Vec<Part> = all.iter().map(|it| it.as_ref().unwrap().source().part()).collect();
    assert_eq!(places, [Part::Line(1), Part::Line(2), Part::Line(3)]);
}

#[test]
fn the_shapes_of_known_corpora_are_read() {
    // dolma and datatrove.
    check(
        vec![
            ("id", text(&["d1"])),
            ("text", text(&["一"])),
            ("metadata", structure(vec![("url", text(&["u"])), ("date", text(&["2024-06-28"]))])),
        ],
        "",
        &["d1 2024-06-28 - u - - 一"],
    );
    // C4, and news data sets as the Hugging Face hub has them; lists are left out.
    let tags: ArrayRef =
        Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)])]));
    check(
        vec![
            ("news_id", Arc::new(Int64Array::from(vec![7]))),
            ("content", text(&["一"])),
            ("time", Arc::new(TimestampNanosecondArray::from(vec![1_719_532_800_500_000_000]))),
            ("publisher", text(&["日报"])),
            ("page", Arc::new(Float64Array::from(vec![3.0]))),
            ("url", tags),
        ],
        "",
        &["7 2024-06-28T00:00:00.500 - - 日报 3 一"],
    );
    // Paragraphs one by one.
    let mut paragraphs = ListBuilder::new(StringBuilder::new());
    paragraphs.append_value([Some("一"), Some("二")]);
    let paragraphs: ArrayRef = Arc::new(paragraphs.finish());
    check(
        vec![("text", paragraphs.clone()), ("meta", structure(vec![("url", text(&["u"]))]))],
        "",
        &["- - - u - - 一\n二\n"],
    );
    check(
        vec![("body", structure(vec![("parts", paragraphs)]))],
        "fields = { text = \"/body/parts\" }",
        &["- - - - - - 一\n二\n"],
    );
    // Pointers; columns that mean something else are passed over.
    check(
        vec![
            ("body", structure(vec![("a/b", text(&["一"])), ("n", text(&["x"]))])),
            ("text", Arc::new(BooleanArray::from(vec![true]))),
        ],
        "fields = { text = \"/body/a~1b\", page = \"/body/n\" }",
        &["- - - - - x 一"],
    );
}

#[test]
fn cells_become_text() {
    let check = |name: &'static str, column: ArrayRef, expected: &str| {
        check(vec![("text", text(&["一"])), (name, column)], "", &[expected]);
    };
    let micros = |zone: Option<&str>| -> ArrayRef {
        let moments = TimestampMicrosecondArray::from(vec![1_719_561_600_000_000]);
        Arc::new(moments.with_timezone_opt(zone))
    };
    check("date", Arc::new(Date32Array::from(vec![19902])), "- 2024-06-28 - - - - 一");
    check("date", Arc::new(Date32Array::from(vec![-1])), "- 1969-12-31 - - - - 一");
    check("date", micros(None), "- 2024-06-28T08:00:00 - - - - 一");
    check("date", micros(Some("+08:00")), "- 2024-06-28T08:00:00Z - - - - 一");
    check("url", Arc::new(BinaryArray::from_vec(vec!["u".as_bytes()])), "- - - u - - 一");
    check("page", Arc::new(Float64Array::from(vec![2.5])), "- - - - - 2.5 一");
    check("page", Arc::new(Float64Array::from(vec![f64::NAN])), "- - - - - - 一");
    check("id", Arc::new(Int64Array::from(vec![i64::MIN])), "-9223372036854775808 - - - - - 一");
    let decimal = Decimal128Array::from(vec![1250]).with_precision_and_scale(20, 2).unwrap();
    check("id", Arc::new(decimal), "12.50 - - - - - 一");
    let uuid = FixedSizeBinaryArray::try_from_iter([[0xAB; 16]].into_iter()).unwrap();
    check("id", Arc::new(uuid), "abababab-abab-abab-abab-abababababab - - - - - 一");
}

#[test]
fn every_codec_is_read() {
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
    ];
    for codec in codecs {
        let properties = WriterProperties::builder().set_compression(codec).build();
        let content = packed(vec![("text", text(&["水渠"; 40]))], properties);
        assert_eq!(texts(&rows(&content, "")), ["水渠"; 40], "{codec}");
    }
}

#[test]
fn rows_come_in_order_whatever_the_groups_and_chunks() {
    let folder = folder(&[("a.parquet", &numbers(25)), ("b.parquet", &numbers(1))]);
    let toml = "paths = [\"~/\"]";
    let input = build("parquet", folder.path(), toml).unwrap();
    let expected: Vec<String> = (0..25).chain([0]).map(|number| number.to_string()).collect();
    for (records, bytes) in [(512, 1 << 20), (1, 1), (7, 40), (512, 1)] {
        let all = read_by(&*input, ChunkLimits { records, bytes });
        assert_eq!(texts(&all), expected, "{records} records, {bytes} bytes");
        assert_eq!(all[24].as_ref().unwrap().source().part(), Part::Line(25));
    }
    let none = rows(&numbers(0), "");
    assert!(none.is_empty(), "{none:?}");
}

#[test]
fn what_is_known_of_a_file_is_known_of_its_rows() {
    let folder = folder(&[
        ("青石报/2024-06-28.parquet", &numbers(1)),
        ("青石报/2024-06-28.toml", b"place = \"p\""),
    ]);
    let toml = "paths = [\"~/青石报\"]\npath-pattern = \"{paper}/{date}.parquet\"";
    let all = read("parquet", folder.path(), toml);
    assert_eq!(shown(all[0].as_ref().unwrap()), "- 2024-06-28 p - 青石报 - 0");
}

#[test]
fn columns_that_do_not_fit_are_told() {
    let check = |columns: Columns, options: &str, expected: &str| {
        let all = rows(&plain(columns), options);
        assert_eq!(texts(&all), [format!("~/c.parquet: {expected}")]);
    };
    let number = || -> ArrayRef { Arc::new(Int64Array::from(vec![7])) };
    check(
        vec![("url", text(&["u"])), ("txt", text(&["一"])), ("n", number())],
        "",
        "there is no column `text`; did you mean `fields = { text = \"txt\" }`? the columns of text \
         are `txt`, `url`",
    );
    check(
        vec![("正文", text(&["一"])), ("meta", structure(vec![("a/b", text(&["u"]))]))],
        "",
        "there is no column `text`; name it by `fields = { text = \"…\" }`: the columns of text \
         are `/meta/a~1b`, `正文`",
    );
    check(
        vec![("text", text(&["一"]))],
        "fields = { text = \"body\" }",
        "there is no column `body`; name it by `fields = { text = \"…\" }`: the columns of text \
         are `text`",
    );
    check(vec![("n", number())], "", "there is no column `text`; the file has no column of text");
    let help = "name another column for it, and rename what means something else";
    check(
        vec![("text", number())],
        "",
        &format!("the column `text` holds numbers, not text; {help}"),
    );
    check(
        vec![("text", text(&["一"])), ("title", number())],
        "",
        &format!("the column `title` holds numbers, not text; {help}"),
    );
    check(
        vec![("text", structure(vec![("x", text(&["一"]))]))],
        "",
        &format!("the column `text` holds several values a row, not text; {help}"),
    );
}

#[test]
fn rows_that_cannot_be_records_are_told() {
    let check = |column: ArrayRef, options: &str, expected: &[&str]| {
        assert_eq!(texts(&rows(&plain(vec![("text", column)]), options)), expected);
    };
    let help = "name the key of the text: `fields = { text = \"…\" }`";
    check(
        Arc::new(StringArray::from(vec![None, Some("一")])),
        "",
        &[&format!("~/c.parquet:1: `text` is missing or null; {help}"), "一"],
    );
    check(
        Arc::new(BinaryArray::from_vec(vec![&b"\xFF"[..], "一".as_bytes()])),
        "",
        &[
            "~/c.parquet:1: the column `text` holds bytes that are not UTF-8; name a column of \
             text: `fields = { text = \"…\" }`",
            "一",
        ],
    );
    check(
        text(&["水渠水渠水渠", "一"]),
        "max-row-bytes = 20",
        &[
            "~/c.parquet:1: the row is longer than `max-row-bytes`, 20 bytes; raise \
             `max-row-bytes`, or split the record",
            "一",
        ],
    );
    let all = rows(&plain(vec![("text", text(&["水渠", "一"]))]), "max-page-bytes = 5");
    let told = "~/c.parquet:1: the row and the 1 after it cannot be read: ";
    assert!(all.len() == 1 && texts(&all)[0].starts_with(told), "{all:?}");
    assert!(texts(&all)[0].contains("more than `max-page-bytes`, 5 bytes"), "{all:?}");
}

#[test]
fn what_is_no_sound_file_is_told() {
    let check = |content: &[u8], expected: &str| {
        let told = rows(content, "").remove(0).unwrap_err();
        assert!(told.starts_with(&format!("~/c.parquet: {expected}")), "{told}");
    };
    let sound = numbers(3);
    check(b"", "the file is no Parquet file");
    check(b"{\"text\":\"x\"}\n", "the file is no Parquet file");
    check(b"PAR1", "the file is no Parquet file");
    check(&sound[..sound.len() - 1], "the file is cut off, or still being written");
    check(&[b"PAR1", &[0; 20][..], b"PARE"].concat(), "the file is encrypted");
    check(&[b"PARE", &[0; 20][..], b"PARE"].concat(), "the file is encrypted");
    check(&[b"PAR1", &[0xFF; 20][..], b"PAR1"].concat(), "the file is damaged");
}

#[test]
fn damage_costs_its_row_group_alone() {
    let sound = numbers(30);
    // The page of the second row group, found by its texts.
    let at = sound.windows(5).position(|it| it == [b'1', b'5', 2, 0, 0]).unwrap();
    let mut damaged = sound.clone();
    damaged[at - 34..at].fill(0xFF);
    let all = rows(&damaged, "");
    let told: Vec<&String> = all.iter().filter_map(|read| read.as_ref().err()).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(texts(&all)[..10], ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    assert_eq!(all.last().unwrap().as_ref().unwrap().source().part(), Part::Line(30));
}

#[test]
fn no_damage_panics() {
    let sound = packed(
        vec![
            ("text", text(&["水渠", "通水", "水渠"])),
            ("id", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ],
        WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build(),
    );
    let folder = folder(&[]);
    for at in 0..sound.len() {
        for flip in [0xFF, 0x01, 0x80] {
            let mut damaged = sound.clone();
            damaged[at] ^= flip;
            fs::write(folder.path().join("c.parquet"), &damaged).unwrap();
            let all = read("parquet", folder.path(), "paths = [\"~/c.parquet\"]");
            assert!(all.len() <= 6, "byte {at}: {} records", all.len());
        }
    }
}

#[cfg(feature = "compression")]
#[test]
fn compressed_files_are_unpacked_first() {
    let content = numbers(2);
    let gzip = super::compressed::gzip(&content);
    let folder = folder(&[("c.parquet.gz", &gzip)]);
    assert_eq!(texts(&read("parquet", folder.path(), "paths = [\"~/\"]")), ["0", "1"]);
}

/// A file without rows, whose column `text` stands in so many groups.
fn nested(groups: usize) -> Vec<u8> {
    let mut contents = vec![0x15, 2, 0x19, 0xFC];
    let mut columns = groups + 2;
    while columns > 0x7F {
        contents.push(u8::try_from(columns & 0x7F).unwrap() | 0x80);
        columns >>= 7;
    }
    contents.push(u8::try_from(columns).unwrap());
    contents.extend(b"\x48\x01r\x15\x02\0");
    contents.extend(b"\x35\x02\x18\x01a\x15\x02\0".repeat(groups));
    contents.extend(b"\x15\x0C\x25\x02\x18\x04text\0\x16\0\x19\x0C\0");
    let length = u32::try_from(contents.len()).unwrap().to_le_bytes();
    [b"PAR1".as_slice(), &contents, &length, b"PAR1"].concat()
}

#[test]
fn columns_that_are_nested_without_end_are_refused() {
    let told = |groups| rows(&nested(groups), "fields = { text = \"/a/a/a/text\" }");
    assert_eq!(told(3), []);
    let told = told(300_000).remove(0).unwrap_err();
    assert!(told.contains("the columns are nested in more than 64 levels"), "{told}");
}

#[test]
fn a_file_that_cannot_be_read_is_a_record_like_others() {
    let folder = folder(&[("1.parquet", &numbers(2)), ("2.parquet", b"PAR1")]);
    let input = build("parquet", folder.path(), "paths = [\"~/?.parquet\"]").unwrap();
    let whole = read_by(&*input, ChunkLimits { records: 512, bytes: usize::MAX });
    assert_eq!(whole.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, false]);
    for records in [1, 2] {
        assert_eq!(read_by(&*input, ChunkLimits { records, bytes: 1 << 20 }), whole);
    }
}
