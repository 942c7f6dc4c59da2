//! Chunked bodies that nobody reads to their end (threats.md 76).
//!
//! The HTTP dispatcher closes a connection whose request body was not read when the answer is sent, except for a chunked
//! one that was dropped: it waits for the end of that one, for ever if need be. So the body is not dropped before the
//! answer.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::{Version, header};
use futures_util::{Stream, stream};

/// A body, read or not, that is kept until this is dropped.
pub struct Unread(#[expect(dead_code, reason = "held, so that it is not dropped")] Rc<RefCell<Payload>>);

/// Leaves the body to whoever answers, and keeps it. `None` for a request whose body has a known length, or none.
pub fn hold(request: &mut ServiceRequest) -> Option<Unread> {
    let chunked = request.version() < Version::HTTP_2 && request.headers().contains_key(header::TRANSFER_ENCODING);
    if !chunked {
        return None;
    }
    let kept = Rc::new(RefCell::new(request.take_payload()));
    let read = kept.clone();
    let rest = stream::poll_fn(move |context| Pin::new(&mut *read.borrow_mut()).poll_next(context));
    request.set_payload(Payload::Stream { payload: Box::pin(rest) });
    Some(Unread(kept))
}
