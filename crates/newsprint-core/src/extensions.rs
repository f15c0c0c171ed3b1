//! What stages of other crates attach to an article.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A type that a stage attaches to articles under one key.
///
/// The key is `crate/thing`, so that two crates cannot mean the same one. An attachment that two
/// other crates come to read should become a field of [`Article`](crate::Article).
pub trait Attachment: Serialize + DeserializeOwned {
    /// `crate/thing`, in kebab case.
    const KEY: &'static str;
}

/// Declares an attachment: a plain struct that is written as JSON under its key.
///
/// ```
/// newsprint_core::attachment! {
///     /// How long an article takes to read.
///     pub struct ReadingTime: "acme/reading-time" {
///         /// Minutes, rounded up.
///         pub minutes: u64,
///     }
/// }
/// ```
///
/// Crates that need more of serde than this implement [`Attachment`] by hand.
#[macro_export]
macro_rules! attachment {
    (
        $(#[doc = $doc:literal])*
        $vis:vis struct $name:ident : $key:literal {
            $( $(#[doc = $field_doc:literal])+ $field_vis:vis $field:ident : $ty:ty, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, $crate::serde::Serialize, $crate::serde::Deserialize)]
        #[serde(crate = "newsprint_core::serde", deny_unknown_fields)]
        $vis struct $name {
            $( $(#[doc = $field_doc])+ $field_vis $field: $ty, )*
        }

        impl $crate::Attachment for $name {
            const KEY: &'static str = $key;
        }
    };
}

/// Names that a stage gave an article, for outputs that take only some articles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Labels(pub Vec<String>);

impl Attachment for Labels {
    const KEY: &'static str = "newsprint/labels";
}

/// Attachments by key, each kept as its JSON: a binary that lacks the crate which wrote one passes
/// it on unchanged.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extensions(BTreeMap<String, Box<RawValue>>);

impl Extensions {
    /// Attaches `value`, in place of what stood under its key.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn set<T: Attachment>(&mut self, value: &T) -> Result<(), serde_json::Error> {
        let raw = serde_json::value::to_raw_value(value)?;
        self.0.insert(T::KEY.to_owned(), raw);
        Ok(())
    }

    /// The attachment of this type, if there is one.
    ///
    /// # Errors
    /// When what stands under the key is no `T`.
    pub fn get<T: Attachment>(&self) -> Result<Option<T>, serde_json::Error> {
        self.0.get(T::KEY).map(|raw| serde_json::from_str(raw.get())).transpose()
    }

    /// Takes the attachment of this type away; says whether there was one.
    pub fn remove<T: Attachment>(&mut self) -> bool {
        self.0.remove(T::KEY).is_some()
    }

    /// Puts what stands under `from` under `to`; leaves both and says `false` when both are taken.
    pub fn rename(&mut self, from: &str, to: &str) -> bool {
        if self.0.contains_key(to) {
            return !self.0.contains_key(from);
        }
        if let Some(raw) = self.0.remove(from) {
            self.0.insert(to.to_owned(), raw);
        }
        true
    }

    /// Attaches JSON whose type this binary need not know, in place of what stood under `key`.
    pub fn set_raw(&mut self, key: impl Into<String>, json: Box<RawValue>) {
        self.0.insert(key.into(), json);
    }

    /// Takes away what stands under `key`; says whether there was something.
    pub fn remove_raw(&mut self, key: &str) -> bool {
        self.0.remove(key).is_some()
    }

    /// Every key with its JSON, in order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, raw)| (key.as_str(), raw.get()))
    }

    /// Whether nothing is attached.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl PartialEq for Extensions {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Length(u32);

    impl Attachment for Length {
        const KEY: &'static str = "test/length";
    }

    #[test]
    fn an_attachment_is_typed_and_the_rest_is_passed_on() {
        let json = r#"{"other/thing":{"b":1.50,"a":[]},"test/length":7}"#;
        let mut extensions: Extensions = serde_json::from_str(json).unwrap();
        assert_eq!(extensions.get::<Length>().unwrap(), Some(Length(7)));
        assert_eq!(serde_json::to_string(&extensions).unwrap(), json);
        extensions.set(&Length(8)).unwrap();
        assert_eq!(extensions.get::<Length>().unwrap(), Some(Length(8)));
        assert!(extensions.remove::<Length>());
        assert!(extensions.rename("no/such", "new/place"));
        extensions.set_raw("test/more", serde_json::from_str("[1]").unwrap());
        assert!(!extensions.rename("test/more", "other/thing"));
        assert!(
            extensions.rename("test/more", "test/less") && extensions.rename("a/b", "test/less")
        );
        assert_eq!(extensions.iter().last(), Some(("test/less", "[1]")));
        assert!(extensions.0.remove("test/less").is_some());
        extensions.set_raw("test/length", serde_json::from_str("9").unwrap());
        assert_eq!(extensions.get::<Length>().unwrap(), Some(Length(9)));
        assert!(extensions.remove_raw("test/length") && !extensions.remove_raw("test/length"));
        assert_eq!(
            extensions.iter().collect::<Vec<_>>(),
            [("other/thing", r#"{"b":1.50,"a":[]}"#)]
        );
    }
}
