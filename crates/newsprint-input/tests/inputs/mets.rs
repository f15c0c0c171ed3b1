//! METS files, as programs of libraries write them.

use std::fs;

use newsprint_core::Document;

use super::{Read, folder, read};

/// A page with one line of text.
fn alto(text: &str) -> String {
    format!(
        "<alto><Layout><Page PRINTED_IMG_NR=\"of ALTO\"><TextBlock><TextLine><String \
         CONTENT=\"{text}\"/></TextLine></TextBlock></Page></Layout></alto>"
    )
}

/// The form of docWorks: lists of files, and `area` within `par`; divisions down to the articles.
const DOCWORKS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- made by <program> -->
<mets:mets xmlns:mets="http://www.loc.gov/METS/" xmlns:mods="m" xmlns:xlink="http://www.w3.org/1999/xlink">
  <mets:dmdSec ID="PRINT"><mets:mdWrap><mets:xmlData><mods:mods>
    <mods:titleInfo type="alternative"><mods:title>另名</mods:title></mods:titleInfo>
    <mods:titleInfo><mods:nonSort>The</mods:nonSort><mods:title>云岭日报</mods:title></mods:titleInfo>
    <mods:originInfo><mods:dateIssued>1921-1937</mods:dateIssued></mods:originInfo>
  </mods:mods></mets:xmlData></mets:mdWrap></mets:dmdSec>
  <mets:dmdSec ID="ART1"><mods:mods><mods:titleInfo><mods:title>水渠</mods:title></mods:titleInfo>
    <mods:originInfo><mods:dateIssued>1900-01-01</mods:dateIssued></mods:originInfo></mods:mods></mets:dmdSec>
  <mets:dmdSec ID="ISSUE1"><mods:mods><mods:titleInfo><mods:title>云岭日报 七号</mods:title></mods:titleInfo>
    <mods:originInfo><mods:dateIssued encoding="iso8601">1924-06-28</mods:dateIssued></mods:originInfo>
  </mods:mods></mets:dmdSec>
  <mets:fileSec>
    <mets:fileGrp ID="IMGGRP"><mets:file ID="IMG1" MIMETYPE="image/tiff"><mets:FLocat xlink:href="file://./a.tif"/></mets:file></mets:fileGrp>
    <mets:fileGrp ID="ALTOGRP">
      <mets:file ID="ALTO2" MIMETYPE="text/xml"><mets:FLocat LOCTYPE="URL" xlink:href="file://./alto/the%20second.xml"/></mets:file>
      <mets:file ID="ALTO1" MIMETYPE="text/xml"><mets:FLocat LOCTYPE="URL" xlink:href="file://./alto/z.xml"/></mets:file>
    </mets:fileGrp>
  </mets:fileSec>
  <mets:structMap TYPE="LOGICAL"><mets:div TYPE="Newspaper" DMDID="PRINT"><mets:div TYPE="VOLUME">
    <mets:div TYPE="ISSUE" DMDID="ISSUE1"><mets:div TYPE="ARTICLE" DMDID="ART1">
      <mets:fptr><mets:area BETYPE="IDREF" FILEID="ALTO2" BEGIN="B1"/></mets:fptr>
    </mets:div></mets:div></mets:div></mets:div></mets:structMap>
  <mets:structMap TYPE="PHYSICAL"><mets:div TYPE="Newspaper">
    <mets:div TYPE="PAGE" ORDER="1" ORDERLABEL="A1"><mets:fptr><mets:par>
      <mets:area FILEID="IMG1"/><mets:area FILEID="ALTO1"/></mets:par></mets:fptr></mets:div>
    <mets:div TYPE="PAGE" ORDER="2" ORDERLABEL=" - "><mets:fptr><mets:par>
      <mets:area FILEID="ALTO2"/></mets:par></mets:fptr></mets:div>
  </mets:div></mets:structMap>
</mets:mets>"#;

/// The form of the Library of Congress: a group of files for each page, one map, no labels.
const NDNP: &str = r#"<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="x" LABEL="The Sun, 1924-06-28">
  <dmdSec ID="issueModsBib"><mods><relatedItem type="host"><titleInfo><title>The Sun</title></titleInfo></relatedItem>
    <part><date encoding="iso8601">19240628</date></part></mods></dmdSec>
  <fileSec><fileGrp ID="pageFileGrp1">
    <file ID="service1" USE="service"><FLocat LOCTYPE="OTHER" xlink:href="0001.jp2"/></file>
    <file ID="ocrFile1" USE="ocr"><FLocat LOCTYPE="OTHER" xlink:href="./0001.xml"/></file></fileGrp></fileSec>
  <structMap><div TYPE="np:issue" DMDID="issueModsBib"><div TYPE="np:page" DMDID="pageModsBib1">
    <fptr FILEID="service1"/><fptr FILEID="ocrFile1"/></div></div></structMap></mets>"#;

/// A METS file with a page at each of these addresses.
fn pages_at(addresses: &[&str]) -> String {
    let (mut files, mut pages) = (String::new(), String::new());
    for (at, address) in addresses.iter().enumerate() {
        let file = format!(r#"<file ID="f{at}"><FLocat xlink:href="{address}"/></file>"#);
        files.push_str(&file);
        pages.push_str(&format!(r#"<div ORDER="{}"><fptr FILEID="f{at}"/></div>"#, at + 1));
    }
    format!(
        r#"<mets xmlns:xlink="x"><fileSec><fileGrp USE="FULLTEXT">{files}</fileGrp></fileSec>
        <structMap TYPE="PHYSICAL"><div>{pages}</div></structMap></mets>"#
    )
}

/// The end of the name, the facts and the text.
fn shown(document: &Document) -> String {
    let source = document.source();
    let facts = source.facts();
    let known = [&facts.paper, &facts.date, &facts.page];
    let known = known.map(|fact| fact.as_deref().unwrap_or("-")).join(" ");
    let name = source.name().rsplit('/').next().unwrap_or_default();
    format!("{name}: {known}: {}", source.text().trim())
}

fn all(read: Vec<Read>) -> Vec<String> {
    read.into_iter().map(|it| it.map_or_else(|told| told, |document| shown(&document))).collect()
}

#[test]
fn an_issue_is_its_pages_once_and_in_order() {
    let folder = folder(&[
        ("issue/alto/the second.xml", alto("二").as_bytes()),
        ("issue/alto/z.xml", alto("一").as_bytes()),
        ("issue/alto/other.xml", alto("三").as_bytes()),
        ("issue/mets.xml", DOCWORKS.as_bytes()),
    ]);
    let expected =
        ["z.xml: The 云岭日报 1924-06-28 A1: 一", "the second.xml: The 云岭日报 1924-06-28 2: 二"];
    let read = |toml: &str| read("ocr", folder.path(), toml);
    assert_eq!(all(read("paths = [\"~/issue/mets.xml\"]")), expected);
    assert_eq!(all(read("paths = [\"~/issue/mets.xml\", \"~/issue/alto/z.xml\"]")), expected);
    // In a folder, what it does not name is read besides.
    let mut more = expected.to_vec();
    more.insert(0, "other.xml: - - of ALTO: 三");
    assert_eq!(all(read("paths = [\"~/issue\"]")), more);
    let document = read("paths = [\"~/issue/mets.xml\"]").remove(0).unwrap();
    let told: Vec<String> = document.diagnostics.iter().map(|it| it.message.clone()).collect();
    assert_eq!(told, ["paper, date and page from the METS file"]);
}

#[test]
fn the_path_and_a_sidecar_come_first() {
    let folder = folder(&[
        ("1923-01-01/mets.xml", pages_at(&["a.xml"]).as_bytes()),
        ("1923-01-01/a.xml", alto("一").as_bytes()),
        ("1923-01-01/a.toml", b"page = \"9\""),
    ]);
    let toml = "paths = [\"~/1923-01-01\"]\npath-pattern = \"{date}/*.xml\"";
    assert_eq!(all(read("ocr", folder.path(), toml)), ["a.xml: - 1923-01-01 9: 一"]);
}

#[test]
fn other_forms_are_read() {
    let folder = folder(&[("0001.xml", alto("一").as_bytes()), ("batch.xml", NDNP.as_bytes())]);
    let found = all(read("ocr", folder.path(), "paths = [\"~/\"]"));
    assert_eq!(found, ["0001.xml: The Sun 1924-06-28 of ALTO: 一"]);
}

#[test]
fn of_several_readings_of_a_page_the_last_is_taken() {
    let mets = r#"<mets xmlns:xlink="x"><fileSec>
        <fileGrp USE="OCR-D-IMG"><file ID="i" MIMETYPE="image/png"><FLocat xlink:href="i.png"/></file></fileGrp>
        <fileGrp USE="OCR-D-SEG"><file ID="s" MIMETYPE="application/vnd.prima.page+xml"><FLocat xlink:href="s"/></file></fileGrp>
        <fileGrp USE="OCR-D-OCR"><file ID="o" MIMETYPE="application/vnd.prima.page+xml"><FLocat xlink:href="o"/></file></fileGrp>
        </fileSec><structMap TYPE="PHYSICAL"><div TYPE="physSequence"><div TYPE="page">
        <fptr FILEID="i"/><fptr FILEID="s"/><fptr FILEID="o"/></div></div></structMap></mets>"#;
    let folder = folder(&[
        ("mets.xml", mets.as_bytes()),
        ("o", alto("二").as_bytes()),
        ("s", alto("一").as_bytes()),
    ]);
    assert_eq!(all(read("ocr", folder.path(), "paths = [\"~/\"]")), ["o: - - of ALTO: 二"]);
}

#[test]
fn pages_that_cannot_be_read_are_told() {
    let folder = folder(&[
        (
            "in/mets.xml",
            pages_at(&["../out.xml", "a/../b.xml", "http://x/1.xml", "gone.xml"]).as_bytes(),
        ),
        ("in/b.xml", alto("二").as_bytes()),
        ("out.xml", alto("一").as_bytes()),
    ]);
    let outside = "~/in/mets.xml: the METS file names `../out.xml`, outside of its folder; move it \
                   there, or set `outside = true`";
    let away = "~/in/mets.xml: the METS file names `http://x/1.xml`, which is not on this machine; \
                download it, and name it by its path";
    let gone = "~/in/gone.xml: the file cannot be opened";
    let sound = "b.xml: - - 2: 二";
    let found = all(read("ocr", folder.path(), "paths = [\"~/in\"]"));
    assert_eq!(found[..3], [outside, sound, away]);
    assert!(found[3].starts_with(gone), "{}", found[3]);
    let found = all(read("ocr", folder.path(), "paths = [\"~/in\"]\noutside = true"));
    assert_eq!(found[0], "out.xml: - - 1: 一");
    assert_eq!(found[1..3], [sound, away]);
}

#[test]
fn a_mets_file_that_names_no_pages_is_told() {
    let check = |mets: &str, expected: &str| {
        let folder = folder(&[("mets.xml", mets.as_bytes())]);
        let told = read("ocr", folder.path(), "paths = [\"~/\"]").remove(0).unwrap_err();
        assert!(told.starts_with(&format!("~/mets.xml: {expected}")), "{told}");
    };
    check("<mets/>", "the METS file names no page");
    check(&DOCWORKS.replace("ALTO", "MIX"), "the METS file names no page");
    check(&DOCWORKS[..DOCWORKS.find("<mets:fileSec>").unwrap()], "the file is no sound XML");
    check("<!DOCTYPE m [<!ENTITY b \"c\">]><mets>&b;</mets>", "the file is no sound XML");
}

#[test]
fn damage_does_no_harm() {
    let folder = folder(&[("alto/z.xml", alto("一").as_bytes())]);
    for (at, _) in DOCWORKS.char_indices() {
        fs::write(folder.path().join("mets.xml"), &DOCWORKS[..at]).unwrap();
        let found = read("ocr", folder.path(), "paths = [\"~/mets.xml\"]");
        assert_eq!(found.len(), 1, "cut at {at}: {found:?}");
    }
}
