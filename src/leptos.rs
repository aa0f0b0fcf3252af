//! Hooks for [Leptos](https://leptos.dev) 0.8: an event source as signals.
//!
//! ```ignore
//! use eventsource_wasm::{Json, State, leptos::use_event_source};
//! use leptos::prelude::*;
//!
//! #[component]
//! fn UserCount() -> impl IntoView {
//!     let count = use_event_source::<Json<u32>>("/users/count", "userCount");
//!     view! {
//!         <p>{move || count.data.get().map(|Json(users)| users)} " users"</p>
//!         <p>{move || count.error.get().map(|error| error.to_string())}</p>
//!         <Show when=move || count.state.get() != State::Open>
//!             <button on:click=move |_| count.reconnect()>"Reconnect now"</button>
//!         </Show>
//!     }
//! }
//! ```
//!
//! [`use_event_source`] is for the events of one type, [`use_events`] for an enum of several. Both give a [`UseEventSource`], which is
//! `Copy`, `Send` and `Sync`: it can go into closures, into context and to other components. The connection opens once the
//! component is mounted, and closes when its owner is disposed of. It reconnects as the library does it; the hook adds nothing.
//!
//! # Signals show the latest event, callbacks see every one
//!
//! Effects and views run some time after a signal has changed, and two events may have come by then. What needs every event, such as a
//! list of messages, takes them from [`on_event`](UseEventSource::on_event).
//!
//! # On the server
//!
//! There a hook does nothing: no data and no error, and a state that is [`State::Connecting`], which is also what the browser
//! hydrates with. Whatever thread renders, nothing in it is bound to one.
//!
//! # In tests
//!
//! With the feature `mock`, `provide_mock_server` puts a [mock server](crate#feature-flags) into the context, and a component under
//! test talks to that, in a browser and on the host.

mod connections;

use std::{
    fmt,
    rc::Rc,
    sync::atomic::{AtomicBool, Ordering},
};

use reactive_graph::{
    computed::Memo,
    effect::Effect,
    graph::untrack,
    owner::StoredValue,
    prelude::*,
    send_wrapper_ext::SendOption,
    signal::ArcRwSignal,
    wrappers::read::{MaybeProp, Signal},
};

use crate::{
    core::connection::{Cause, State},
    decode::Data,
    error::Error,
    event::Event,
    listener::Listener,
    options::EventSourceBuilder,
    source::EventSource,
};
use connections::Connections;

/// The events of one type, such as `event: userCount`, with their data decoded to `T`: see [`Data`] for the types there are.
///
/// The URL may be a `&str`, a `String`, or any signal of a string or of an `Option` of one. A change closes the connection and
/// opens another, which begins with no data; `None` stands for no connection.
///
/// ```
/// use eventsource_wasm::{Json, leptos::use_event_source};
/// use reactive_graph::prelude::*;
/// # use reactive_graph::{owner::Owner, signal::RwSignal, wrappers::read::Signal};
/// # Owner::new().with(|| {
///
/// let room = RwSignal::new(7);
/// let url = Signal::derive(move || format!("/rooms/{}/users", room.get()));
/// let count = use_event_source::<Json<u32>>(url, "userCount");
/// let text = move || count.data.get().map(|Json(users)| format!("{users} users"));
/// # assert_eq!(text(), None);
/// # });
/// ```
pub fn use_event_source<T>(url: impl Into<MaybeProp<String>>, event_type: &str) -> UseEventSource<T>
where
    T: Data + Clone + Send + Sync + 'static,
{
    use_event_source_with_options(url, event_type, |builder| builder)
}

/// The same with options. They are asked for whenever a connection is opened, and a change of a signal that is read among them opens
/// another.
///
/// ```
/// use std::time::Duration;
/// use eventsource_wasm::{Json, leptos::use_event_source_with_options};
/// # use reactive_graph::owner::Owner;
/// # Owner::new().with(|| {
///
/// let count = use_event_source_with_options::<Json<u32>>("/users/count", "userCount", |builder| {
///     builder.idle_timeout(Duration::from_secs(45)).with_credentials(true)
/// });
/// # let _ = count;
/// # });
/// ```
pub fn use_event_source_with_options<T>(
    url: impl Into<MaybeProp<String>>,
    event_type: &str,
    options: impl Fn(EventSourceBuilder) -> EventSourceBuilder + 'static,
) -> UseEventSource<T>
where
    T: Data + Clone + Send + Sync + 'static,
{
    let event_type = event_type.to_owned();
    UseEventSource::new(url.into(), options, move |source, callback| {
        Ok(source.on(&event_type, move |event| callback(event)))
    })
}

/// The events of all types that an enum has variants for; see [`schema`](crate::schema) for which enums, and what each variant's
/// data is. The URL as in [`use_event_source`].
///
/// ```
/// use eventsource_wasm::leptos::use_events;
/// # use reactive_graph::{owner::Owner, prelude::*, signal::RwSignal};
/// # Owner::new().with(|| {
///
/// #[derive(Clone, serde::Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// enum ServerEvent {
///     UserCount(u32),
///     Stats { users: u32, connections: u32 },
///     #[serde(other)]
///     Unknown,
/// }
///
/// let (users, tabs) = (RwSignal::new(0), RwSignal::new(0));
/// let events = use_events::<ServerEvent>("/users/count");
/// events.on_event(move |event| match event.data {
///     ServerEvent::UserCount(count) => users.set(count),
///     ServerEvent::Stats { connections, .. } => tabs.set(connections),
///     ServerEvent::Unknown => {}
/// });
/// # });
/// ```
#[cfg(feature = "json")]
pub fn use_events<E>(url: impl Into<MaybeProp<String>>) -> UseEventSource<E>
where
    E: serde::de::DeserializeOwned + Clone + Send + Sync + 'static,
{
    use_events_with_options(url, |builder| builder)
}

/// The same with options, as in [`use_event_source_with_options`].
///
/// ```
/// use eventsource_wasm::{Resume, leptos::use_events_with_options};
/// # use reactive_graph::owner::Owner;
/// # Owner::new().with(|| {
///
/// #[derive(Clone, serde::Deserialize)]
/// enum ServerEvent {
///     Joined(String),
///     Left(String),
/// }
///
/// let events = use_events_with_options::<ServerEvent>("/room", |builder| {
///     builder.resume(Resume::Query("lastEventId".into()))
/// });
/// # let _ = events;
/// # });
/// ```
#[cfg(feature = "json")]
pub fn use_events_with_options<E>(
    url: impl Into<MaybeProp<String>>,
    options: impl Fn(EventSourceBuilder) -> EventSourceBuilder + 'static,
) -> UseEventSource<E>
where
    E: serde::de::DeserializeOwned + Clone + Send + Sync + 'static,
{
    UseEventSource::new(url.into(), options, |source, callback| source.on_events(move |event| callback(event)))
}

/// Lets the hooks of this owner and those below it open their connections at a mock server, in a browser's tests and on the host.
///
/// ```no_run
/// use eventsource_wasm::{Json, encoder::Frame, leptos::{provide_mock_server, use_event_source}, mock::MockServer};
/// use reactive_graph::prelude::*;
///
/// let mock = MockServer::new();
/// provide_mock_server(&mock);
/// // What the component under test does.
/// let count = use_event_source::<Json<u32>>("/users/count", "userCount");
///
/// // Once it is mounted:
/// mock.open();
/// mock.send(&Frame::new().event("userCount")?.data("3"));
/// assert_eq!(count.data.get(), Some(Json(3)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "mock")]
pub fn provide_mock_server(server: &crate::mock::MockServer) {
    reactive_graph::owner::provide_context(SendOption::new_local(Some(server.clone())));
}

/// What the hooks give: a connection as signals. Copies are handles to the same one.
///
/// It belongs to the owner under which the hook was called, which is the component. With that it closes, and all of its
/// listeners are removed.
pub struct UseEventSource<T: Send + Sync + 'static> {
    /// The data of the latest event; `None` before the first one from this URL.
    pub data: Signal<Option<T>>,
    /// The latest event with all that the server said about it, such as its [`last_event_id`](Event::last_event_id). It derefs to an
    /// `Option<Event<T>>`: events stay on their thread, and Leptos' [`SendOption`] sees to that.
    pub event: Signal<SendOption<Event<T>>>,
    /// Where the connection is, and why.
    pub state: Signal<State>,
    /// What went wrong last, until the connection is open again: it could not be opened, was lost, or an event could not be decoded.
    /// Where nobody has ever read it, what the library cannot mend goes to the browser's console.
    pub error: Signal<Option<Error>>,
    live: StoredValue<SendOption<Live<T>>>,
}

/// What there is in a browser alone.
struct Live<T> {
    connections: Rc<Connections>,
    listen: Listen<T>,
}

type Listen<T> = Rc<dyn Fn(&EventSource, Rc<dyn Fn(Event<T>)>) -> Result<Listener, Error>>;

impl<T: Send + Sync> UseEventSource<T> {
    /// Calls back for each event, after [`data`](Self::data) and [`event`](Self::event) have it, whatever URL it comes from. Until the
    /// hook's owner is disposed of, or the one that this is called under.
    ///
    /// ```
    /// # use eventsource_wasm::{Json, leptos::use_event_source};
    /// # use reactive_graph::{owner::Owner, prelude::*, signal::RwSignal};
    /// # Owner::new().with(|| {
    /// let messages = RwSignal::new(Vec::new());
    /// let chat = use_event_source::<Json<String>>("/chat", "message");
    /// chat.on_event(move |event| messages.write().push(event.data.0));
    /// # });
    /// ```
    pub fn on_event(&self, callback: impl Fn(Event<T>) + 'static) {
        let Some(Live { connections, listen }) = get(self.live) else { return };
        let callback: Rc<dyn Fn(Event<T>)> = Rc::new(move |event| untrack(|| callback(event)));
        connections.listen(move |source| listen(source, Rc::clone(&callback)));
    }

    /// Adds any of the library's listeners, to each connection that the hook opens; for what the hook has no signal for. Until the
    /// hook's owner is disposed of, or the one that this is called under.
    ///
    /// ```
    /// # use eventsource_wasm::{Event, Json, leptos::use_event_source};
    /// # use reactive_graph::{owner::Owner, prelude::*, signal::RwSignal};
    /// # Owner::new().with(|| {
    /// let peak = RwSignal::new(0);
    /// let count = use_event_source::<Json<u32>>("/users/count", "userCount");
    /// // Another event type of the same connection.
    /// count.listen(move |source| source.on("peak", move |event: Event<Json<u32>>| peak.set(event.data.0)));
    /// # });
    /// ```
    pub fn listen(&self, listen: impl Fn(&EventSource) -> Listener + 'static) {
        if let Some(Live { connections, .. }) = get(self.live) {
            connections.listen(move |source| Ok(listen(source)));
        }
    }

    /// The connection itself, for what has no signal: its [streams](EventSource::stream), or the [time](EventSource::next_retry_in)
    /// until it comes back. `None` on the server, before the component is mounted, and without a URL. A changed URL is another
    /// connection. It is closed with the hook's owner, whoever holds it.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use eventsource_wasm::leptos::UseEventSource;
    /// fn next_retry_in<T: Send + Sync>(events: UseEventSource<T>) -> Option<Duration> {
    ///     events.source()?.next_retry_in()
    /// }
    /// ```
    #[must_use]
    pub fn source(&self) -> Option<EventSource> {
        get(self.live)?.connections.source()
    }

    /// Connects anew at once: instead of waiting for the next attempt, in place of a connection that stands, or after it was closed.
    pub fn reconnect(&self) {
        if let Some(Live { connections, .. }) = get(self.live) {
            connections.reconnect();
        }
    }

    /// Closes the connection, until [`reconnect`](Self::reconnect) or a change of the URL. The signals keep what they have, but for the
    /// state.
    pub fn close(&self) {
        if let Some(Live { connections, .. }) = get(self.live) {
            connections.close();
        }
    }
}

impl<T: Clone + Send + Sync> UseEventSource<T> {
    fn new(
        url: MaybeProp<String>,
        options: impl Fn(EventSourceBuilder) -> EventSourceBuilder + 'static,
        listen: impl Fn(&EventSource, Rc<dyn Fn(Event<T>)>) -> Result<Listener, Error> + 'static,
    ) -> Self {
        // An equal one is no change.
        let url = Memo::new(move |_| url.get());
        let first = url.get_untracked();
        let state = ArcRwSignal::new(match first {
            Some(_) => State::Connecting { attempt: 0 },
            None => State::Closed { cause: Cause::Requested },
        });
        let (event, error) = (ArcRwSignal::new(SendOption::<Event<T>>::new_local(None)), ArcRwSignal::new(None));
        let live = Connections::new(options, first, state.clone(), error.clone())
            .map(|connections| Live { connections: Rc::new(connections), listen: Rc::new(listen) });
        let is_live = live.is_some();
        let live = StoredValue::new(SendOption::new_local(live));

        let (latest, is_error_read) = (event.clone(), AtomicBool::new(false));
        let this = Self {
            data: Signal::derive(move || latest.with(|event| event.as_ref().map(|event| event.data.clone()))),
            event: event.clone().into(),
            state: state.into(),
            error: Signal::derive(move || {
                if !is_error_read.swap(true, Ordering::Relaxed)
                    && let Some(Live { connections, .. }) = get(live)
                {
                    connections.show_undecoded();
                }
                error.get()
            }),
            live,
        };
        // Where a server renders nothing runs, whatever features its build adds up to.
        if is_live {
            let latest = event.clone();
            // The first of all listeners.
            this.on_event(move |event| latest.set(SendOption::new_local(Some(event))));
            // Effects run when the page is rendered, and hydrated.
            Effect::new(move |before: Option<Option<String>>| {
                let url = url.get();
                if before.as_ref().is_some_and(|before| *before != url) {
                    event.set(SendOption::new_local(None));
                }
                if let Some(Live { connections, .. }) = get(live) {
                    connections.follow(before.is_none(), url.clone());
                }
                url
            });
        }
        this
    }
}

/// `None` on a server, and where the owner is gone.
fn get<T: 'static>(live: StoredValue<SendOption<Live<T>>>) -> Option<Live<T>> {
    live.try_get_value()?.take()
}

// Derived they would ask for a `T` that can do the same.
impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        Self { connections: Rc::clone(&self.connections), listen: Rc::clone(&self.listen) }
    }
}

impl<T: Send + Sync> Clone for UseEventSource<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for UseEventSource<T> {}

impl<T: Send + Sync> fmt::Debug for UseEventSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state.try_get_untracked();
        f.debug_struct("UseEventSource").field("state", &state).finish_non_exhaustive()
    }
}
