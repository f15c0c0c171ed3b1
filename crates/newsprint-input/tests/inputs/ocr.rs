//! The input `ocr`.

use newsprint_core::{Document, Frame, Part};

use super::{folder, read};

const ALTO: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">
  <Description><MeasurementUnit>inch1200</MeasurementUnit></Description>
  <Styles>
    <TextStyle ID="T1" FONTSIZE="24.5" FONTSTYLE="italics bold"/>
    <TextStyle ID="T2" FONTSIZE="9"/>
  </Styles>
  <ReadingOrder><OrderedGroup><ElementRef REF="b2"/><ElementRef REF="b1"/></OrderedGroup></ReadingOrder>
  <Layout>
    <Page ID="p" PRINTED_IMG_NR="A3" WIDTH="12000" HEIGHT="18000"><PrintSpace>
      <TextBlock ID="b1" STYLEREFS="P1 T2"><TextLine HPOS="1200" VPOS="2400" WIDTH="600" HEIGHT="120">
        <String CONTENT="云岭市青石镇"/><SP/><String CONTENT="通水"/><HYP CONTENT="-"/>
      </TextLine><TextLine/></TextBlock>
      <ComposedBlock><TextBlock ID="b2"><TextLine HPOS="0" VPOS="0" WIDTH="10" HEIGHT="10">
        <String CONTENT="水渠 &lt;新&gt;" STYLEREFS="T1"/>
      </TextLine></TextBlock></ComposedBlock>
      <TextBlock ID="b0"><TextLine><String CONTENT="页脚"/></TextLine></TextBlock>
    </PrintSpace></Page>
  </Layout>
</alto>"#;

const PAGE: &str = r#"<?xml version="1.0"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
  <Page imageFilename="3.png" imageWidth="1000" imageHeight="2000">
    <ReadingOrder><OrderedGroup>
      <RegionRefIndexed index="1" regionRef="r1"/><RegionRefIndexed index="0" regionRef="r2"/>
    </OrderedGroup></ReadingOrder>
    <TextRegion id="r1"><Coords points="0,0 1,1"/>
      <TextLine id="l1"><Coords points="10,20 110,20 110,50 10,50"/>
        <TextEquiv index="1"><Unicode>错</Unicode></TextEquiv>
        <TextEquiv index="0"><Unicode>正文一行</Unicode></TextEquiv></TextLine>
      <TextLine id="l2"><Coords><Point x="10" y="60"/><Point x="20" y="70"/></Coords>
        <Word><TextEquiv><Unicode>two</Unicode></TextEquiv></Word>
        <Word><TextEquiv><Unicode>words</Unicode></TextEquiv></Word></TextLine>
      <TextEquiv><Unicode>not read: the lines are</Unicode></TextEquiv>
    </TextRegion>
    <TextRegion id="r2"><TextStyle fontSize="20" bold="true"/><Coords points="0,0 100,10"/>
      <TextEquiv><Unicode>标题
副题</Unicode></TextEquiv></TextRegion>
  </Page>
</PcGts>"#;

fn documents(xml: &str) -> Vec<Result<Document, String>> {
    let folder = folder(&[("p.xml", xml.as_bytes())]);
    read("ocr", folder.path(), "paths = [\"~/p.xml\"]")
}

/// Each line of the page: its text, box, size, and whether it is bold.
fn lines(document: &Document) -> Vec<(&str, [i32; 4], Option<i32>, bool)> {
    let source = document.source();
    let layout = source.layout().unwrap();
    let line = |line: &newsprint_core::LaidLine| {
        let Frame { x, y, width, height } = line.frame;
        let text = line.span.of(source.text()).unwrap();
        (text, [x, y, width, height], line.size, line.bold)
    };
    layout.lines.iter().map(line).collect()
}

#[test]
fn alto_is_read_in_its_order_with_its_styles() {
    let document = documents(ALTO).remove(0).unwrap();
    assert_eq!(document.source().text(), "水渠 <新>\n\n云岭市青石镇 通水-\n\n页脚\n");
    assert_eq!(document.source().facts().page.as_deref(), Some("A3"));
    let expected = [
        ("水渠 <新>", [0, 0, 6, 6], Some(245), true),
        ("云岭市青石镇 通水-", [720, 1440, 360, 72], Some(90), false),
        ("页脚", [0; 4], None, false),
    ];
    assert_eq!(lines(&document), expected);
    let layout = document.source().layout().unwrap();
    assert_eq!((layout.width, layout.height), (7200, 10800));
}

#[test]
fn page_xml_is_read_in_its_order() {
    let document = documents(PAGE).remove(0).unwrap();
    assert_eq!(document.source().text(), "标题\n副题\n\n正文一行\ntwo words\n");
    let expected = [
        ("标题", [0, 0, 240, 24], Some(200), true),
        ("副题", [0, 0, 240, 24], Some(200), true),
        ("正文一行", [24, 48, 240, 72], None, false),
        ("two words", [24, 144, 24, 24], None, false),
    ];
    assert_eq!(lines(&document), expected);
}

#[test]
fn a_file_of_several_pages_is_several_documents() {
    let page = |text: &str| {
        format!(
            "<Page><TextBlock><TextLine><String CONTENT=\"{text}\"/></TextLine></TextBlock></Page>"
        )
    };
    let all = documents(&format!("<alto><Layout>{}{}</Layout></alto>", page("一"), page("二")));
    let found: Vec<_> = all.iter().map(|read| read.as_ref().unwrap().source()).collect();
    assert_eq!(found.iter().map(|source| source.text()).collect::<Vec<_>>(), ["一\n", "二\n"]);
    assert_eq!(
        found.iter().map(|it| it.part()).collect::<Vec<_>>(),
        [Part::Page(1), Part::Page(2)]
    );
}

#[test]
fn what_is_no_page_is_told() {
    let check = |xml: &str, expected: &str| {
        let told = documents(xml).remove(0).unwrap_err();
        assert!(told.contains(expected), "{xml}: {told}");
    };
    check("<alto><Layout/></alto>", "the file has no page");
    check("<PcGts/>", "the file has no page");
    check("<mets/>", "the METS file names no page with a file in ALTO or PAGE XML; name the files");
    check("<html/>", "`html` is the root of neither");
    check("<alto><Layout>", "the file is no sound XML");
    check("", "the file is no sound XML");
    check("<!DOCTYPE a [<!ENTITY b \"c\">]><alto>&b;</alto>", "the file is no sound XML");
    // As deep as nobody nests, which must not end the process.
    check(&"<alto>".repeat(200_000), "the file is no sound XML");
}

#[test]
fn nested_elements_are_read_once_and_none_too_deep() {
    let nested = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    let text = |xml: &str| documents(xml).remove(0).map(|it| it.source().text().to_owned());
    let region = "<TextRegion id=\"r\"><TextEquiv><Unicode>正文</Unicode></TextEquiv></TextRegion>";
    let groups = |times| {
        let groups = nested("<g>", "<RegionRef regionRef=\"r\"/>", "</g>", times);
        text(&format!("<PcGts><Page><ReadingOrder>{groups}</ReadingOrder>{region}</Page></PcGts>"))
    };
    let words = |times| {
        let words = nested("<Word>", "", "</Word>", times);
        text(&format!("<PcGts><Page>{region}<TextRegion>{words}</TextRegion></Page></PcGts>"))
    };
    let blocks = |times| {
        let line = "<TextBlock><TextLine><String CONTENT=\"一\"/></TextLine>";
        let blocks = nested(line, "", "</TextBlock>", times);
        text(&format!("<alto><Layout><Page>{blocks}</Page></Layout></alto>"))
    };
    assert_eq!(groups(100).as_deref(), Ok("正文\n"));
    assert_eq!(words(100).as_deref(), Ok("正文\n"));
    assert_eq!(blocks(100).as_deref(), Ok(format!("{}\n", ["一"; 100].join("\n\n")).as_str()));
    for deep in [groups(100_000), words(100_000), blocks(3000)] {
        let expected = "~/p.xml: the elements are nested deeper than 128; get the file again";
        assert_eq!(deep.as_deref(), Err(&expected.to_owned()));
    }
}

#[test]
fn lengths_that_no_page_has_cost_nothing() {
    let document = documents(
        "<alto><Layout><Page WIDTH=\"wide\" HEIGHT=\"1e99\"><TextBlock><TextLine HPOS=\"NaN\" \
         VPOS=\"-inf\" WIDTH=\"-5\"><String CONTENT=\"一\"/></TextLine></TextBlock></Page></Layout></alto>",
    );
    let document = document.into_iter().next().unwrap().unwrap();
    assert_eq!(lines(&document)[0], ("一", [0, -500_000, 0, 0], None, false));
}
