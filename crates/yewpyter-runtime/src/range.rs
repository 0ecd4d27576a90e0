//! Version ranges as npm writes them, and whether two versions of one package go together.

use semver::{Version, VersionReq};

/// A range of versions.
pub(crate) enum VersionRange {
    /// `*`: pre-releases too, which the semver rules alone would leave out.
    Any,
    /// At least one of these.
    OneOf(Vec<VersionReq>),
}

impl VersionRange {
    /// Reads a range; nothing where it is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "" | "*" | "latest" => Some(Self::Any),
            text => {
                let parts: Option<_> = text.split("||").map(parse_all).collect();
                parts.map(Self::OneOf)
            }
        }
    }

    pub(crate) fn contains(&self, version: &Version) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(parts) => parts.iter().any(|part| part.matches(version)),
        }
    }
}

/// npm puts spaces between conditions that must all hold, the semver crate commas.
fn parse_all(text: &str) -> Option<VersionReq> {
    let mut conditions: Vec<String> = Vec::new();
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        match conditions.last_mut() {
            Some(last) if last.ends_with(['>', '<', '=', '^', '~']) => last.push_str(word),
            _ => conditions.push(word.to_owned()),
        }
    }
    VersionReq::parse(&conditions.join(", ")).ok()
}

/// Whether a package in the kernel and one in the page go together: neither has broken with the other.
///
/// Which of them is newer does not matter. Python spells pre-releases in its own way (`0.2.0rc1`), so only
/// the numbers are compared. A version without numbers says nothing and goes with every other.
pub(crate) fn go_together(kernel: &str, page: &Version) -> bool {
    let mut numbers = kernel.split('.').map_while(leading_number);
    let Some(major) = numbers.next() else { return true };
    let minor = numbers.next().unwrap_or(0);
    let patch = numbers.next().unwrap_or(0);
    match (major, minor) {
        (0, 0) => (0, 0, patch) == (page.major, page.minor, page.patch),
        (0, _) => (0, minor) == (page.major, page.minor),
        _ => major == page.major,
    }
}

fn leading_number(text: &str) -> Option<u64> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(range: &str, version: &str) -> bool {
        let version = Version::parse(version).unwrap();
        VersionRange::parse(range).is_some_and(|range| range.contains(&version))
    }

    #[test]
    fn npm_ranges_are_understood() {
        for (range, version) in [
            ("*", "0.1.0-alpha"),
            ("", "3.0.0"),
            ("^1", "1.9.0"),
            ("1.x", "1.9.0"),
            ("2.0.0", "2.4.0"),
            ("=2.0.0", "2.0.0"),
            (">=1.0.0 <3.0.0", "2.5.0"),
            (">= 1.0.0", "2.5.0"),
            ("^1.0.0 || ^2.0.0", "2.5.0"),
            ("~1.2.3", "1.2.9"),
        ] {
            assert!(fits(range, version), "{range} should take {version}");
        }
        for (range, version) in [
            ("^1", "2.0.0"),
            ("2.0.0", "1.5.0"),
            ("2.0.0", "3.0.0"),
            ("~1.2.3", "1.3.0"),
            ("^0.1.0", "0.2.0"),
            ("nonsense", "1.0.0"),
        ] {
            assert!(!fits(range, version), "{range} should refuse {version}");
        }
    }

    #[test]
    fn packages_go_together_until_one_breaks() {
        let page = Version::new(0, 1, 0);
        for good in ["0.1.0", "0.1.7", "0.1", "0.1.0.dev3", "0.1.0rc1", "unknown"] {
            assert!(go_together(good, &page), "{good}");
        }
        for bad in ["0.2.0", "1.0.0", "9.9.9", "0", "0.0.1"] {
            assert!(!go_together(bad, &page), "{bad}");
        }
        assert!(go_together("2.7.1", &Version::new(2, 0, 0)));
        assert!(!go_together("1.9.0", &Version::new(2, 0, 0)));
    }
}
