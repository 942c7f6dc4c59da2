//! Reasons that differ in a number only. Of many lines the numbers say nothing that the lines do not, and a reason without
//! them is told once for all (`imports::lines::grouped`).

use crate::i18n::Message;
use crate::imports::LineError;
use crate::imports::lines::ALIKE_MIN;
use crate::msg;

/// Takes the numbers from reasons that several lines have.
pub(super) fn join(errors: &mut [LineError]) {
    for id in ["entry-import-foreign-number", "entry-import-number-unknown", "entry-import-same-as-stored"] {
        let of_id = |reason: &&mut Message| reason.id == id;
        if errors.iter_mut().flat_map(|error| &mut error.reasons).filter(of_id).count() < ALIKE_MIN {
            continue;
        }
        for reason in errors.iter_mut().flat_map(|error| &mut error.reasons).filter(of_id) {
            *reason = match id {
                "entry-import-foreign-number" => msg!("entry-import-foreign-numbers"),
                "entry-import-number-unknown" => msg!("entry-import-numbers-unknown"),
                _ => msg!("entry-import-same-as-others"),
            };
        }
    }
}
