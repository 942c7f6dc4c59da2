//! What time it is: the machine's clock, or a fixed one in tests.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

#[derive(Debug, Clone)]
pub struct Clock {
    fixed: Option<Timestamp>,
    /// The clones of a clock share it, so that a change of the setting reaches them all.
    zone: Arc<RwLock<TimeZone>>,
}

impl Clock {
    /// The machine's clock, read in the association's time zone.
    pub fn system(zone: TimeZone) -> Self {
        Clock { fixed: None, zone: Arc::new(RwLock::new(zone)) }
    }

    /// A clock that always shows the same moment.
    pub fn fixed(moment: Timestamp, zone: TimeZone) -> Self {
        Clock { fixed: Some(moment), zone: Arc::new(RwLock::new(zone)) }
    }

    pub fn now(&self) -> Timestamp {
        self.fixed.unwrap_or_else(Timestamp::now)
    }

    /// The association's time zone.
    pub fn zone(&self) -> TimeZone {
        self.zone.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the clock in another time zone from now on.
    pub fn set_zone(&self, zone: TimeZone) {
        *self.zone.write().unwrap_or_else(PoisonError::into_inner) = zone;
    }

    /// Date and time in the association's time zone, to the second.
    pub fn local_now(&self) -> civil::DateTime {
        let local = self.zone().to_datetime(self.now());
        local.with().subsec_nanosecond(0).build().unwrap_or(local)
    }

    /// The moment of a local date and time as the database writes it; `None` when it is none.
    pub fn moment_of(&self, local: &str) -> Option<Timestamp> {
        let local: civil::DateTime = local.parse().ok()?;
        self.zone().to_ambiguous_timestamp(local).compatible().ok()
    }

    /// The same as the database writes it: `YYYY-MM-DD HH:MM:SS` (database.md 2).
    pub fn local_now_text(&self) -> String {
        self.local_now().strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

/// The time zone of that name; the machine's own when it has none or it is unknown.
pub fn zone_named(name: Option<&str>) -> TimeZone {
    name.and_then(|name| TimeZone::get(name).ok()).unwrap_or_else(TimeZone::system)
}
