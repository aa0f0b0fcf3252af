//! A shell that carries out a connection's actions in a model, and checks what must be true after each of them.

use std::time::Duration;

use eventsource_wasm::connection::{Action, Connection, Input, Moment, Serial, Settings, Signal, State};

/// What `setTimeout` can wait at most.
const LONGEST_TIMER: Duration = Duration::from_millis(0x7FFF_FFFF);

/// What a shell has in its hands.
#[derive(Debug)]
pub struct Shell {
    pub connection: Connection,
    /// The one connection that may be there.
    pub live: Option<Serial>,
    /// When the one timer is to fire, by the clock that `give` is called with.
    pub timer: Option<Duration>,
    pub connects: usize,
}

/// What an input led to, beyond what the shell itself keeps.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub connect: Option<Serial>,
    pub dispatch: bool,
    pub notify: Option<State>,
}

impl Shell {
    pub fn new(settings: Settings) -> Self {
        Self { connection: Connection::new(settings), live: None, timer: None, connects: 0 }
    }

    pub fn is_closed(&self) -> bool {
        matches!(self.connection.state(), State::Closed { .. })
    }

    /// Gives an input at `now` by a clock that only runs forward, and `wall` by one that may jump.
    pub fn give(&mut self, now: Duration, wall: Duration, random: f64, input: Input<'_>) -> Answer {
        let was_closed = self.is_closed();
        let before = self.connection.state();
        let from_live = matches!(input, Input::Signal(serial, _) if self.live == Some(serial));
        match input {
            Input::Timer => self.timer = None,
            // Where the transport is through, there is nothing left to abort.
            Input::Signal(serial, Signal::End | Signal::NetworkError | Signal::CorsRefused | Signal::BrowserGaveUp)
                if self.live == Some(serial) =>
            {
                self.live = None;
            }
            _ => {}
        }
        let mut answer = Answer::default();
        for action in self.connection.handle(Moment { time: wall, random }, input) {
            assert!(!was_closed, "{action:?} after the close");
            assert_eq!(answer.notify, None, "{action:?} after the listeners were told");
            match action {
                Action::Abort => assert!(self.live.take().is_some(), "there is nothing to abort"),
                Action::Connect(serial) => {
                    assert_eq!(self.live.replace(serial), None, "two connections at once");
                    answer.connect = Some(serial);
                    self.connects += 1;
                }
                Action::SetTimer(delay) => {
                    assert!(delay <= LONGEST_TIMER, "a timer of {delay:?} fires at once");
                    self.timer = Some(now.saturating_add(delay));
                }
                Action::CancelTimer => assert!(self.timer.take().is_some(), "there is no timer"),
                Action::Dispatch => {
                    assert!(from_live, "an event of a connection that is gone");
                    answer.dispatch = true;
                }
                Action::Notify(state) => {
                    assert_ne!(state, before, "nothing has changed");
                    answer.notify = Some(state);
                }
                _ => unreachable!("{action:?}"),
            }
        }
        self.check(before, &answer, from_live);
        answer
    }

    fn check(&self, before: State, answer: &Answer, from_live: bool) {
        let state = self.connection.state();
        assert_eq!(answer.notify.unwrap_or(before), state, "the listeners know the state");
        assert!(!answer.dispatch || state == State::Open, "an event, but not open");
        if let Some(serial) = self.live {
            assert!(self.connection.listens_to(serial));
        }
        match state {
            State::Connecting { .. } | State::Open => {
                assert!(self.live.is_some() || self.connects == 0, "{state:?} with no connection");
            }
            State::Waiting { delay: Some(_), .. } => {
                assert_eq!(self.live, None, "waiting beside a connection");
                assert!(self.timer.is_some(), "nothing ends the wait");
                assert!(self.connection.next_retry_in(Duration::ZERO).is_some());
            }
            State::Waiting { delay: None, .. } => assert!(self.connection.next_retry_in(Duration::ZERO).is_none()),
            State::Closed { .. } => {
                assert_eq!((self.live, self.timer), (None, None), "closed, but not at rest");
            }
            _ => unreachable!("{state:?} from {from_live}"),
        }
    }
}
