//! Model classes as data. No widget's name stands here: widget crates supply the classes.

use crate::error::ClassError;
use crate::range::{numbers, takes};
use std::sync::Arc;
use yewpyter_protocol::Map;

/// What the runtime knows of one model class.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelClass {
    /// `_model_module`.
    pub module: String,
    /// `_model_name`.
    pub name: String,
    /// The version the front-end has; `_model_module_version` is a range over it.
    pub version: String,
    /// Default state: what a key is when the kernel does not send it (rule O14).
    pub defaults: Map,
    /// The attributes that hold `IPY_MODEL_` references (rule O10).
    pub references: Vec<String>,
}

/// Every class the page has, in all its versions, the older before the newer.
#[derive(Clone, Debug, Default)]
pub struct Classes(Vec<Arc<ModelClass>>);

impl Classes {
    /// Makes an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a class. The same module, name and version again replaces the former.
    pub fn insert(&mut self, class: ModelClass) {
        let same = |other: &Arc<ModelClass>| {
            !other.is_called(&class.module, &class.name) || other.version != class.version
        };
        self.0.retain(same);
        let is_newer = |other: &Arc<ModelClass>| numbers(&other.version) > numbers(&class.version);
        let place = self.0.iter().position(is_newer).unwrap_or(self.0.len());
        self.0.insert(place, Arc::new(class));
    }

    /// Finds the highest version that fits a range as npm writes them: `*`, `^1.2`, `~1.2`, `>=1 <3`,
    /// `1 || 2`. A plain version means what `^` and the version mean.
    pub fn find(
        &self,
        module: &str,
        version_range: &str,
        name: &str,
    ) -> Result<&ModelClass, ClassError> {
        self.shared(module, version_range, name).map(Arc::as_ref)
    }

    pub(crate) fn shared(
        &self,
        module: &str,
        version_range: &str,
        name: &str,
    ) -> Result<&Arc<ModelClass>, ClassError> {
        let mut named = self.0.iter().rev().filter(|class| class.is_called(module, name));
        let newest = named.clone().next();
        named.find(|class| takes(version_range, &class.version)).ok_or_else(|| {
            let (module, name) = (module.to_owned(), name.to_owned());
            match newest {
                Some(class) => {
                    let (wanted, found) = (version_range.to_owned(), class.version.clone());
                    ClassError::Version { module, name, wanted, found }
                }
                None => ClassError::Unknown { module, name },
            }
        })
    }
}

impl ModelClass {
    fn is_called(&self, module: &str, name: &str) -> bool {
        self.name == name && self.module == module
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(versions: &[&str]) -> Classes {
        let mut classes = Classes::new();
        for version in versions {
            classes.insert(ModelClass {
                module: "m".into(),
                name: "X".into(),
                version: (*version).to_owned(),
                defaults: Map::new(),
                references: Vec::new(),
            });
        }
        classes
    }

    #[test]
    fn the_highest_fitting_version_is_found() {
        let classes = classes(&["1.5.0", "2.0.0", "2.1.0"]);
        let found = |range| classes.find("m", range, "X").map(|class| class.version.clone());
        assert_eq!(found("*").as_deref(), Ok("2.1.0"));
        assert_eq!(found("^1.2.0").as_deref(), Ok("1.5.0"));
        assert_eq!(found("2.0.0").as_deref(), Ok("2.1.0"));
        assert_eq!(found("~2.0.0").as_deref(), Ok("2.0.0"));
    }

    #[test]
    fn errors_tell_a_missing_class_from_a_missing_version() {
        let classes = classes(&["1.5.0", "2.0.0"]);
        let error = classes.find("m", "^3.0.0", "X").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the kernel asks for m.X in version ^3.0.0, the page has 2.0.0; \
             install versions that fit together"
        );
        let error = classes.find("m", "*", "Y").unwrap_err();
        assert_eq!(error.to_string(), "the page has no widget Y of module m");
        assert!(classes.find("m", "not a version", "X").is_err());
    }
}
