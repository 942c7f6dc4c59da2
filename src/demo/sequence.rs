//! A reproducible pseudo-random sequence.

/// A SplitMix64 sequence (Steele, Lea and Flood, 2014) with a fixed seed. Not for secrets.
pub struct Sequence(u64);

impl Sequence {
    pub fn new() -> Self {
        Sequence(0x5DA2_D811_0BEE)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included; `least` when they are in the wrong order.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = u64::try_from(most.saturating_sub(least)).unwrap_or(0).saturating_add(1);
        least.saturating_add(i64::try_from(self.next() % width).unwrap_or(0))
    }

    /// True with that probability, in percent.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// A random element.
    pub fn pick<T: Copy, const N: usize>(&mut self, among: [T; N]) -> T {
        const { assert!(N > 0) }
        // The index is below N, and N is above zero.
        among[(self.next() % N as u64) as usize]
    }

    /// A text of `length` digits and lower-case letters.
    pub fn word(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        (0..length).map(|_| char::from(ALPHABET[(self.next() % 36) as usize])).collect()
    }
}
