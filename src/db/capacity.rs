//! How much may go on at once, as the settings say.

use super::temporary::TempLimits;
use crate::config::Config;

#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// Connections for short readings.
    pub readers: usize,
    /// Connections for readings that take long, such as exports.
    pub long_readers: usize,
    pub temporary: TempLimits,
}

impl Capacity {
    pub fn of(config: &Config) -> Self {
        Capacity {
            readers: config.readers,
            long_readers: config.long_readers,
            temporary: TempLimits {
                in_all: config.temporary_limit.0 as u64,
                each: config.temporary_answer_limit.0 as u64,
            },
        }
    }
}
