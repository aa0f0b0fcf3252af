//! Whether to connect again, and when: the policies.

use alloc::rc::Rc;
use core::{fmt, time::Duration};

use super::cause::Cause;

/// > The reconnection time, in milliseconds. This must initially be an implementation-defined value, probably in the region of
/// > a few seconds.
const RECONNECTION_TIME: Duration = Duration::from_secs(3);

/// How a connection that failed or ended comes back.
///
/// ```
/// use std::time::Duration;
/// use eventsource_wasm::retry::{Decision, Retry};
///
/// let retry = Retry::default().max_retries(10).decide(|failure| match failure.cause.status() {
///     // With the fresh token that the next request gets; a fresh one that is refused too is an answer.
///     Some(401) if failure.previous.and_then(|cause| cause.status()) != Some(401) => Decision::Retry(Duration::ZERO),
///     _ => failure.decision,
/// });
/// ```
#[derive(Clone)]
#[must_use]
pub struct Retry {
    kind: Kind,
    min: Duration,
    max: Duration,
    max_retries: Option<u32>,
    max_elapsed: Option<Duration>,
    decide: Option<Rc<Decide>>,
}

type Decide = dyn Fn(&Failure) -> Decision;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Standard,
    Resilient,
}

/// What to do about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Connect again after this time.
    Retry(Duration),
    /// Close for good.
    Close,
}

/// A connection that failed or ended, as the function given to [`Retry::decide`] sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The number of the retry that would come now: 1 after a connection that proved good.
    pub attempt: u32,
    /// Why the connection is gone.
    pub cause: Cause,
    /// Why the attempt before this one failed; `None` where that was good.
    pub previous: Option<Cause>,
    /// The time since the first failure in this row; zero at that.
    pub elapsed: Duration,
    /// How long the policy would wait, whether it would retry or not.
    pub delay: Duration,
    /// What the policy would do.
    pub decision: Decision,
}

/// The same without what the policy makes of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failed {
    pub(super) attempt: u32,
    pub(super) cause: Cause,
    pub(super) previous: Option<Cause>,
    pub(super) elapsed: Duration,
}

impl Retry {
    /// The HTML standard to the letter: a network error or the stream's end is followed by a new connection after the
    /// reconnection time (3 s until the server sets it by `retry:`); any status but 200, a MIME type other than
    /// `text/event-stream` and a refusal by CORS close for good.
    ///
    /// Only where attempts fail in a row and the server has asked for a very short time, it waits longer than that, so that it
    /// cannot spin:
    ///
    /// > Optionally, wait some more. In particular, if the previous attempt failed, then user agents might introduce an
    /// > exponential backoff delay to avoid overloading a potentially already overloaded server.
    pub const fn standard() -> Self {
        Self {
            kind: Kind::Standard,
            min: Duration::from_millis(100),
            max: RECONNECTION_TIME,
            max_retries: None,
            max_elapsed: None,
            decide: None,
        }
    }

    /// Sets the shortest time to wait before the first retry of a row; it doubles with each further one. The longest is three
    /// times as much. 500 ms by default.
    pub const fn min(mut self, delay: Duration) -> Self {
        self.min = delay;
        self
    }

    /// Sets the longest time to wait, unless the server asks for more. 30 s by default.
    pub const fn max(mut self, delay: Duration) -> Self {
        self.max = delay;
        self
    }

    /// Sets how many retries in a row may fail before the connection is closed for good. Unlimited by default.
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// Sets how long after the first failure of a row a retry may still be made. Unlimited by default.
    pub const fn max_elapsed(mut self, time: Duration) -> Self {
        self.max_elapsed = Some(time);
        self
    }

    /// Sets a function that has the last word on every failure, and so over [`max_retries`](Self::max_retries) and
    /// [`max_elapsed`](Self::max_elapsed) too: where it has no opinion it hands [`Failure::decision`] back. It may retry at once,
    /// but not twice in a row: the next retry waits for at least [`min`](Self::min).
    pub fn decide(mut self, decide: impl Fn(&Failure) -> Decision + 'static) -> Self {
        self.decide = Some(Rc::new(decide));
        self
    }

    /// The longest wait that the policy itself makes.
    pub(super) const fn longest(&self) -> Duration {
        self.max
    }

    /// Whether a refusal by CORS is another failure than one of the network.
    pub(super) const fn asks_about_cors(&self) -> bool {
        matches!(self.kind, Kind::Standard)
    }

    /// Lets go of the user's function, and of all that it has captured.
    pub(super) fn forget(&mut self) {
        self.decide = None;
    }

    /// The shortest wait that the policy itself makes.
    pub(super) const fn shortest(&self) -> Duration {
        self.min
    }

    /// Decides about a failure. `reconnection_time` is what the server has set, `random` a number from 0 up to 1 that stays the
    /// same for a row of failures.
    pub(super) fn decision(
        &self,
        Failed { attempt, cause, previous, elapsed }: Failed,
        reconnection_time: Option<Duration>,
        random: f64,
    ) -> Decision {
        let delay = self.delay(attempt, cause, reconnection_time, random);
        let given_up = self.max_retries.is_some_and(|max| attempt > max)
            || self.max_elapsed.is_some_and(|max| elapsed.saturating_add(delay) > max);
        let decision = if given_up || !self.is_transient(cause) { Decision::Close } else { Decision::Retry(delay) };
        match &self.decide {
            Some(decide) => decide(&Failure { attempt, cause, previous, elapsed, delay, decision }),
            None => decision,
        }
    }

    fn is_transient(&self, cause: Cause) -> bool {
        match self.kind {
            // > Otherwise, if res is a network error, then reestablish the connection, unless the user agent knows that to be
            // > futile, in which case the user agent may fail the connection.
            // >
            // > Otherwise, if res's status is not 200, or if res's `Content-Type` is not `text/event-stream`, then fail the
            // > connection.
            Kind::Standard => {
                !matches!(cause, Cause::Status { .. } | Cause::ContentType | Cause::CorsRefused | Cause::BrowserGaveUp)
            }
            Kind::Resilient => cause.is_transient(),
        }
    }

    /// Counted in milliseconds: to calculate with the nanoseconds of a [`Duration`] takes ten times as much code.
    fn delay(&self, attempt: u32, cause: Cause, reconnection_time: Option<Duration>, random: f64) -> Duration {
        let (min, max) = (milliseconds(self.min), milliseconds(self.max));
        // `min` for the first retry of a row, twice as much for each further one.
        let backoff =
            |attempt: u32| min.saturating_mul(1_u64.checked_shl(attempt.saturating_sub(1)).unwrap_or(u64::MAX));
        Duration::from_millis(match self.kind {
            Kind::Standard => {
                let time = milliseconds(reconnection_time.unwrap_or(RECONNECTION_TIME));
                if attempt > 1 { time.max(backoff(attempt - 1).min(max)) } else { time }
            }
            // From a time to three times that: clients that lost their server at the same moment must not come back at the same
            // moment. As the waits double, the next ones begin about where the last ones end, so that whenever the server is
            // back, its clients return evenly. What the server asked for is the least, and is spread likewise.
            Kind::Resilient => {
                let third = (max / 3).max(min);
                let asked = milliseconds(reconnection_time.max(cause.retry_after()).unwrap_or_default());
                let least = backoff(attempt).min(third).max(asked);
                least.saturating_add(fraction(least.min(third).saturating_mul(2), random))
            }
        })
    }
}

/// [`Duration::as_millis`] calculates with 128 bits.
fn milliseconds(time: Duration) -> u64 {
    time.as_secs().saturating_mul(1000).saturating_add(time.subsec_millis().into())
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "it saturates")]
fn fraction(milliseconds: u64, random: f64) -> u64 {
    (milliseconds as f64 * random) as u64
}

impl Default for Retry {
    /// What users ask for. Network errors, the stream's end and the statuses 408, 425, 429 and 5xx are transient: it comes back
    /// after 0.5 to 1.5 s, which one is chosen at random, then after twice as much each time, up to 10 to 30 s, and never
    /// earlier than `retry:` or `Retry-After` ask for. Other statuses (204 is how a server says stop) and a wrong MIME type close for good.
    fn default() -> Self {
        Self {
            kind: Kind::Resilient,
            min: Duration::from_millis(500),
            max: Duration::from_secs(30),
            ..Self::standard()
        }
    }
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("kind", &self.kind)
            .field("min", &self.min)
            .field("max", &self.max)
            .field("max_retries", &self.max_retries)
            .field("max_elapsed", &self.max_elapsed)
            .finish_non_exhaustive()
    }
}
