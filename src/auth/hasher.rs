//! The one thread that verifies secrets. Hashing takes 19 MiB, which the allocator keeps for each thread that ever asked
//! for them: spread over all threads that may block, guesses would make the process grow by hundreds of megabytes.

use std::panic::catch_unwind;
use std::sync::mpsc;

use tokio::sync::oneshot;

use super::password;
use crate::error::{Error, Result};

struct Question {
    secret: String,
    hash: String,
    answer: oneshot::Sender<bool>,
}

/// Verifies secrets one after the other; its thread ends with it.
pub struct Hasher(mpsc::Sender<Question>);

impl Default for Hasher {
    fn default() -> Self {
        let (sender, questions) = mpsc::channel::<Question>();
        std::thread::spawn(move || {
            for Question { secret, hash, answer } in questions {
                // Whoever asked may have left meanwhile.
                if !answer.is_closed() {
                    // A mistake in a library is one wrong answer, not the end of all.
                    let _ = answer.send(catch_unwind(|| password::verify(&secret, &hash)).unwrap_or(false));
                }
            }
        });
        Hasher(sender)
    }
}

impl Hasher {
    /// Whether the secret is the one that was hashed.
    pub async fn verify(&self, secret: String, hash: String) -> Result<bool> {
        let (answer, verdict) = oneshot::channel();
        self.0.send(Question { secret, hash, answer }).map_err(|_| gone())?;
        verdict.await.map_err(|_| gone())
    }
}

fn gone() -> Error {
    Error::internal(anyhow::anyhow!("the thread that verifies secrets has ended"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_verified_in_turn_whoever_waits_for_them() {
        let hasher = Hasher::default();
        let hash = bcrypt::hash("right", 4).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            drop(hasher.verify("right".to_owned(), hash.clone()));
            for (secret, expected) in [("right", true), ("wrong", false), ("right", true)] {
                assert_eq!(hasher.verify(secret.to_owned(), hash.clone()).await.unwrap(), expected);
            }
        });
    }
}
