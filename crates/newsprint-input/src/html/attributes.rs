//! The attributes of a start tag that say something to a reader.

/// Characters of an attribute that are looked at.
const ATTRIBUTE: usize = 1 << 12;

/// A start tag that is being read.
#[derive(Default)]
pub(super) struct Start {
    pub(super) is_open: bool,
    pub(super) name: String,
    pub(super) attribute: String,
    pub(super) attributes: Attributes,
}

/// The attributes that are read.
#[derive(Default)]
pub(super) struct Attributes {
    pub(super) class: String,
    pub(super) id: String,
    pub(super) role: String,
    pub(super) property: String,
    pub(super) kind: String,
    pub(super) rel: String,
    pub(super) href: String,
    pub(super) content: String,
    pub(super) name: String,
    pub(super) datetime: String,
    pub(super) is_hidden: bool,
}

impl Attributes {
    fn slot(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "class" => &mut self.class,
            "id" => &mut self.id,
            "role" => &mut self.role,
            "itemprop" => &mut self.property,
            "type" => &mut self.kind,
            "rel" => &mut self.rel,
            "href" => &mut self.href,
            // Some sites write `value` where metadata have their content.
            "content" | "value" => &mut self.content,
            "name" | "property" => &mut self.name,
            "datetime" => &mut self.datetime,
            _ => return None,
        })
    }

    /// Takes an attribute that is read.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        if name == "style" {
            let mut rest = value;
            while let Some((_, after)) = rest.split_once("display") {
                rest = after;
                let after = after.trim_start().trim_start_matches(':').trim_start();
                self.is_hidden |= after.starts_with("none");
            }
            return;
        }
        let Some(slot) = self.slot(name) else { return };
        if slot.is_empty() {
            slot.extend(value.chars().take(ATTRIBUTE));
        }
    }
}
