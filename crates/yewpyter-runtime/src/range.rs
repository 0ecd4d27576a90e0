//! Version ranges as npm writes them, and whether two versions of one package go together.
//!
//! Only the numbers of a version count: Python spells pre-releases in its own way (`0.2.0rc1`).

/// Major, minor, patch.
pub(crate) type Numbers = [u32; 3];

/// Reads the numbers that a version begins with, zero where there are fewer, and says how many there are.
pub(crate) fn numbers(version: &str) -> (Numbers, usize) {
    let (mut numbers, mut given) = ([0; 3], 0);
    for (place, part) in numbers.iter_mut().zip(version.split('.')) {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let Some(Ok(number)) = part.strip_suffix(rest).map(str::parse) else { break };
        *place = number;
        given += 1;
    }
    (numbers, given)
}

/// Whether a range takes a version. A text that is no range takes none.
pub(crate) fn takes(range: &str, version: &str) -> bool {
    let (version, _) = numbers(version);
    matches!(range.trim(), "" | "latest") || range.split('|').any(|all| take_all(all, version))
}

/// Conditions with spaces between them must all hold.
fn take_all(conditions: &str, version: Numbers) -> bool {
    let mut rest = conditions.trim();
    loop {
        let from = rest.trim_start_matches(['<', '>', '=', '^', '~']);
        let operator = rest.strip_suffix(from).unwrap_or_default();
        let from = from.trim_start();
        let (bound, next) = from.split_once([' ', ',']).unwrap_or((from, ""));
        if !holds(operator, bound, version) {
            return false;
        }
        rest = next.trim_start();
        if rest.is_empty() {
            return true;
        }
    }
}

fn holds(operator: &str, bound: &str, version: Numbers) -> bool {
    let (low, given) = numbers(bound);
    let is_open = bound.ends_with(['*', 'x', 'X']);
    let Some(last) = given.checked_sub(1) else { return is_open };
    let breaking = low.iter().position(|number| *number > 0).map_or(last, |at| at.min(last));
    let above = match operator {
        "" if is_open => last,
        "" | "^" => breaking,
        "~" => last.min(1),
        ">" | ">=" | "<" | "<=" | "=" => last,
        _ => return false,
    };
    let above = next(low, above);
    match operator {
        ">" => version >= above,
        ">=" => version >= low,
        "<" => version < low,
        "<=" => version < above,
        _ => (low..above).contains(&version),
    }
}

/// The first version with another number at this place or before it.
fn next(mut version: Numbers, place: usize) -> Numbers {
    for (index, number) in version.iter_mut().enumerate().skip(place) {
        *number = if index == place { number.saturating_add(1) } else { 0 };
    }
    version
}

/// Whether a package in the kernel and one in the page go together: neither has broken with the other.
///
/// Which of them is newer does not matter. A version without numbers says nothing and goes with every other.
pub(crate) fn go_together(kernel: &str, page: &str) -> bool {
    let (kernel, given) = numbers(kernel);
    given == 0 || {
        let (page, _) = numbers(page);
        let breaking = kernel.iter().position(|number| *number > 0).unwrap_or(2);
        kernel.iter().zip(page).take(breaking + 1).all(|(one, other)| *one == other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(range: &str, version: &str) -> bool {
        takes(range, version)
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
            ("~1", "1.9.0"),
            ("1.2.*", "1.2.7"),
            ("<=1.2", "1.2.7"),
            (">1", "2.0.0"),
            ("^0.0.3", "0.0.3"),
            (">1 *", "2.0.0"),
        ] {
            assert!(fits(range, version), "{range} should take {version}");
        }
        for (range, version) in [
            ("^1", "2.0.0"),
            ("2.0.0", "1.5.0"),
            ("2.0.0", "3.0.0"),
            ("~1.2.3", "1.3.0"),
            ("^0.1.0", "0.2.0"),
            ("^0.0.3", "0.0.4"),
            ("1.2.x", "1.3.0"),
            (">1", "1.9.0"),
            ("<1.2", "1.2.0"),
            (">=1.0.0 <3.0.0", "3.0.0"),
            ("nonsense", "1.0.0"),
            ("1.0.0 nonsense", "1.0.0"),
            ("=>1.0.0", "1.0.0"),
            ("1.0.0 ||", "2.0.0"),
        ] {
            assert!(!fits(range, version), "{range} should refuse {version}");
        }
    }

    #[test]
    fn packages_go_together_until_one_breaks() {
        let page = "0.1.0";
        for good in ["0.1.0", "0.1.7", "0.1", "0.1.0.dev3", "0.1.0rc1", "unknown"] {
            assert!(go_together(good, page), "{good}");
        }
        for bad in ["0.2.0", "1.0.0", "9.9.9", "0", "0.0.1"] {
            assert!(!go_together(bad, page), "{bad}");
        }
        assert!(go_together("2.7.1", "2.0.0"));
        assert!(!go_together("1.9.0", "2.0.0"));
    }
}
