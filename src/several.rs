//! One listener for several event types; and these as the variants of one enum.

use std::{ops::ControlFlow, rc::Rc};

use crate::{
    decode::Data,
    error::Error,
    event::Event,
    listener::{Listener, Place},
    listeners::{Callback, Listeners},
    raw::Raw,
    session::Session,
    source::EventSource,
};

impl EventSource {
    /// Listens to the events of several types with one listener; [`event_type`](Event::event_type) tells which it is. As
    /// [`on`](Self::on) otherwise.
    ///
    /// ```no_run
    /// # use eventsource_wasm::{Event, EventSource};
    /// # fn run(source: &EventSource) {
    /// let _listener = source.on_any_of(["joined", "left"], |event: Event<String>| {
    ///     println!("{} {}", event.data, event.event_type());
    /// });
    /// # }
    /// ```
    pub fn on_any_of<T: Data>(
        &self,
        event_types: impl IntoIterator<Item = impl AsRef<str>>,
        mut listener: impl FnMut(Event<T>) + 'static,
    ) -> Listener {
        let shared = shared(self.session(), move |raw| Event::decode(raw).map(&mut listener));
        let names = distinct(event_types);
        let listeners = names.iter().map(|name| listen(self.session(), name.as_ref(), &shared)).collect();
        Listener::new(self.session(), Place::Several(listeners))
    }

    /// Listens to all events, whatever their type. Over `fetch`: the browser's own class has to be asked for each type, and nothing
    /// comes from it here.
    pub fn on_any<T: Data>(&self, mut listener: impl FnMut(Event<T>) + 'static) -> Listener {
        let shared = shared(self.session(), move |raw| Event::decode(raw).map(&mut listener));
        let slot = self.session().others.add(Box::new(move |other| {
            shared.dispatch(&other.raw);
            ControlFlow::Continue(())
        }));
        Listener::new(self.session(), Place::Others(slot))
    }
}

#[cfg(feature = "json")]
mod variants {
    use serde::de::DeserializeOwned;

    use super::{ControlFlow, Error, Event, EventSource, Listener, Place, distinct, listen, shared};
    use crate::{events::Events, schema::Schema, session::Other};

    impl EventSource {
        /// The events of all types that an enum has variants for, as a stream. The names come from serde, with no macro: see
        /// [`schema`](crate::schema) for which enums, and what each variant's data is.
        ///
        /// Over `fetch`, events of other types go to the variant marked `#[serde(other)]`; where there is none and nobody else
        /// listens to them, they are errors that list the names that are known. The browser's own class has to be asked for each
        /// type, and so knows of no others.
        ///
        /// # Errors
        ///
        /// [`Error::Schema`] where `E` is no such enum; the message says what to do.
        ///
        /// ```no_run
        /// # use eventsource_wasm::{Error, EventSource};
        /// # use futures_util::StreamExt;
        /// #[derive(serde::Deserialize)]
        /// #[serde(rename_all = "camelCase")]
        /// enum ServerEvent {
        ///     UserCount(u32),
        ///     Stats { users: u32, connections: u32 },
        ///     #[serde(other)]
        ///     Unknown,
        /// }
        ///
        /// # async fn run(source: EventSource) -> Result<(), Error> {
        /// let mut events = source.events::<ServerEvent>()?;
        /// while let Some(event) = events.next().await {
        ///     match event?.data {
        ///         ServerEvent::UserCount(users) => println!("{users} users"),
        ///         ServerEvent::Stats { connections, .. } => println!("{connections} connections"),
        ///         ServerEvent::Unknown => {}
        ///     }
        /// }
        /// # Ok(())
        /// # }
        /// ```
        pub fn events<E: DeserializeOwned>(&self) -> Result<Events<Event<E>>, Error> {
            let schema = Schema::of::<E>().map_err(Error::Schema)?;
            let events = Events::new(self.session(), distinct(schema.names().iter().copied()), Event::decode_variant);
            Ok(events.with_others(move |other| takes(schema, other)))
        }

        /// The same with a callback for each event. An event that cannot be decoded goes to [`on_error`](Self::on_error).
        ///
        /// # Errors
        ///
        /// [`Error::Schema`] where `E` is no such enum; the message says what to do.
        pub fn on_events<E: DeserializeOwned>(
            &self,
            mut listener: impl FnMut(Event<E>) + 'static,
        ) -> Result<Listener, Error> {
            let schema = Schema::of::<E>().map_err(Error::Schema)?;
            let session = self.session();
            let shared = shared(session, move |raw| Event::decode_variant(raw).map(&mut listener));
            let names = distinct(schema.names().iter().copied());
            let mut listeners: Vec<_> = names.iter().map(|name| listen(session, name, &shared)).collect();
            let slot = session.others.add(Box::new(move |other| {
                if takes(schema, other) {
                    shared.dispatch(&other.raw);
                }
                ControlFlow::Continue(())
            }));
            listeners.push(Listener::new(session, Place::Others(slot)));
            Ok(Listener::new(session, Place::Several(listeners)))
        }
    }

    /// Whether an event of a type that is not listened to by its name is one for this enum: to decode it, or to complain.
    fn takes(schema: Schema, other: &Other) -> bool {
        !schema.names().contains(&other.raw.event_type()) && (schema.has_other() || !other.is_asked_for)
    }
}

/// Each name once: a user may give one twice, and so does serde where two variants have the same alias.
fn distinct<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Vec<N> {
    let mut distinct: Vec<N> = Vec::new();
    for name in names {
        if !distinct.iter().any(|other| other.as_ref() == name.as_ref()) {
            distinct.push(name);
        }
    }
    distinct
}

/// One callback, which is not re-entered, whichever of its events comes while it runs.
type Shared = Rc<Listeners<Raw>>;

/// Calls, and reports what cannot be decoded.
fn shared(session: &Rc<Session>, mut run: impl FnMut(&Raw) -> Result<(), Error> + 'static) -> Shared {
    let (session, listeners) = (Rc::downgrade(session), Shared::default());
    listeners.add(Box::new(move |raw| {
        if let Err(error) = run(raw)
            && let Some(session) = session.upgrade()
        {
            session.report(&error);
        }
        ControlFlow::Continue(())
    }));
    listeners
}

fn listen(session: &Rc<Session>, name: &str, shared: &Shared) -> Listener {
    let event_type = session.event_type(name);
    let shared = Rc::clone(shared);
    let callback: Callback<Raw> = Box::new(move |raw| {
        shared.dispatch(raw);
        ControlFlow::Continue(())
    });
    let slot = event_type.listeners.add(callback);
    Listener::new(session, Place::Event(event_type, slot))
}
