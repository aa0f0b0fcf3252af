//! The life of a connection: every decision about it, and nothing else.
//!
//! A [`Connection`] takes an [`Input`] and the [`Moment`] it came, and answers with [`Action`]s. It reads no clock, draws no
//! random number and does no I/O, so a night of reconnecting is a test of microseconds. Whoever carries the actions out, a
//! shell over `fetch`, over the browser's `EventSource` or over a simulated network, has nothing left to decide:
//!
//! ```
//! use std::time::Duration;
//! use eventsource_wasm::connection::{Action, Connection, Input, Moment, Response, Settings, Signal, State};
//!
//! let mut connection = Connection::new(Settings::default());
//! let at = |secs| Moment { time: Duration::from_secs(secs), random: 0.5 };
//!
//! let mut actions = connection.handle(at(0), Input::Connect);
//! let Some(Action::Connect(serial)) = actions.next() else { panic!("it connects") };
//!
//! let head = Response { status: 200, content_type: Some("text/event-stream"), ..Response::default() };
//! let actions = connection.handle(at(1), Input::Signal(serial, Signal::Response(head)));
//! assert_eq!(actions.collect::<Vec<_>>(), [Action::Notify(State::Open)]);
//!
//! let mut actions = connection.handle(at(9), Input::Signal(serial, Signal::NetworkError));
//! assert_eq!(actions.next(), Some(Action::SetTimer(Duration::from_secs(1))));
//! ```
//!
//! A shell over `fetch` feeds each chunk to a [`Parser`](crate::parser::Parser), gives the [`Signal`] of each item it finds,
//! hands the item on if the answer is [`Action::Dispatch`], stops when [`Connection::listens_to`] says so, and gives
//! [`Signal::Read`] at the end. So nothing is dispatched after a close, not even what came in the same chunk.

mod action;
mod clock;
mod input;
mod retry_after;
mod state;

use alloc::{borrow::ToOwned, string::String};
use core::time::Duration;

pub use action::{Action, Actions};
use clock::Clock;
pub use input::{Input, Moment, Response, Serial, Signal};
pub use state::State;

pub use crate::core::cause::Cause;
use crate::core::retry::{Decision, Failed, Retry};

/// The longest that `setTimeout` can wait: with more it fires at once.
const LONGEST_TIMER: Duration = Duration::from_millis(i32::MAX as u64);

/// What a connection is to be like.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// When it comes back.
    pub retry: Retry,
    /// How long nothing may come, not even a comment, until the connection is taken for dead. Over `EventSource`, which does
    /// not show comments, events count. Off by default.
    pub idle_timeout: Option<Duration>,
    /// How long the page may be hidden until the connection is let go, to come back when the page does. Off by default.
    pub pause_when_hidden: Option<Duration>,
    /// The last event ID to begin with.
    pub last_event_id: String,
    /// The reconnection time to begin with.
    pub reconnection_time: Option<Duration>,
}

/// Failures that no good connection has interrupted.
#[derive(Debug, Clone, Copy)]
struct Row {
    since: Duration,
    /// This client's place among all that failed at the same time. It keeps it, so that they stay apart.
    random: f64,
    /// The latest failure.
    previous: Option<Cause>,
    /// The last retry came sooner than the policy ever makes one.
    hurried: bool,
}

/// The life of a connection, from the first request to the close.
#[derive(Debug, Clone)]
pub struct Connection {
    settings: Settings,
    state: State,
    clock: Clock,
    /// The present connection's, or the last one's.
    serial: Serial,
    /// The shell holds a connection, which must be aborted before another is made.
    live: bool,
    last_event_id: String,
    reconnection_time: Option<Duration>,
    url: String,
    /// Retries in this row.
    retries: u32,
    row: Option<Row>,
    opened_at: Option<Duration>,
    offline: bool,
    hidden: bool,
    retry_at: Option<Duration>,
    /// The wait that the server asked for, while the page is away: what is left of it goes on when the page is back.
    kept_wait: Option<(Duration, State)>,
    idle_at: Option<Duration>,
    pause_at: Option<Duration>,
    timer_at: Option<Duration>,
}

impl Connection {
    /// A connection that waits for [`Input::Connect`].
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            state: State::Connecting { attempt: 0 },
            clock: Clock::default(),
            serial: Serial(0),
            live: false,
            last_event_id: settings.last_event_id.clone(),
            reconnection_time: settings.reconnection_time,
            url: String::new(),
            retries: 0,
            row: None,
            opened_at: None,
            offline: false,
            hidden: false,
            retry_at: None,
            kept_wait: None,
            idle_at: None,
            pause_at: None,
            timer_at: None,
            settings,
        }
    }

    /// Where it is in its life.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// What to send as `Last-Event-ID`, unless it is empty. It stays through every reconnect until the server sets another.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// The reconnection time that the server has set last.
    #[must_use]
    pub const fn reconnection_time(&self) -> Option<Duration> {
        self.reconnection_time
    }

    /// The URL of the last response, after redirects; empty before there is one.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether what this connection says still counts.
    #[must_use]
    pub fn listens_to(&self, serial: Serial) -> bool {
        self.live && self.serial == serial
    }

    /// Whether a further event, or [`Signal::Read`], would change nothing but the last event ID. A shell to which that costs
    /// something need not give the signal then, if it gives the ID to [`keep_last_event_id`](Self::keep_last_event_id) before
    /// any other input.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let proven = self.retries == 0 && self.row.is_none();
        matches!(self.state, State::Open) && proven && self.settings.idle_timeout.is_none()
    }

    /// Takes the last event ID of an event that has come over this connection some time ago, and was not given.
    pub fn keep_last_event_id(&mut self, serial: Serial, id: &str) {
        if self.listens_to(serial) {
            self.set_last_event_id(id);
        }
    }

    /// Whether it makes a difference if a request has failed by CORS or by the network, which `fetch` does not tell: a shell
    /// then has to find out.
    #[must_use]
    pub fn asks_about_cors(&self) -> bool {
        // Who was allowed once is not asked again: a server that is just coming back would look as if it refused.
        self.settings.retry.asks_about_cors() && self.url.is_empty()
    }

    /// Why the last attempt failed, or the last connection was lost; `None` where none was since one that has proved good.
    #[must_use]
    pub fn last_failure(&self) -> Option<Cause> {
        self.row.and_then(|row| row.previous)
    }

    /// How long it will be from `now` until the next retry; `None` where no timer decides that.
    #[must_use]
    pub fn next_retry_in(&self, now: Duration) -> Option<Duration> {
        let mut clock = self.clock;
        clock.advance(now);
        self.retry_at.map(|at| at.saturating_sub(clock.now()))
    }

    /// Takes an input, and says what is to be done about it.
    pub fn handle(&mut self, moment: Moment, input: Input<'_>) -> Actions {
        let mut actions = Actions::default();
        if matches!(self.state, State::Closed { .. }) {
            return actions;
        }
        let before = self.state;
        self.clock.advance(moment.time);
        if let Input::Signal(serial, signal) = input {
            if self.listens_to(serial) {
                self.signal(moment, signal, &mut actions);
            }
        } else {
            self.control(moment, input, &mut actions);
        }
        self.set_timer(&mut actions);
        if self.state != before {
            actions.push(Action::Notify(self.state));
        }
        actions
    }

    /// What the user or the page wants; and as the script runs now, what has become due meanwhile.
    fn control(&mut self, moment: Moment, input: Input<'_>, actions: &mut Actions) {
        match input {
            Input::Connect => {
                self.abort(actions);
                self.connect(actions);
                // In a hidden page the pause comes as long after this as after the hiding.
                if self.hidden {
                    self.plan_pause();
                }
            }
            Input::Close => {
                self.abort(actions);
                self.close(Cause::Requested);
            }
            Input::Abort => {
                self.abort(actions);
                self.close(Cause::Aborted);
            }
            Input::Timer => {
                self.timer_at = None;
                self.do_what_is_due(moment, actions);
            }
            Input::Offline => {
                self.offline = true;
                self.do_what_is_due(moment, actions);
            }
            Input::Online => {
                self.offline = false;
                self.do_what_is_due(moment, actions);
                // A time that the server asked for is waited out all the same.
                if matches!(self.state, State::Waiting { cause, .. } if cause.is_network()) && !self.live {
                    self.connect(actions);
                }
            }
            Input::Hidden => {
                self.hidden = true;
                self.plan_pause();
                self.do_what_is_due(moment, actions);
            }
            // Some browsers tell only one of the two when a page comes back.
            Input::Visible | Input::Resumed => {
                self.hidden = false;
                self.pause_at = None;
                if matches!(self.state, State::Waiting { cause: Cause::Hidden | Cause::Frozen, .. }) {
                    match self.kept_wait.take() {
                        Some((at, state)) => (self.retry_at, self.state) = (Some(at), state),
                        None => self.connect(actions),
                    }
                }
                self.do_what_is_due(moment, actions);
            }
            Input::Frozen => self.suspend(Cause::Frozen, actions),
            Input::Signal(..) => {}
        }
    }

    /// What the present connection says.
    fn signal(&mut self, moment: Moment, signal: Signal<'_>, actions: &mut Actions) {
        self.feed_idle_timeout();
        if matches!(signal, Signal::Event { .. } | Signal::Retry(_) | Signal::Other | Signal::Read { .. }) {
            self.open();
        }
        match signal {
            Signal::Response(response) => {
                response.url.clone_into(&mut self.url);
                match response.rejection(moment.time) {
                    Some(cause) => {
                        // A response that nobody reads would keep one of the browser's few connections to the server.
                        self.abort(actions);
                        self.fail(moment, cause);
                    }
                    None => self.open(),
                }
            }
            Signal::Open => self.open(),
            Signal::Event { last_event_id } => {
                self.set_last_event_id(last_event_id);
                self.proved_good();
                actions.push(Action::Dispatch);
            }
            Signal::Other => actions.push(Action::Dispatch),
            Signal::Retry(time) => {
                self.reconnection_time = Some(time);
                actions.push(Action::Dispatch);
            }
            Signal::Read { last_event_id } => self.set_last_event_id(last_event_id),
            Signal::End => self.lose(moment, Cause::Ended),
            Signal::NetworkError => self.lose(moment, if self.offline { Cause::Offline } else { Cause::Network }),
            Signal::RequestFailed => self.lose(moment, Cause::Request),
            Signal::CorsRefused => self.lose(moment, Cause::CorsRefused),
            Signal::BrowserGaveUp => self.lose(moment, Cause::BrowserGaveUp),
            Signal::BrowserReconnects => {
                self.fail(moment, if self.offline { Cause::Offline } else { Cause::Network });
                match &mut self.state {
                    // It does so in its own time, and sends the last event ID, which a new object could not.
                    State::Waiting { delay, .. } => {
                        *delay = None;
                        self.retry_at = None;
                        self.feed_idle_timeout();
                    }
                    _ => self.abort(actions),
                }
            }
        }
    }

    /// Does what a deadline has come for, however long ago: timers are late in hidden pages, and stop while the computer sleeps.
    fn do_what_is_due(&mut self, moment: Moment, actions: &mut Actions) {
        let now = self.clock.now();
        let due = |deadline: Option<Duration>| deadline.is_some_and(|at| at <= now);
        if due(self.pause_at) {
            self.pause_at = None;
            self.suspend(Cause::Hidden, actions);
        } else if due(self.idle_at) {
            self.abort(actions);
            self.fail(moment, Cause::Idle);
        } else if due(self.retry_at) {
            self.connect(actions);
        }
    }

    fn connect(&mut self, actions: &mut Actions) {
        self.weigh();
        self.serial.0 += 1;
        self.live = true;
        (self.retry_at, self.kept_wait) = (None, None);
        self.opened_at = None;
        self.state = State::Connecting { attempt: self.retries };
        self.feed_idle_timeout();
        actions.push(Action::Connect(self.serial));
    }

    fn open(&mut self) {
        self.state = State::Open;
        self.opened_at.get_or_insert(self.clock.now());
    }

    /// The shell has no connection any more.
    fn lose(&mut self, moment: Moment, cause: Cause) {
        self.live = false;
        self.fail(moment, cause);
    }

    fn abort(&mut self, actions: &mut Actions) {
        if self.live {
            self.live = false;
            actions.push(Action::Abort);
        }
        self.idle_at = None;
    }

    fn close(&mut self, cause: Cause) {
        self.state = State::Closed { cause };
        (self.retry_at, self.idle_at, self.pause_at) = (None, None, None);
        self.settings.retry.forget();
    }

    /// Lets the connection go until the page is back.
    fn suspend(&mut self, cause: Cause, actions: &mut Actions) {
        self.weigh();
        self.abort(actions);
        // A time that the server asked for is waited out; any other wait is over when the page is back.
        if let (Some(at), State::Waiting { cause, .. }) = (self.retry_at.take(), self.state)
            && !cause.is_network()
            && (cause.retry_after().is_some() || self.reconnection_time.is_some())
        {
            self.kept_wait = Some((at, self.state));
        }
        self.state = State::Waiting { attempt: self.retries, delay: None, cause };
    }

    fn fail(&mut self, moment: Moment, cause: Cause) {
        let now = self.clock.now();
        self.weigh();
        let random = Some(moment.random).filter(|random| (0.0..1.0).contains(random)).unwrap_or(0.0);
        let row = *self.row.get_or_insert(Row { since: now, random, previous: None, hurried: false });
        let attempt = self.retries.saturating_add(1);
        let elapsed = now.saturating_sub(row.since);
        let failure = Failed { attempt, cause, previous: row.previous, elapsed };
        match self.settings.retry.decision(failure, self.reconnection_time, row.random) {
            Decision::Close => self.close(cause),
            Decision::Retry(delay) => {
                // The user's function may retry at once, with a fresh token, say; but not again and again.
                let shortest = self.settings.retry.shortest();
                let delay = if row.hurried { delay.max(shortest) } else { delay };
                self.row = Some(Row { previous: Some(cause), hurried: delay < shortest, ..row });
                self.retries = attempt;
                self.idle_at = None;
                self.retry_at = Some(self.after(delay));
                self.state = State::Waiting { attempt, delay: Some(delay), cause };
            }
        }
    }

    /// The present connection is over: a quiet stream that has lasted as long as the longest wait is as good as one that had
    /// events.
    fn weigh(&mut self) {
        let now = self.clock.now();
        if self.opened_at.take().is_some_and(|at| now.saturating_sub(at) >= self.settings.retry.longest()) {
            self.proved_good();
        }
    }

    fn proved_good(&mut self) {
        self.retries = 0;
        self.row = None;
    }

    /// Sets the last event ID to go on from.
    pub fn set_last_event_id(&mut self, id: &str) {
        if self.last_event_id != id {
            id.clone_into(&mut self.last_event_id);
        }
    }

    fn plan_pause(&mut self) {
        self.pause_at = self.settings.pause_when_hidden.map(|after| self.after(after));
    }

    fn feed_idle_timeout(&mut self) {
        self.idle_at = self.settings.idle_timeout.map(|timeout| self.after(timeout));
    }

    fn after(&self, delay: Duration) -> Duration {
        self.clock.now().saturating_add(delay)
    }

    /// Keeps the shell's one timer at the first deadline. A timer that is early is left: setting it anew for each byte that feeds
    /// the idle timeout would cost more than a look at the clock when it fires. One that should have fired is not: timers stop
    /// while the computer sleeps, so it would be as late as the sleep was long.
    fn set_timer(&mut self, actions: &mut Actions) {
        match [self.retry_at, self.idle_at, self.pause_at].into_iter().flatten().min() {
            None => {
                if self.timer_at.take().is_some() {
                    actions.push(Action::CancelTimer);
                }
            }
            Some(at) if self.timer_at.is_none_or(|set| set > at || set <= self.clock.now()) => {
                let delay = at.saturating_sub(self.clock.now()).min(LONGEST_TIMER);
                self.timer_at = Some(self.after(delay));
                actions.push(Action::SetTimer(delay));
            }
            Some(_) => {}
        }
    }
}
