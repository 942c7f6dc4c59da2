//! A test message, sent at once and not through the queue: whoever sets the server up sees what it says.

use crate::app::App;
use crate::association::Settings;
use crate::db::blocking;
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::mail::messages::{self, MailTemplate};
use crate::mail::smtp::Session;
use crate::mail::{Composed, Context, QueuedMessage, Sender, Transport, address, compose, write_to_folder};
use crate::msg;
use crate::text::{email_hash, hexadecimal, is_email};

/// Sends a test message to an address. Gives the identifier of the message.
///
/// # Errors
///
/// [`Error::Invalid`] if it is no address; [`Error::Conflict`] if no mail server is set, or with what it said.
pub async fn send_test(app: &App, recipient: &str, language: Language) -> Result<String> {
    let recipient = recipient.trim().to_owned();
    if !is_email(&recipient) {
        return Err(Error::invalid_field("address", msg!("mail-bad-address", address = recipient)));
    }
    let transport = Transport::of(&app.config)?;
    if !transport.is_on() {
        return Err(Error::Conflict(msg!("mail-off")));
    }
    let composed = written(app, &recipient, language).await?;
    let message_id = composed.message_id.clone();
    let failure = blocking(move || Ok(hand_over(&transport, &composed))).await?;
    let (hash, moment) = (email_hash(&recipient).unwrap_or_default(), app.clock.local_now_text());
    match failure {
        None => {
            app.db.write(move |tx| address::sent(tx, &hash, &moment)).await?;
            Ok(message_id)
        }
        Some(reason) => Err(Error::Conflict(msg!("mail-test-failed", reason = reason))),
    }
}

async fn written(app: &App, recipient: &str, language: Language) -> Result<Composed> {
    let (config, moment) = (app.config.clone(), app.clock.local_now_text());
    let sender = app.db.read(move |conn| Sender::of(&Settings::read(conn)?, &config)).await?;
    let content = messages::Test { moment }.write(language, &sender.association)?;
    let message = QueuedMessage {
        id: 0,
        sender: None,
        recipient: recipient.to_owned(),
        recipient_hash: email_hash(recipient).unwrap_or_default(),
        has_pgp_key: false,
        subject: content.subject,
        content: content.text,
        content_html: Some(content.html),
        context: Context::System,
    };
    let domain = sender.envelope_address().rsplit_once('@').map_or("localhost", |(_, domain)| domain).to_owned();
    let random: [u8; 16] = rand::random();
    let message_id = format!("{}@{domain}", hexadecimal(&random));
    compose(&message, &Sender { language, ..sender }, Vec::new(), &message_id, app.clock.now().into())
}

/// Why it was not taken, in the words of the mail server or of the system; `None` if it was.
fn hand_over(transport: &Transport, composed: &Composed) -> Option<String> {
    match transport {
        Transport::Off => Some(String::new()),
        Transport::Folder(folder) => {
            write_to_folder(folder, &composed.message_id, &composed.bytes).err().map(|error| error.to_string())
        }
        Transport::Smtp(server) => {
            let sent = Session::open(server, composed.from.as_ref()).and_then(|mut session| {
                session.offer(&composed.from, &composed.to)?;
                session.transmit(&composed.bytes)?;
                session.quit();
                Ok(())
            });
            sent.err().map(|failure| failure.reason().to_owned())
        }
    }
}
