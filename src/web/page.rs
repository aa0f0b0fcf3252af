//! The page's life, told to a session: it goes offline and comes back, is hidden, left, restored. And the user's signal.

use std::rc::Rc;

use gloo_events::EventListener;
use web_sys::{AbortSignal, EventTarget};

use super::{global, native::afterwards};
use crate::{
    core::connection::Input,
    session::{Session, Wish},
};

/// Tells the session until this is dropped.
pub(super) fn follow(session: &Rc<Session>, signal: Option<&AbortSignal>) -> Vec<EventListener> {
    let mut listeners = Vec::new();
    if let Some(target) = global::target() {
        listeners.push(tell(&target, "online", session, || Input::Online));
        listeners.push(tell(&target, "offline", session, || Input::Offline));
        if global::is_offline() {
            session.input(Input::Offline);
        }
        if let Some(document) = global::document() {
            // Open connections keep pages out of the back/forward cache in some browsers, and are cut off there in others.
            listeners.push(tell(&target, "pagehide", session, || Input::Frozen));
            listeners.push(restored(&target, "pageshow", &document, session));
            // A page that was frozen in the background goes on.
            listeners.push(restored(&document, "resume", &document, session));
            let page = document.clone();
            listeners.push(tell(&document, "visibilitychange", session, move || visibility(&page)));
            if global::is_hidden(&document) {
                session.input(Input::Hidden);
            }
        }
    }
    if let Some(signal) = signal {
        let weak = Rc::downgrade(session);
        let abort = move || {
            if let Some(session) = weak.upgrade() {
                session.wish(Wish::Abort);
            }
        };
        if signal.aborted() {
            // Not before the caller has had a chance to listen.
            afterwards(abort);
        } else {
            listeners.push(EventListener::once(signal, "abort", move |_| abort()));
        }
    }
    listeners
}

fn visibility(document: &EventTarget) -> Input<'static> {
    if global::is_hidden(document) { Input::Hidden } else { Input::Visible }
}

fn tell(
    target: &EventTarget,
    event_type: &'static str,
    session: &Rc<Session>,
    input: impl Fn() -> Input<'static> + Clone + 'static,
) -> EventListener {
    listener(target, event_type, session, move |session| session.input(input()))
}

/// The page is back. Whether it can be seen is to be told after that.
fn restored(
    target: &EventTarget,
    event_type: &'static str,
    document: &EventTarget,
    session: &Rc<Session>,
) -> EventListener {
    let document = document.clone();
    listener(target, event_type, session, move |session| {
        session.input(Input::Resumed);
        if global::is_hidden(&document) {
            session.input(Input::Hidden);
        }
    })
}

fn listener(
    target: &EventTarget,
    event_type: &'static str,
    session: &Rc<Session>,
    tell: impl Fn(&Rc<Session>) + Clone + 'static,
) -> EventListener {
    let session = Rc::downgrade(session);
    EventListener::new(target, event_type, move |_| {
        let (session, tell) = (session.clone(), tell.clone());
        afterwards(move || {
            if let Some(session) = session.upgrade() {
                tell(&session);
            }
        });
    })
}
