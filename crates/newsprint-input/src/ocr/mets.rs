//! METS: the file that says which pages an issue has, and in which files they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use newsprint_core::{Facts, StepError};
use roxmltree::Node;

use super::{child, decoded, named, outermost, parsed};
use crate::files::InputFile;
use crate::path_pattern;

/// Bytes at the start of a file that show its root element.
const START: u64 = 4096;

/// What files of recognised text are called, or their groups or kinds, the surest first.
const USES: [&str; 5] = ["FULLTEXT", "ALTO", "OCR", "TEXT", "PAGE"];

/// How far is looked around a file, a page or an issue, where a few steps are usual: a file that goes
/// on and on would take time without end.
const FAR: usize = 64;

/// Levels of the logical structure down to the issue, whose descriptions hold for all of it.
const LEVELS: [&str; 10] = [
    "newspaper",
    "periodical",
    "serial",
    "multivolume",
    "volume",
    "year",
    "month",
    "day",
    "issue",
    "supplement",
];

/// `files`, with the pages that a METS file names in its place. Pages that it names are left out
/// where they stand themselves: a folder holds both. A METS file without such pages stays, so that
/// `decode` tells why.
pub(super) fn with_pages(files: &[InputFile], max_bytes: u64, outside: bool) -> Vec<InputFile> {
    let read = |file: &InputFile| {
        let path = file.path().filter(|path| is_mets(path).unwrap_or(false))?;
        let mut bytes = Vec::new();
        File::open(path).ok()?.take(max_bytes).read_to_end(&mut bytes).ok()?;
        let decoded = decoded(&bytes).ok()?;
        let xml = parsed(&decoded.text).ok()?;
        let pages = pages(xml.root_element()).ok()?;
        Some(pages.into_iter().map(|page| page.file(file, path, outside)).collect())
    };
    let issues: Vec<Option<Vec<InputFile>>> = files.iter().map(read).collect();
    let named = issues.iter().flatten().flatten().filter_map(InputFile::identity);
    let named: BTreeSet<PathBuf> = named.collect();
    let mut taken = BTreeSet::new();
    let mut all = Vec::new();
    for (file, issue) in files.iter().zip(issues) {
        match issue {
            Some(pages) => all.extend(
                pages
                    .into_iter()
                    .filter(|page| page.identity().is_none_or(|path| taken.insert(path))),
            ),
            None if file.identity().is_some_and(|path| named.contains(&path)) => {}
            None => all.push(file.clone()),
        }
    }
    all
}

/// Whether the root element of a file is that of METS. One that cannot be read is told later.
fn is_mets(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(START).read_to_end(&mut start)?;
    let start = String::from_utf8_lossy(&start);
    let mut rest = &*start;
    while let Some((_, tag)) = rest.split_once('<') {
        let end = match tag.as_bytes() {
            [b'?', ..] => "?>",
            [b'!', b'-', b'-', ..] => "-->",
            [b'!', ..] => ">",
            _ => {
                let name = tag.split(|c: char| c.is_whitespace() || "/>".contains(c)).next();
                let name = name.unwrap_or_default();
                return Ok(name.rsplit(':').next() == Some("mets"));
            }
        };
        rest = tag.split_once(end).map_or("", |(_, rest)| rest);
    }
    Ok(false)
}

/// Why a METS file with the root `root` does not stand for its pages.
pub(super) fn refusal(root: Node<'_, '_>) -> StepError {
    pages(root).err().unwrap_or_else(|| {
        StepError::new("the METS file is compressed, in an archive or on standard input")
            .code("unknown-form")
            .help("unpack it: its pages are looked for beside it")
    })
}

/// A page that a METS file names.
struct NamedPage {
    /// Where its file is said to be.
    href: String,
    facts: Facts,
}

/// The pages of the issue whose METS file has the root `root`, in order.
///
/// # Errors
/// When it names no file with recognised text.
fn pages(root: Node<'_, '_>) -> Result<Vec<NamedPage>, StepError> {
    let files = files(root);
    let (logical, others): (Vec<_>, Vec<_>) =
        outermost(root, "structMap").partition(|map| attribute(*map, "TYPE") == "logical");
    let issue = facts(root, logical.iter().chain(&others).next().copied());
    let mut seen = BTreeSet::new();
    let mut pages = Vec::new();
    for map in [&others, &logical] {
        for div in map.iter().flat_map(|map| named(*map, "div")) {
            let Some((_, href)) =
                ids(div).filter_map(|id| files.get(id)).min_by_key(|(rank, _)| *rank)
            else {
                continue;
            };
            if seen.insert(*href) {
                let mut facts = issue.clone();
                facts.page = number(div);
                pages.push(NamedPage { href: (*href).to_owned(), facts });
            }
        }
        if !pages.is_empty() {
            return Ok(pages);
        }
    }
    Err(StepError::new("the METS file names no page with a file in ALTO or PAGE XML")
        .code("no-page")
        .help("name the files of the pages themselves: `paths = [\"issue/alto/*.xml\"]`"))
}

/// The files of recognised text by their ids: how sure it is that they are, and where they stand.
/// Of a page that was worked on in steps, the last is the surest: later files come first.
fn files<'a>(root: Node<'a, 'a>) -> BTreeMap<&'a str, ((usize, usize), &'a str)> {
    let file = |(number, file): (usize, Node<'a, 'a>)| {
        let place = child(file, "FLocat")?;
        let href = place.attributes().find(|it| it.name() == "href")?.value().trim();
        let kind = attribute(file, "MIMETYPE");
        let is_xml = kind.contains("xml") || href.to_ascii_lowercase().ends_with(".xml");
        let mut words = kind.rsplit('/').next().unwrap_or_default().to_uppercase();
        let around = file.ancestors().take(FAR);
        for node in around.take_while(|node| node.tag_name().name() != "fileSec") {
            for value in ["USE", "ID"].into_iter().filter_map(|name| node.attribute(name)) {
                words.extend(value.chars().take(FAR).flat_map(char::to_uppercase));
            }
        }
        let rank = USES.iter().position(|word| words.contains(word)).filter(|_| is_xml)?;
        Some((file.attribute("ID")?, ((rank, usize::MAX - number), href)))
    };
    named(root, "file").enumerate().filter_map(file).collect()
}

/// The files that a division of the structure refers to itself.
fn ids<'a>(div: Node<'a, 'a>) -> impl Iterator<Item = &'a str> {
    let own = div.children().filter(|node| node.tag_name().name() == "fptr");
    own.flat_map(|node| node.descendants().take(FAR)).filter_map(|node| node.attribute("FILEID"))
}

/// What is printed as the number of a page, or else which one it is.
fn number(div: Node<'_, '_>) -> Option<String> {
    let labels = ["ORDERLABEL", "ORDER"].into_iter().filter_map(|name| div.attribute(name));
    let mut labels = labels.map(str::trim);
    labels.find(|label| label.contains(char::is_alphanumeric)).map(str::to_owned)
}

/// An attribute in lower case without its prefix; nothing where there is none.
fn attribute(node: Node<'_, '_>, name: &str) -> String {
    let value = node.attribute(name).unwrap_or_default();
    value.rsplit(':').next().unwrap_or_default().to_lowercase()
}

/// What the descriptions (MODS) of the issue say, which `map` takes apart.
fn facts(root: Node<'_, '_>, map: Option<Node<'_, '_>>) -> Facts {
    let mut levels = Vec::new();
    let mut level = map.and_then(|map| child(map, "div"));
    while let Some(div) = level {
        levels.push(div);
        level = div
            .children()
            .find(|it| it.tag_name().name() == "div" && LEVELS.contains(&&*attribute(*it, "TYPE")));
    }
    let ids: Vec<&str> = levels
        .iter()
        .flat_map(|div| div.attribute("DMDID").unwrap_or_default().split_whitespace())
        .take(FAR)
        .collect();
    // Where nothing is referred to, the first description is that of the whole.
    let sections = ids
        .into_iter()
        .filter_map(|id| named(root, "dmdSec").find(|section| section.attribute("ID") == Some(id)));
    let mut described: Vec<_> = sections.filter_map(|it| named(it, "mods").next()).collect();
    if described.is_empty() {
        described.extend(named(root, "mods").next());
    }
    let host = |mods: &Node<'_, '_>| {
        let related = mods.children().find(|it| it.attribute("type") == Some("host"))?;
        title(related)
    };
    let mut facts = Facts::default();
    facts.paper = described.iter().find_map(host);
    facts.paper = facts.paper.or_else(|| described.iter().find_map(|mods| title(*mods)));
    let dates = described.iter().rev().flat_map(|mods| {
        let inside = mods.children().flat_map(|node| node.children());
        inside.filter(|it| ["dateIssued", "date"].contains(&it.tag_name().name()))
    });
    let dates = dates.filter_map(|it| it.text()).map(str::trim);
    let labels = levels.iter().rev().filter_map(|div| div.attribute("ORDERLABEL"));
    let dates: Vec<&str> = dates.collect();
    let sound = dates.iter().copied().chain(labels).find_map(path_pattern::date);
    facts.date = sound.or_else(|| dates.first().map(|date| (*date).to_owned()));
    facts
}

/// The title of what is described.
fn title(node: Node<'_, '_>) -> Option<String> {
    let is_main =
        |it: &Node<'_, '_>| it.tag_name().name() == "titleInfo" && it.attribute("type").is_none();
    let info = node.children().find(is_main)?;
    let part = |name| child(info, name).and_then(|it| it.text()).unwrap_or_default().trim();
    let (article, title) = (part("nonSort"), part("title"));
    let joint = if article.is_empty() || article.ends_with(['\'', '’']) { "" } else { " " };
    (!title.is_empty()).then(|| [article, joint, title].concat())
}

impl NamedPage {
    /// The page as a file to be read, which the METS file `mets` at `path` names.
    fn file(self, mets: &InputFile, path: &Path, outside: bool) -> InputFile {
        let Self { href, facts } = self;
        let place = href.strip_prefix("file://").unwrap_or(&href);
        let place = percent_decoded(place).replace('\\', "/");
        let folder = path.parent().unwrap_or(Path::new(""));
        if place.contains("://") {
            let why = format!("the METS file names `{href}`, which is not on this machine");
            return mets.refused("elsewhere", why, "download it, and name it by its path");
        }
        let place = inside(&place).or_else(|| outside.then(|| PathBuf::from(place)));
        let Some(place) = place else {
            let why = format!("the METS file names `{href}`, outside of its folder");
            return mets.refused("elsewhere", why, "move it there, or set `outside = true`");
        };
        InputFile::at(folder.join(place)).with_facts(facts)
    }
}

/// An address as it is before `%20` stands for a space.
fn percent_decoded(address: &str) -> String {
    let mut parts = address.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(&part.as_bytes()[2..]);
            }
            None => bytes.extend([b"%", part.as_bytes()].concat()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A path that leads nowhere else, without detours; `None` of others.
fn inside(place: &str) -> Option<PathBuf> {
    let mut inside = PathBuf::new();
    for part in Path::new(place).components() {
        match part {
            Component::Normal(name) => inside.push(name),
            Component::CurDir => {}
            Component::ParentDir if inside.pop() => {}
            _ => return None,
        }
    }
    Some(inside)
}
