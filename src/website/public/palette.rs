//! Colours of the site, made from the two of the association so that everything stays readable (WCAG 2.2, 1.4.3).

/// A colour of sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(u8, u8, u8);

/// The minimal contrast of text to its background.
const CONTRAST_MIN: f64 = 4.5;
const WHITE: Colour = Colour(255, 255, 255);
const BLACK: Colour = Colour(0, 0, 0);
/// The background with less contrast in the light and in the dark scheme: text readable on it is readable on the other
/// one too.
const PANEL_BY_DAY: Colour = Colour(0xF5, 0xF3, 0xEE);
const PANEL_BY_NIGHT: Colour = Colour(0x2A, 0x29, 0x26);
/// The default colours.
const USUAL: [Colour; 2] = [Colour(0x7A, 0x4A, 0x00), Colour(0xF2, 0xB6, 0x32)];

impl Colour {
    /// `#8a5a00`
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        let part = |at: usize| digits.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
        let hexadecimal = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        hexadecimal.then_some(())?;
        Some(Colour(part(0)?, part(2)?, part(4)?))
    }

    fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// From 1, the same, to 21, black on white.
    fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Mixes in another colour, in steps of a twentieth.
    fn towards(self, end: Colour, step: u16) -> Colour {
        let part = |from: u8, to: u8| {
            let mixed = (u16::from(from) * (20 - step) + u16::from(to) * step) / 20;
            u8::try_from(mixed).unwrap_or(to)
        };
        Colour(part(self.0, end.0), part(self.1, end.1), part(self.2, end.2))
    }

    /// The first colour on the way to `end` that has enough contrast on `ground`.
    fn readable(self, ground: Colour, end: Colour) -> Colour {
        let way = (0..=20).map(|step| self.towards(end, step));
        way.into_iter().find(|colour| colour.contrast(ground) >= CONTRAST_MIN).unwrap_or(end)
    }

    /// Black or white, whichever is read better on this one: at least 4.58 for any colour.
    fn ink(self) -> Colour {
        if self.contrast(WHITE) >= self.contrast(BLACK) { WHITE } else { BLACK }
    }
}

/// The variables of the style sheet.
pub fn css(colours: [Option<Colour>; 2]) -> String {
    let [main, accent] = [0, 1].map(|at| colours[at].unwrap_or(USUAL[at]));
    let [main_ink, accent_ink] = [main.ink(), accent.ink()].map(Colour::css);
    let link = main.readable(PANEL_BY_DAY, BLACK).css();
    let link_by_night = main.readable(PANEL_BY_NIGHT, WHITE).css();
    format!(
        ":root{{--main:{};--main-ink:{main_ink};--accent:{};--accent-ink:{accent_ink};--link:{link};\
         --panel:{};--panel-night:{};--link-night:{link_by_night}}}",
        main.css(),
        accent.css(),
        PANEL_BY_DAY.css(),
        PANEL_BY_NIGHT.css(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_colour_is_a_sign_and_six_digits() {
        assert_eq!(Colour::parse("#8a5A00"), Some(Colour(0x8a, 0x5a, 0)));
        for text in ["", "8a5a00", "#8a5a0", "#8a5a00;", "#+a5a00", "#é5a00", "red"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn whatever_the_colours_texts_can_be_read(red: u8, green: u8, blue: u8) {
            let colour = Colour(red, green, blue);
            prop_assert!(colour.ink().contrast(colour) >= CONTRAST_MIN);
            for (ground, end) in [(PANEL_BY_DAY, BLACK), (PANEL_BY_NIGHT, WHITE)] {
                prop_assert!(colour.readable(ground, end).contrast(ground) >= CONTRAST_MIN);
            }
            // Text readable on the panel is readable on the page.
            prop_assert!(colour.readable(PANEL_BY_DAY, BLACK).contrast(WHITE) >= CONTRAST_MIN);
        }
    }
}
