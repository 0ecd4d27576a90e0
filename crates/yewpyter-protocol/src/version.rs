//! Protocol versions and comm targets. Versions of model classes are the runtime's matter.

use crate::VersionError;

/// The widget protocol that is spoken here; goes into `metadata.version` of a `comm_open`.
pub const PROTOCOL_VERSION: &str = "2.1.0";
/// The control channel's protocol.
pub const CONTROL_VERSION: &str = "1.0.0";
/// The comm target of models.
pub const WIDGET_TARGET: &str = "jupyter.widget";
/// The comm target over which all states of a kernel are fetched at once.
pub const CONTROL_TARGET: &str = "jupyter.widget.control";

/// Refuses a `comm_open` whose protocol is not 2.x (rule O3).
pub fn check_protocol_version(version: Option<&str>) -> Result<(), VersionError> {
    let found = version.unwrap_or_default();
    match found.split('.').next() {
        Some("2") => Ok(()),
        _ => Err(VersionError { found: found.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_major_two_passes() {
        for good in ["2", "2.0.0", "2.99.1"] {
            assert_eq!(check_protocol_version(Some(good)), Ok(()), "{good}");
        }
        for bad in ["", "1.0.0", "3.0.0", "20.1", "v2.0.0"] {
            assert!(check_protocol_version(Some(bad)).is_err(), "{bad}");
        }
        assert!(check_protocol_version(None).is_err());
    }
}
