//! Time-based one-time codes (RFC 6238: SHA-1, 6 digits, 30 seconds) with secrets as Paheko stores them (people.md 1).

use rusqlite::{Connection, OptionalExtension, Transaction};
use totp_rs::{Builder, Secret, Totp};

use crate::error::Result;

/// Bytes of a new secret: the 16 characters of Base32 that Paheko writes.
const SECRET_BYTES: usize = 10;
/// Characters of Base32 below which a stored text is not a secret.
const CHARACTERS_MIN: usize = 8;

/// The secret that a member's application and the database share.
#[derive(Clone)]
pub struct OtpSecret(Secret);

impl OtpSecret {
    pub fn generate() -> Self {
        OtpSecret(Secret::from(rand::random::<[u8; SECRET_BYTES]>().to_vec()))
    }

    /// Reads `users.otp_secret`, in either case, with or without spaces; `None` if it is too short to be a secret.
    pub fn read(stored: &str) -> Option<Self> {
        let characters: String =
            stored.chars().map(|c| c.to_ascii_uppercase()).filter(|c| matches!(c, 'A'..='Z' | '2'..='7')).collect();
        let secret = Secret::try_from_base32(&characters).ok()?;
        (characters.len() >= CHARACTERS_MIN).then_some(OtpSecret(secret))
    }

    /// As it is stored and shown: Base32 without padding or spaces.
    pub fn text(&self) -> String {
        self.0.to_base32()
    }

    /// The period of a code that is right now: the current one, the one before or the one after.
    pub fn period_of(&self, code: &str, unix_seconds: i64) -> Option<i64> {
        let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        let period = self.totp().check(code, u64::try_from(unix_seconds).ok()?).filter(|_| is_code)?;
        i64::try_from(period).ok()
    }

    /// The address that applications read from a QR code (people.md 1).
    pub fn address(&self, organisation: &str) -> String {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
        format!("otpauth://totp/{}?secret={}", utf8_percent_encode(organisation, NON_ALPHANUMERIC), self.text())
    }

    fn totp(&self) -> Totp {
        // Paheko's secrets have 80 bits; the library's strict constructor asks for 128.
        Builder::new().with_secret(self.0.clone()).build_noncompliant()
    }
}

/// Takes note of the period of a code that was right; `false` if that code or a later one was used before.
pub fn use_period(tx: &Transaction<'_>, member: i64, period: i64) -> Result<bool> {
    let last = last_period(tx, member)?;
    if last.is_some_and(|last| period <= last) {
        return Ok(false);
    }
    let sql = "INSERT INTO ruche_used_codes (id_user, period) VALUES (?1, ?2)
               ON CONFLICT (id_user) DO UPDATE SET period = excluded.period";
    tx.prepare_cached(sql)?.execute((member, period))?;
    Ok(true)
}

/// Forgets the codes that a member used, with the secret that they were made of.
pub fn forget_periods(tx: &Transaction<'_>, member: i64) -> Result<()> {
    tx.prepare_cached("DELETE FROM ruche_used_codes WHERE id_user = ?1")?.execute([member])?;
    Ok(())
}

fn last_period(conn: &Connection, member: i64) -> Result<Option<i64>> {
    let mut find = conn.prepare_cached("SELECT period FROM ruche_used_codes WHERE id_user = ?1")?;
    Ok(find.query_row([member], |row| row.get(0)).optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    #[test]
    fn a_code_is_right_in_its_period_and_the_ones_beside_it() {
        let secret = OtpSecret::read("JBSW Y3DP EHPK 3PXP").unwrap();
        assert_eq!(secret.text(), "JBSWY3DPEHPK3PXP");
        let period = |offset: i64| secret.period_of("309848", NOW + offset);
        assert_eq!(period(0), Some(NOW / 30));
        assert_eq!((period(30), period(-30)), (Some(NOW / 30), Some(NOW / 30)));
        assert_eq!((period(60), period(-60)), (None, None));
        for wrong in ["309849", "", "3098480", "30984", "٣٠٩٨٤٨", " 309848"] {
            assert_eq!(secret.period_of(wrong, NOW), None, "{wrong}");
        }
    }

    #[test]
    fn secrets_are_read_in_every_spelling_and_short_ones_are_none() {
        for stored in ["jbsw y3dp ehpk 3pxp", "JBSW-Y3DP-EHPK-3PXP", "JBSWY3DPEHPK3PXP"] {
            assert_eq!(OtpSecret::read(stored).unwrap().text(), "JBSWY3DPEHPK3PXP");
        }
        assert!(OtpSecret::read("").is_none() && OtpSecret::read("JBSWY3").is_none());
        let generated = OtpSecret::generate().text();
        assert_eq!(generated.len(), 16, "{generated}");
        assert_eq!(OtpSecret::read(&generated).unwrap().text(), generated);
    }

    #[test]
    fn the_address_names_the_association() {
        let address = OtpSecret::read("JBSWY3DPEHPK3PXP").unwrap().address("L'été & co");
        assert_eq!(address, "otpauth://totp/L%27%C3%A9t%C3%A9%20%26%20co?secret=JBSWY3DPEHPK3PXP");
    }
}
