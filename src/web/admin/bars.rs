//! Pairs of amounts as bars, drawn as SVG. A table beside it says the same in words.

use std::fmt::Write;

const HEIGHT: i64 = 120;
const GROUND: i64 = 100;
const WIDTH: i64 = 26;

/// Bars for amounts that come in (first) and go out, under the first letters of their names.
pub fn svg(pairs: &[(String, i64, i64)]) -> String {
    let highest = pairs.iter().flat_map(|(_, first, second)| [*first, *second]).max().unwrap_or(0).max(1);
    let size = |amount: i64| {
        let height = i128::from(amount.max(0)) * i128::from(GROUND - 6) / i128::from(highest);
        i64::try_from(height).unwrap_or(GROUND)
    };
    let width = WIDTH * i64::try_from(pairs.len()).unwrap_or(1).max(1);
    let mut out = format!(r#"<svg class="bars" viewBox="0 0 {width} {HEIGHT}" aria-hidden="true">"#);
    for (at, (name, first, second)) in (0_i64..).zip(pairs) {
        let x = at * WIDTH;
        for (class, amount, left) in [("in", first, x + 3), ("out", second, x + 13)] {
            let height = size(*amount);
            let _ = write!(
                out,
                r#"<rect class="{class}" x="{left}" y="{}" width="9" height="{height}"/>"#,
                GROUND - height
            );
        }
        // The names are words of ours.
        let letter: String = name.chars().take(3).collect();
        let _ = write!(out, r#"<text x="{}" y="{}">{letter}</text>"#, x + 3, HEIGHT - 6);
    }
    out + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_reaches_the_top_whatever_the_amounts() {
        let drawn = svg(&[("mai".into(), i64::MAX, 0), ("juin".into(), -5, 1)]);
        assert!(drawn.contains(r#"<rect class="in" x="3" y="6" width="9" height="94"/>"#), "{drawn}");
        assert!(!drawn.contains("height=\"-"), "{drawn}");
        assert!(svg(&[]).starts_with("<svg"));
    }
}
