//! The life of a connection, story by story, in virtual time.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::panic, reason = "the stories stop where they are wrong")]

use std::time::Duration;

use eventsource_wasm::{
    connection::{Action, Cause, Connection, Input, Moment, Response, Serial, Settings, Signal, State},
    retry::{Decision, Retry},
};

/// Sun, 06 Nov 1994 08:49:37 GMT.
const START: Duration = Duration::from_secs(784_111_777);

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// A connection, the time and what its shell remembers.
struct Story {
    connection: Connection,
    now: Duration,
    random: f64,
    serial: Option<Serial>,
}

impl Story {
    /// At the beginning, with the first request on its way.
    fn new(settings: Settings) -> Self {
        let mut story = Self { connection: Connection::new(settings), now: START, random: 0.0, serial: None };
        assert_eq!(story.state(), State::Connecting { attempt: 0 });
        assert!(matches!(story.give(Input::Connect)[..], [Action::Connect(_), ..]));
        story
    }

    fn standard() -> Self {
        Self::new(Settings { retry: Retry::standard(), ..Settings::default() })
    }

    fn resilient() -> Self {
        Self::new(Settings::default())
    }

    fn opened(mut self) -> Self {
        assert_eq!(self.answer(200, "text/event-stream"), [Action::Notify(State::Open)]);
        self
    }

    fn after(&mut self, time: Duration) -> &mut Self {
        self.now += time;
        self
    }

    fn give(&mut self, input: Input<'_>) -> Vec<Action> {
        let moment = Moment { time: self.now, random: self.random };
        let actions: Vec<Action> = self.connection.handle(moment, input).collect();
        for action in &actions {
            if let Action::Connect(serial) = action {
                self.serial = Some(*serial);
            }
        }
        actions
    }

    fn signal(&mut self, signal: Signal<'_>) -> Vec<Action> {
        let serial = self.serial.expect("it has connected");
        self.give(Input::Signal(serial, signal))
    }

    fn event(&mut self, last_event_id: &str) -> Vec<Action> {
        self.signal(Signal::Event { last_event_id })
    }

    fn answer(&mut self, status: u16, content_type: &str) -> Vec<Action> {
        let response = Response { status, content_type: Some(content_type), ..Response::default() };
        self.signal(Signal::Response(response))
    }

    /// The wait that a failure is answered with, in milliseconds; `None` when it closes.
    fn fail(&mut self, signal: Signal<'_>) -> Option<u64> {
        self.signal(signal);
        match self.state() {
            State::Waiting { delay: Some(delay), .. } => Some(u64::try_from(delay.as_millis()).expect("short")),
            State::Closed { .. } => None,
            state => panic!("neither waiting nor closed: {state:?}"),
        }
    }

    fn fail_with_status(&mut self, status: u16) -> Option<u64> {
        self.fail(Signal::Response(Response { status, ..Response::default() }))
    }

    fn fail_with_retry_after(&mut self, retry_after: &str) -> Option<u64> {
        let response = Response { status: 503, retry_after: Some(retry_after), ..Response::default() };
        self.fail(Signal::Response(response))
    }

    /// Lets the present wait pass, and connects.
    fn retry(&mut self) {
        let State::Waiting { delay: Some(delay), attempt, .. } = self.state() else { panic!("not waiting") };
        let actions = self.after(delay).give(Input::Timer);
        assert!(
            matches!(actions[..], [Action::Connect(_), .., Action::Notify(State::Connecting { attempt: now })] if now == attempt)
        );
    }

    fn state(&self) -> State {
        self.connection.state()
    }
}

fn waiting(attempt: u32, delay: u64, cause: Cause) -> State {
    State::Waiting { attempt, delay: Some(ms(delay)), cause }
}

fn status(status: u16) -> Cause {
    Cause::Status { status, retry_after: None }
}

mod the_first_connection {
    use super::*;

    #[test]
    fn is_made_when_it_is_asked_for_and_opens() {
        let mut story = Story::resilient();
        assert_eq!(story.state(), State::Connecting { attempt: 0 });
        assert_eq!(story.answer(200, "text/event-stream"), [Action::Notify(State::Open)]);
        assert_eq!(story.event("1"), [Action::Dispatch]);
        assert_eq!(story.signal(Signal::Other), [Action::Dispatch]);
        assert_eq!(story.signal(Signal::Read { last_event_id: "1" }), []);
    }

    #[test]
    fn begins_with_the_id_and_the_reconnection_time_that_were_given() {
        let mut story = Story::new(Settings {
            retry: Retry::standard(),
            last_event_id: "é€".into(),
            reconnection_time: Some(ms(70)),
            ..Settings::default()
        });
        assert_eq!(story.connection.last_event_id(), "é€");
        assert_eq!(story.connection.reconnection_time(), Some(ms(70)));
        assert_eq!(story.fail(Signal::NetworkError), Some(70));
    }

    #[test]
    fn is_retried_when_it_fails() {
        let mut story = Story::resilient();
        let actions = story.signal(Signal::NetworkError);
        let state = waiting(1, 500, Cause::Network);
        assert_eq!(actions, [Action::SetTimer(ms(500)), Action::Notify(state)]);
    }

    #[test]
    fn remembers_where_redirects_led() {
        let mut story = Story::resilient();
        assert_eq!(story.connection.url(), "");
        let head = Response {
            status: 200,
            content_type: Some("text/event-stream"),
            url: "https://b.example/x",
            ..Response::default()
        };
        story.signal(Signal::Response(head));
        assert_eq!(story.connection.url(), "https://b.example/x");
    }
}

mod the_response {
    use super::*;

    #[test]
    fn has_the_last_of_several_mime_types() {
        for (content_type, is_taken) in [
            ("text/event-stream, text/event-stream", true),
            ("text/plain,text/event-stream;charset=utf-8", true),
            ("text/event-stream,", true),
            ("text/event-stream, */*", true),
            ("text/event-stream;x=\"a,b\"", true),
            ("text/event-stream, text/plain", false),
            ("text/event-stream;x, text/plain", false),
        ] {
            let mut story = Story::standard();
            story.answer(200, content_type);
            assert_eq!(story.state() == State::Open, is_taken, "{content_type:?}");
        }
    }

    #[test]
    fn may_have_parameters_and_upper_case_in_its_mime_type() {
        for content_type in
            ["text/event-stream", "TEXT/Event-Stream", "text/event-stream;charset=utf-8", " text/event-stream ; x=y"]
        {
            let mut story = Story::standard();
            assert_eq!(story.answer(200, content_type), [Action::Notify(State::Open)], "{content_type:?}");
        }
    }

    #[test]
    fn of_another_mime_type_closes_for_good_and_is_aborted() {
        for mut story in [Story::standard(), Story::resilient()] {
            let closed = State::Closed { cause: Cause::ContentType };
            assert_eq!(story.answer(200, "text/event-streamx"), [Action::Abort, Action::Notify(closed)]);
        }
        for content_type in ["", "text/html", "text/event", "x;text/event-stream"] {
            let mut story = Story::standard();
            story.answer(200, content_type);
            assert_eq!(story.state(), State::Closed { cause: Cause::ContentType }, "{content_type:?}");
        }
        let mut story = Story::standard();
        story.signal(Signal::Response(Response { status: 200, ..Response::default() }));
        assert_eq!(story.state(), State::Closed { cause: Cause::ContentType });
    }

    #[test]
    fn of_any_status_but_200_closes_by_the_standard() {
        for code in [201, 202, 204, 205, 206, 301, 304, 400, 401, 403, 404, 408, 410, 425, 429, 500, 502, 503, 504] {
            let mut story = Story::standard();
            let closed = State::Closed { cause: status(code) };
            assert_eq!(story.answer(code, "text/event-stream"), [Action::Abort, Action::Notify(closed)], "{code}");
        }
    }

    #[test]
    fn is_retried_by_default_where_its_status_is_transient() {
        for code in [408, 425, 429, 500, 502, 503, 504, 599] {
            let mut story = Story::resilient();
            let actions = story.answer(code, "text/html");
            let state = waiting(1, 500, status(code));
            assert_eq!(actions, [Action::Abort, Action::SetTimer(ms(500)), Action::Notify(state)], "{code}");
        }
        for code in [201, 204, 205, 301, 304, 400, 401, 403, 404, 407, 409, 410, 424, 426, 428, 430, 499, 600] {
            assert_eq!(Story::resilient().fail_with_status(code), None, "{code}");
        }
    }
}

mod the_end_of_a_stream {
    use super::*;

    #[test]
    fn is_followed_by_a_new_connection_after_the_reconnection_time() {
        let mut story = Story::standard().opened();
        assert_eq!(story.fail(Signal::End), Some(3000));
        assert_eq!(story.state(), waiting(1, 3000, Cause::Ended));
        story.retry();
        story = story.opened();
        assert_eq!(story.signal(Signal::Retry(ms(1234))), [Action::Dispatch]);
        story.event("");
        assert_eq!(story.fail(Signal::End), Some(1234));
    }

    #[test]
    fn by_a_network_error_too() {
        let mut story = Story::standard().opened();
        assert_eq!(story.fail(Signal::NetworkError), Some(3000));
        assert_eq!(story.state(), waiting(1, 3000, Cause::Network));
    }

    #[test]
    fn by_a_refusal_of_cors_is_final_by_the_standard_only() {
        assert_eq!(Story::standard().fail(Signal::CorsRefused), None);
        assert_eq!(Story::resilient().fail(Signal::CorsRefused), Some(500));
    }

    #[test]
    fn is_told_once_and_what_the_old_connection_says_later_is_not_heard() {
        let mut story = Story::resilient().opened();
        story.signal(Signal::End);
        let old = story.serial.expect("it has connected");
        assert!(!story.connection.listens_to(old));
        assert_eq!(story.signal(Signal::NetworkError), []);
        assert_eq!(story.event("9"), []);
        story.retry();
        assert_eq!(story.give(Input::Signal(old, Signal::Event { last_event_id: "9" })), []);
        assert_eq!(story.give(Input::Signal(old, Signal::End)), []);
        assert_eq!(story.connection.last_event_id(), "");
        assert!(story.connection.listens_to(story.serial.expect("it has connected")));
    }
}

mod the_last_event_id {
    use super::*;

    #[test]
    fn survives_every_reconnect_until_a_new_one_comes() {
        let mut story = Story::resilient().opened();
        story.event("7");
        for _ in 0..3 {
            story.signal(Signal::NetworkError);
            story.retry();
            assert_eq!(story.connection.last_event_id(), "7");
        }
        story = story.opened();
        story.event("8");
        story.signal(Signal::End);
        assert_eq!(story.connection.last_event_id(), "8");
    }

    #[test]
    fn is_reset_by_an_empty_one() {
        let mut story = Story::resilient().opened();
        story.event("7");
        story.event("");
        assert_eq!(story.connection.last_event_id(), "");
    }

    #[test]
    fn comes_with_blocks_that_are_no_event_too() {
        let mut story = Story::resilient().opened();
        assert_eq!(story.signal(Signal::Read { last_event_id: "3" }), []);
        assert_eq!(story.connection.last_event_id(), "3");
    }
}

mod the_standard_policy {
    use super::*;

    #[test]
    fn waits_the_reconnection_time_each_time() {
        let mut story = Story::standard();
        for attempt in 1..20 {
            assert_eq!(story.fail(Signal::NetworkError), Some(3000));
            assert_eq!(story.state(), waiting(attempt, 3000, Cause::Network));
            story.retry();
        }
    }

    #[test]
    fn knows_no_jitter() {
        let mut story = Story::standard();
        story.random = 0.999;
        assert_eq!(story.fail(Signal::NetworkError), Some(3000));
    }

    #[test]
    fn does_not_spin_where_the_server_asked_for_no_wait_and_attempts_fail() {
        let mut story = Story::standard().opened();
        story.signal(Signal::Retry(ms(0)));
        story.event("");
        for expected in [0, 100, 200, 400, 800, 1600, 3000, 3000] {
            assert_eq!(story.fail(Signal::NetworkError), Some(expected));
            story.retry();
        }
        story = story.opened();
        story.event("");
        assert_eq!(story.fail(Signal::End), Some(0));
    }

    #[test]
    fn waits_longer_than_a_timer_can() {
        let wait = ms(99_999_999_999);
        let longest = ms(i32::MAX.unsigned_abs().into());
        let mut story = Story::standard().opened();
        story.signal(Signal::Retry(wait));
        assert_eq!(story.signal(Signal::End)[0], Action::SetTimer(longest));
        for _ in 0..45 {
            assert_eq!(story.after(longest).give(Input::Timer), [Action::SetTimer(longest)]);
        }
        let rest = wait.saturating_sub(longest * 46);
        assert_eq!(story.after(longest).give(Input::Timer), [Action::SetTimer(rest)]);
        assert!(matches!(story.after(rest).give(Input::Timer)[..], [Action::Connect(_), Action::Notify(_)]));
    }
}

mod the_default_policy {
    use super::*;

    #[test]
    fn backs_off_exponentially_up_to_its_cap() {
        let mut story = Story::resilient();
        for expected in [500, 1000, 2000, 4000, 8000, 10_000, 10_000] {
            assert_eq!(story.fail(Signal::NetworkError), Some(expected));
            story.retry();
        }
    }

    #[test]
    fn spreads_its_waits_up_to_three_times_the_least() {
        for (random, first, last) in [(0.0, 500, 10_000), (0.5, 1000, 20_000), (0.999, 1499, 29_980)] {
            let mut story = Story::resilient();
            story.random = random;
            assert_eq!(story.fail(Signal::NetworkError), Some(first));
            for _ in 0..5 {
                story.retry();
                story.fail(Signal::NetworkError);
            }
            assert!(matches!(story.state(), State::Waiting { delay: Some(delay), .. } if delay == ms(last)));
        }
    }

    #[test]
    fn keeps_a_clients_place_through_a_row_of_failures() {
        let mut story = Story::resilient();
        story.random = 0.25;
        for expected in [750, 1500, 3000] {
            assert_eq!(story.fail(Signal::NetworkError), Some(expected));
            story.retry();
            story.random = 0.75;
        }
        story = story.opened();
        story.event("");
        assert_eq!(story.fail(Signal::NetworkError), Some(1250));
    }

    #[test]
    fn takes_a_random_number_that_is_none_for_zero() {
        for random in [f64::NAN, f64::INFINITY, -1.0, 1.0] {
            let mut story = Story::resilient();
            story.random = random;
            assert_eq!(story.fail(Signal::NetworkError), Some(500), "{random}");
        }
    }

    #[test]
    fn never_comes_back_before_the_reconnection_time() {
        let mut story = Story::resilient().opened();
        story.signal(Signal::Retry(ms(3000)));
        for expected in [3000, 3000, 3000, 4000, 8000, 10_000] {
            assert_eq!(story.fail(Signal::End), Some(expected));
            story.retry();
        }
        story = story.opened();
        story.event("");
        story.random = 0.5;
        assert_eq!(story.fail(Signal::NetworkError), Some(6000));
    }

    #[test]
    fn never_comes_back_before_retry_after() {
        let mut story = Story::resilient();
        assert_eq!(story.fail_with_retry_after("120"), Some(120_000));
        story.retry();
        // It counts for that answer only.
        assert_eq!(story.fail_with_status(503), Some(1000));
        let mut story = Story::resilient();
        story.random = 0.5;
        assert_eq!(story.fail_with_retry_after(" 120 "), Some(130_000));
        let mut story = Story::resilient().opened();
        story.signal(Signal::Retry(secs(7)));
        story.signal(Signal::End);
        story.retry();
        assert_eq!(story.fail_with_retry_after("6"), Some(7000));
        story.retry();
        assert_eq!(story.fail_with_retry_after("8"), Some(8000));
    }

    #[test]
    fn takes_retry_after_as_a_date() {
        for date in ["Sun, 06 Nov 1994 08:50:37 GMT", "Sunday, 06-Nov-94 08:50:37 GMT", "Sun Nov  6 08:50:37 1994"] {
            assert_eq!(Story::resilient().fail_with_retry_after(date), Some(60_000), "{date}");
        }
        // Two digits are of the hundred years from 1970 on.
        let century = Duration::from_hours(24 * 36_525).saturating_sub(START + secs(1));
        let delay = u64::try_from(century.as_millis()).ok();
        assert_eq!(Story::resilient().fail_with_retry_after("Tuesday, 31-Dec-69 23:59:59 GMT"), delay);
        assert_eq!(Story::resilient().fail_with_retry_after("Friday, 01-Jan-70 00:00:00 GMT"), Some(500));
        assert_eq!(Story::resilient().fail_with_retry_after("Sun, 06 Nov 1994 08:49:00 GMT"), Some(500), "past");
    }

    #[test]
    fn reads_dates_as_a_library_does() {
        for days in (0..40_000).step_by(17) {
            let at = START + secs(days * 86_400 + days % 86_400);
            let text = httpdate::fmt_http_date(std::time::UNIX_EPOCH + at);
            let delay = Story::resilient().fail_with_retry_after(&text);
            let expected = u64::try_from(at.saturating_sub(START).as_millis()).expect("short").max(500);
            assert_eq!(delay, Some(expected), "{text}");
        }
    }

    #[test]
    fn ignores_a_retry_after_that_is_neither() {
        for value in
            ["", "-1", "+1", "1.5", "soon", "1 2", "Sun, 99 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1904 08:50:37 GMT"]
        {
            assert_eq!(Story::resilient().fail_with_retry_after(value), Some(500), "{value:?}");
        }
    }

    #[test]
    fn survives_a_retry_after_without_end() {
        let mut story = Story::resilient();
        let retry_after = Some("99999999999999999999999999");
        story.signal(Signal::Response(Response { status: 503, retry_after, ..Response::default() }));
        assert!(
            matches!(story.state(), State::Waiting { delay: Some(delay), .. } if delay >= Duration::from_millis(u64::MAX))
        );
        assert!(story.connection.next_retry_in(story.now).is_some());
    }

    #[test]
    fn begins_anew_after_a_connection_that_proved_good_by_an_event() {
        let mut story = Story::resilient();
        story.fail(Signal::NetworkError);
        story.retry();
        story = story.opened();
        story.event("");
        assert_eq!(story.fail(Signal::End), Some(500));
    }

    #[test]
    fn begins_anew_after_a_connection_that_lasted() {
        let mut story = Story::resilient();
        story.fail(Signal::NetworkError);
        story.retry();
        story = story.opened();
        assert_eq!(story.after(ms(29_999)).fail(Signal::End), Some(1000));
        story.retry();
        story = story.opened();
        assert_eq!(story.after(secs(30)).fail(Signal::End), Some(500));
    }

    #[test]
    fn goes_on_backing_off_where_connections_open_and_break() {
        let mut story = Story::resilient();
        for expected in [500, 1000, 2000, 4000] {
            story = story.opened();
            story.signal(Signal::Other);
            assert_eq!(story.fail(Signal::End), Some(expected));
            story.retry();
            // The time it takes to connect says nothing.
            story.after(secs(60));
        }
    }

    #[test]
    fn takes_other_bounds() {
        let mut story = Story::new(Settings { retry: Retry::default().min(ms(10)).max(ms(60)), ..Settings::default() });
        for expected in [10, 20, 20] {
            assert_eq!(story.fail(Signal::NetworkError), Some(expected));
            story.retry();
        }
        let retry = Retry::default().min(ms(100)).max(ms(60));
        let mut story = Story::new(Settings { retry, ..Settings::default() });
        for _ in 0..3 {
            assert_eq!(story.fail(Signal::NetworkError), Some(100));
            story.retry();
        }
    }

    #[test]
    fn survives_bounds_without_end_and_retries_without_end() {
        let retry = Retry::default().min(Duration::MAX).max(Duration::MAX);
        let mut story = Story::new(Settings { retry, ..Settings::default() });
        story.random = 0.999_999;
        story.signal(Signal::NetworkError);
        let longest = Duration::from_millis(u64::MAX);
        assert!(matches!(story.state(), State::Waiting { delay: Some(delay), .. } if delay == longest));

        let mut story = Story::resilient();
        for _ in 0..100 {
            story.fail(Signal::NetworkError);
            story.retry();
        }
        assert_eq!(story.fail(Signal::NetworkError), Some(10_000));
    }
}

mod limits {
    use super::*;

    #[test]
    fn close_after_as_many_retries_in_a_row() {
        for retry in [Retry::default(), Retry::standard()] {
            let mut story = Story::new(Settings { retry: retry.max_retries(2), ..Settings::default() });
            for _ in 0..2 {
                assert!(story.fail(Signal::NetworkError).is_some());
                story.retry();
            }
            assert_eq!(story.signal(Signal::NetworkError), [Action::Notify(State::Closed { cause: Cause::Network })]);
        }
    }

    #[test]
    fn count_anew_after_a_good_connection() {
        let mut story = Story::new(Settings { retry: Retry::default().max_retries(1), ..Settings::default() });
        for _ in 0..5 {
            assert_eq!(story.fail(Signal::NetworkError), Some(500));
            story.retry();
            story = story.opened();
            story.event("");
        }
    }

    #[test]
    fn of_no_retries_close_at_the_first_failure() {
        let mut story = Story::new(Settings { retry: Retry::default().max_retries(0), ..Settings::default() });
        assert_eq!(story.fail(Signal::NetworkError), None);
    }

    #[test]
    fn close_when_the_next_retry_would_come_too_late() {
        let mut story = Story::new(Settings { retry: Retry::default().max_elapsed(secs(3)), ..Settings::default() });
        story.after(secs(100));
        assert_eq!(story.fail(Signal::NetworkError), Some(500));
        story.retry();
        assert_eq!(story.fail(Signal::NetworkError), Some(1000));
        story.retry();
        // 1.5 s have passed, 2 more would make it 3.5.
        assert_eq!(story.fail(Signal::NetworkError), None);

        let mut story = Story::new(Settings { retry: Retry::default().max_elapsed(ms(500)), ..Settings::default() });
        assert_eq!(story.fail(Signal::NetworkError), Some(500));
        story.retry();
        story = story.opened();
        story.event("");
        assert_eq!(story.after(secs(9)).fail(Signal::NetworkError), Some(500));
    }
}

mod the_users_function {
    use super::*;

    #[test]
    fn has_the_last_word() {
        let retry = Retry::default().decide(|failure| match failure.cause.status() {
            Some(401) => Decision::Retry(ms(5)),
            Some(503) => Decision::Close,
            _ => failure.decision,
        });
        let story = || Story::new(Settings { retry: retry.clone(), ..Settings::default() });
        assert_eq!(story().fail_with_status(401), Some(5));
        assert_eq!(story().fail_with_status(503), None);
        assert_eq!(story().fail_with_status(403), None);
        assert_eq!(story().fail_with_status(500), Some(500));
        assert_eq!(story().fail(Signal::NetworkError), Some(500));
    }

    #[test]
    fn knows_attempt_cause_time_and_delay() {
        let seen = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let log = seen.clone();
        let retry = Retry::default().max_retries(1).decide(move |failure| {
            log.borrow_mut().push((failure.attempt, failure.cause, failure.elapsed, failure.delay, failure.decision));
            Decision::Retry(failure.delay)
        });
        let mut story = Story::new(Settings { retry, ..Settings::default() });
        story.fail(Signal::NetworkError);
        story.retry();
        story.after(secs(1)).fail_with_retry_after("7");
        let cause = Cause::Status { status: 503, retry_after: Some(secs(7)) };
        assert_eq!(
            *seen.borrow(),
            [
                (1, Cause::Network, ms(0), ms(500), Decision::Retry(ms(500))),
                (2, cause, ms(1500), secs(7), Decision::Close),
            ]
        );
        assert_eq!(story.state(), waiting(2, 7000, cause));
    }

    #[test]
    fn does_not_keep_a_policy_from_being_printed() {
        let text = format!("{:?}", Retry::default().max_retries(7).decide(|failure| failure.decision));
        assert!(text.starts_with("Retry {") && text.contains("max_retries: Some(7)"), "{text}");
    }

    #[test]
    fn may_retry_at_once() {
        let retry = Retry::default().decide(|_| Decision::Retry(Duration::ZERO));
        let mut story = Story::new(Settings { retry, ..Settings::default() });
        let actions = story.signal(Signal::NetworkError);
        assert_eq!(actions, [Action::SetTimer(ms(0)), Action::Notify(waiting(1, 0, Cause::Network))]);
        story.retry();
    }
}

mod closing {
    use super::*;

    const CLOSED: Action = Action::Notify(State::Closed { cause: Cause::Requested });

    #[test]
    fn ends_it_in_every_state() {
        assert_eq!(Story::resilient().give(Input::Close), [Action::Abort, CLOSED]);
        assert_eq!(Story::resilient().opened().give(Input::Close), [Action::Abort, CLOSED]);
        let mut story = Story::resilient();
        story.fail(Signal::NetworkError);
        assert_eq!(story.give(Input::Close), [Action::CancelTimer, CLOSED]);
        let mut unborn = Connection::new(Settings::default());
        let actions: Vec<_> = unborn.handle(Moment { time: START, random: 0.0 }, Input::Close).collect();
        assert_eq!(actions, [CLOSED]);
    }

    #[test]
    fn is_for_good() {
        let settings =
            Settings { idle_timeout: Some(secs(1)), pause_when_hidden: Some(secs(1)), ..Settings::default() };
        let mut story = Story::new(settings).opened();
        story.give(Input::Hidden);
        assert_eq!(story.give(Input::Close), [Action::Abort, Action::CancelTimer, CLOSED]);
        let inputs = [
            Input::Connect,
            Input::Close,
            Input::Timer,
            Input::Offline,
            Input::Online,
            Input::Hidden,
            Input::Visible,
            Input::Frozen,
            Input::Resumed,
        ];
        for input in inputs {
            assert_eq!(story.after(secs(100)).give(input), [], "{input:?}");
        }
        assert_eq!(story.event("9"), []);
        assert_eq!(story.signal(Signal::Read { last_event_id: "9" }), []);
        assert_eq!(story.signal(Signal::NetworkError), []);
        assert_eq!(story.connection.last_event_id(), "");
        assert!(!story.connection.listens_to(story.serial.expect("it has connected")));
    }

    #[test]
    fn leaves_nothing_of_the_same_chunk() {
        let mut story = Story::resilient().opened();
        assert_eq!(story.event("1"), [Action::Dispatch]);
        story.give(Input::Close);
        assert_eq!(story.event("2"), []);
        assert_eq!(story.connection.last_event_id(), "1");
    }
}

mod reconnecting_by_hand {
    use super::*;

    #[test]
    fn does_not_wait() {
        let mut story = Story::resilient();
        story.fail(Signal::NetworkError);
        let actions = story.give(Input::Connect);
        assert!(matches!(
            actions[..],
            [Action::Connect(_), Action::CancelTimer, Action::Notify(State::Connecting { attempt: 1 })]
        ));
        // It is the retry, only earlier: the next wait is the longer one.
        assert_eq!(story.fail(Signal::NetworkError), Some(1000));
    }

    #[test]
    fn replaces_a_connection_that_is_there() {
        let mut story = Story::resilient().opened();
        story.event("4");
        let old = story.serial;
        let actions = story.give(Input::Connect);
        assert!(matches!(
            actions[..],
            [Action::Abort, Action::Connect(_), Action::Notify(State::Connecting { attempt: 0 })]
        ));
        assert_ne!(story.serial, old);
        assert_eq!(story.connection.last_event_id(), "4");
    }
}

mod the_idle_timeout {
    use super::*;

    fn story() -> Story {
        Story::new(Settings { idle_timeout: Some(secs(10)), ..Settings::default() })
    }

    #[test]
    fn is_off_unless_asked_for() {
        let mut story = Story::resilient().opened();
        assert_eq!(story.after(secs(1_000_000)).give(Input::Timer), []);
    }

    #[test]
    fn ends_a_silent_connection() {
        let mut story = story().opened();
        let actions = story.after(secs(10)).give(Input::Timer);
        assert_eq!(actions, [Action::Abort, Action::SetTimer(ms(500)), Action::Notify(waiting(1, 500, Cause::Idle))]);
    }

    #[test]
    fn ends_one_that_never_answers() {
        let mut connection = Connection::new(Settings { idle_timeout: Some(secs(10)), ..Settings::default() });
        let moment = |time| Moment { time: START + time, random: 0.0 };
        let actions: Vec<_> = connection.handle(moment(secs(0)), Input::Connect).collect();
        assert!(matches!(actions[..], [Action::Connect(_), Action::SetTimer(delay)] if delay == secs(10)));
        let _ = connection.handle(moment(secs(10)), Input::Timer);
        assert_eq!(connection.state(), waiting(1, 500, Cause::Idle));
    }

    #[test]
    fn is_fed_by_every_signal_and_costs_no_timer_for_it() {
        for signal in [
            Signal::Read { last_event_id: "" },
            Signal::Other,
            Signal::Event { last_event_id: "" },
            Signal::Retry(ms(500)),
        ] {
            let mut story = story().opened();
            let actions = story.after(secs(6)).signal(signal);
            assert!(matches!(actions[..], [] | [Action::Dispatch]), "{actions:?}");
            // The timer that was set at first is early, and is set for what is left.
            assert_eq!(story.after(secs(4)).give(Input::Timer), [Action::SetTimer(secs(6))]);
            assert_eq!(story.after(secs(6)).give(Input::Timer)[0], Action::Abort);
        }
    }

    #[test]
    fn is_not_fed_by_what_came_some_time_ago() {
        let mut story = story().opened();
        let serial = story.serial.expect("it has connected");
        story.after(secs(10));
        story.connection.keep_last_event_id(serial, "7");
        assert_eq!(story.connection.last_event_id(), "7");
        assert_eq!(story.give(Input::Timer)[0], Action::Abort);
        story.connection.keep_last_event_id(serial, "8");
        assert_eq!(story.connection.last_event_id(), "7", "of a connection that is gone");
    }

    #[test]
    fn does_not_run_while_waiting() {
        let mut story = story().opened();
        story.random = 0.0;
        story.fail_with_retry_after("3600");
        assert_eq!(story.after(secs(1800)).give(Input::Timer), [Action::SetTimer(secs(1800))]);
        assert!(matches!(story.after(secs(1800)).give(Input::Timer)[..], [Action::Connect(_), Action::SetTimer(_), _]));
    }
}

mod the_wall_clock {
    use super::*;

    #[test]
    fn makes_an_overdue_retry_happen_at_once_whatever_wakes_the_page() {
        for input in [Input::Timer, Input::Visible, Input::Online, Input::Resumed, Input::Hidden, Input::Offline] {
            let mut story = Story::resilient();
            story.fail_with_status(503);
            let actions = story.after(secs(8 * 3600)).give(input);
            assert!(matches!(actions[..], [Action::Connect(_), ..]), "{input:?}: {actions:?}");
        }
    }

    #[test]
    fn makes_an_overdue_idle_timeout_happen_at_once() {
        let settings = || Settings { idle_timeout: Some(secs(10)), ..Settings::default() };
        let mut story = Story::new(settings()).opened();
        assert_eq!(story.after(secs(3600)).give(Input::Visible)[0], Action::Abort);
        // Bytes that were there meanwhile show that it lives.
        let mut story = Story::new(settings()).opened();
        assert_eq!(story.after(secs(3600)).event(""), [Action::Dispatch, Action::SetTimer(secs(10))]);
        assert_eq!(story.give(Input::Visible), []);
    }

    #[test]
    fn tells_that_a_timer_has_slept_and_is_of_no_use_any_more() {
        let mut story = Story::new(Settings { idle_timeout: Some(secs(3600)), ..Settings::default() }).opened();
        let actions = story.after(secs(2 * 3600)).give(Input::Visible);
        assert_eq!(actions, [Action::Abort, Action::SetTimer(ms(500)), Action::Notify(waiting(1, 500, Cause::Idle))]);
    }

    #[test]
    fn sets_an_early_timer_for_the_rest() {
        let mut story = Story::resilient();
        story.fail(Signal::NetworkError);
        assert_eq!(story.after(ms(200)).give(Input::Timer), [Action::SetTimer(ms(300))]);
        assert_eq!(story.connection.next_retry_in(story.now), Some(ms(300)));
        assert_eq!(story.connection.next_retry_in(story.now + ms(100)), Some(ms(200)));
        assert_eq!(story.connection.next_retry_in(story.now + secs(100)), Some(ms(0)));
        assert!(matches!(story.after(ms(300)).give(Input::Timer)[..], [Action::Connect(_), _]));
        assert_eq!(story.connection.next_retry_in(story.now), None);
    }

    #[test]
    fn may_be_set_back() {
        let mut story = Story::resilient();
        story.fail(Signal::NetworkError);
        story.now -= secs(86400);
        assert_eq!(story.give(Input::Timer), [Action::SetTimer(ms(500))]);
        assert!(matches!(story.after(ms(500)).give(Input::Timer)[..], [Action::Connect(_), _]));
    }
}

mod online_and_offline {
    use super::*;

    #[test]
    fn online_ends_the_wait_for_the_network() {
        for signal in [Signal::NetworkError, Signal::CorsRefused, Signal::BrowserGaveUp] {
            let mut story = Story::resilient();
            story.fail(signal);
            let actions = story.give(Input::Online);
            assert!(matches!(actions[..], [Action::Connect(_), Action::CancelTimer, Action::Notify(_)]), "{signal:?}");
        }
    }

    #[test]
    fn online_does_not_end_a_wait_that_the_server_asked_for() {
        let mut story = Story::resilient();
        story.fail_with_retry_after("60");
        assert_eq!(story.give(Input::Online), []);
        let mut story = Story::resilient().opened();
        story.fail(Signal::End);
        assert_eq!(story.give(Input::Online), []);
    }

    #[test]
    fn online_changes_nothing_where_all_is_well() {
        assert_eq!(Story::resilient().give(Input::Online), []);
        assert_eq!(Story::resilient().opened().give(Input::Online), []);
    }

    #[test]
    fn a_failure_says_that_the_browser_is_offline() {
        let mut story = Story::standard().opened();
        assert_eq!(story.give(Input::Offline), []);
        assert_eq!(story.fail(Signal::NetworkError), Some(3000));
        assert_eq!(story.state(), waiting(1, 3000, Cause::Offline));
        assert!(matches!(story.give(Input::Online)[..], [Action::Connect(_), ..]));
        assert_eq!(story.fail(Signal::NetworkError), Some(3000));
        assert_eq!(story.state(), waiting(2, 3000, Cause::Network));
    }
}

mod hidden_pages {
    use super::*;

    const HIDDEN: State = State::Waiting { attempt: 0, delay: None, cause: Cause::Hidden };

    fn story() -> Story {
        Story::new(Settings { pause_when_hidden: Some(secs(60)), ..Settings::default() }).opened()
    }

    #[test]
    fn keep_their_stream_unless_asked_not_to() {
        let mut story = Story::resilient().opened();
        assert_eq!(story.give(Input::Hidden), []);
        assert_eq!(story.after(secs(86400)).give(Input::Timer), []);
        assert_eq!(story.give(Input::Visible), []);
    }

    #[test]
    fn let_it_go_after_the_time_asked_for_and_take_it_up_again() {
        let mut story = story();
        story.event("5");
        assert_eq!(story.give(Input::Hidden), [Action::SetTimer(secs(60))]);
        assert_eq!(story.after(secs(60)).give(Input::Timer), [Action::Abort, Action::Notify(HIDDEN)]);
        assert_eq!(story.give(Input::Online), []);
        assert_eq!(story.after(secs(86400)).give(Input::Timer), []);
        let actions = story.give(Input::Visible);
        assert!(matches!(actions[..], [Action::Connect(_), Action::Notify(State::Connecting { attempt: 0 })]));
        assert_eq!(story.connection.last_event_id(), "5");
    }

    #[test]
    fn that_are_told_to_connect_pause_later() {
        let mut story = story();
        story.give(Input::Hidden);
        let actions = story.after(secs(3600)).give(Input::Connect);
        assert!(
            matches!(actions[..], [Action::Abort, Action::Connect(_), Action::SetTimer(wait), Action::Notify(_)] if wait == secs(60))
        );
        assert_eq!(story.after(secs(59)).give(Input::Timer), [Action::SetTimer(secs(1))]);
        assert_eq!(story.after(secs(1)).give(Input::Timer), [Action::Abort, Action::Notify(HIDDEN)]);
        let mut visible = self::story();
        assert!(matches!(visible.give(Input::Connect)[..], [Action::Abort, Action::Connect(_), Action::Notify(_)]));
    }

    #[test]
    fn that_should_have_been_paused_are_paused_by_whatever_wakes_them() {
        for input in [Input::Online, Input::Offline, Input::Timer] {
            let mut story = story();
            story.give(Input::Hidden);
            story.fail(Signal::NetworkError);
            let actions = story.after(secs(3600)).give(input);
            let paused = State::Waiting { attempt: 1, delay: None, cause: Cause::Hidden };
            assert!(matches!(actions[..], [.., Action::Notify(state)] if state == paused), "{input:?}: {actions:?}");
            assert!(!actions.iter().any(|action| matches!(action, Action::Connect(_))), "{input:?}: {actions:?}");
        }
    }

    #[test]
    fn keep_it_when_they_come_back_in_time() {
        let mut story = story();
        story.give(Input::Hidden);
        assert_eq!(story.after(secs(59)).give(Input::Visible), [Action::CancelTimer]);
        assert_eq!(story.after(secs(86400)).give(Input::Timer), []);
        // Late timers do not matter either: the page is visible.
        story.give(Input::Hidden);
        assert_eq!(story.after(secs(61)).give(Input::Visible), [Action::CancelTimer]);
    }

    #[test]
    fn do_not_retry_while_they_are_paused() {
        let mut story = story();
        story.give(Input::Hidden);
        story.fail_with_retry_after("3600");
        let actions = story.after(secs(60)).give(Input::Timer);
        let paused = State::Waiting { attempt: 1, delay: None, cause: Cause::Hidden };
        assert_eq!(actions, [Action::Notify(paused)]);
        assert_eq!(story.after(secs(86400)).give(Input::Timer), []);
    }
}

mod frozen_pages {
    use super::*;

    const FROZEN: State = State::Waiting { attempt: 0, delay: None, cause: Cause::Frozen };

    #[test]
    fn let_the_connection_go_and_take_it_up_at_once() {
        let mut story = Story::resilient().opened();
        story.event("5");
        assert_eq!(story.give(Input::Frozen), [Action::Abort, Action::Notify(FROZEN)]);
        assert_eq!(story.event("6"), []);
        let actions = story.after(secs(3600)).give(Input::Resumed);
        assert!(matches!(actions[..], [Action::Connect(_), Action::Notify(State::Connecting { attempt: 0 })]));
        assert_eq!(story.connection.last_event_id(), "5");
    }

    #[test]
    fn come_back_by_being_visible_where_nothing_else_is_told() {
        let mut story = Story::new(Settings { pause_when_hidden: Some(secs(1)), ..Settings::default() });
        story.give(Input::Hidden);
        story.give(Input::Frozen);
        assert!(matches!(story.after(secs(60)).give(Input::Visible)[0], Action::Connect(_)));
        assert_eq!(story.give(Input::Resumed), []);
    }

    #[test]
    fn are_taken_for_visible_when_they_come_back() {
        let mut story = Story::new(Settings { pause_when_hidden: Some(secs(1)), ..Settings::default() });
        story.give(Input::Hidden);
        story.give(Input::Frozen);
        assert!(matches!(story.after(secs(60)).give(Input::Resumed)[0], Action::Connect(_)));
        assert_eq!(story.after(secs(60)).give(Input::Visible), []);
    }

    #[test]
    fn cancel_what_was_planned() {
        let mut story = Story::resilient();
        story.fail(Signal::NetworkError);
        let frozen = State::Waiting { attempt: 1, delay: None, cause: Cause::Frozen };
        assert_eq!(story.give(Input::Frozen), [Action::CancelTimer, Action::Notify(frozen)]);
        assert_eq!(story.give(Input::Online), []);
        assert!(matches!(story.give(Input::Resumed)[0], Action::Connect(_)));
    }

    #[test]
    fn keep_a_connection_that_was_not_let_go() {
        let mut story = Story::resilient().opened();
        assert_eq!(story.after(secs(3600)).give(Input::Resumed), []);
    }
}

mod the_browsers_own_event_source {
    use super::*;

    #[test]
    fn opens_and_dispatches() {
        let mut story = Story::standard();
        assert_eq!(story.signal(Signal::Open), [Action::Notify(State::Open)]);
        assert_eq!(story.event("1"), [Action::Dispatch]);
        assert_eq!(story.connection.last_event_id(), "1");
    }

    #[test]
    fn opens_with_its_first_event_at_the_latest() {
        let mut story = Story::standard();
        assert_eq!(story.event("1"), [Action::Dispatch, Action::Notify(State::Open)]);
    }

    #[test]
    fn is_left_alone_while_it_reconnects() {
        let mut story = Story::resilient();
        story.signal(Signal::Open);
        for attempt in 1..4 {
            let state = State::Waiting { attempt, delay: None, cause: Cause::Network };
            assert_eq!(story.signal(Signal::BrowserReconnects), [Action::Notify(state)]);
            assert_eq!(story.after(secs(60)).give(Input::Timer), []);
            assert_eq!(story.give(Input::Online), []);
        }
        assert_eq!(story.signal(Signal::Open), [Action::Notify(State::Open)]);
        assert_eq!(story.event("1"), [Action::Dispatch]);
        assert_eq!(
            story.signal(Signal::BrowserReconnects),
            [Action::Notify(State::Waiting { attempt: 1, delay: None, cause: Cause::Network })]
        );
        story.give(Input::Offline);
        story.signal(Signal::BrowserReconnects);
        assert_eq!(story.state(), State::Waiting { attempt: 2, delay: None, cause: Cause::Offline });
    }

    #[test]
    fn is_closed_where_the_policy_gives_up() {
        let mut story = Story::new(Settings { retry: Retry::default().max_retries(1), ..Settings::default() });
        story.signal(Signal::BrowserReconnects);
        let closed = State::Closed { cause: Cause::Network };
        assert_eq!(story.signal(Signal::BrowserReconnects), [Action::Abort, Action::Notify(closed)]);
    }

    #[test]
    fn is_replaced_by_default_where_it_gave_up_and_not_by_the_standard() {
        let mut story = Story::resilient();
        story.signal(Signal::Open);
        let old = story.serial;
        let state = waiting(1, 500, Cause::BrowserGaveUp);
        assert_eq!(story.signal(Signal::BrowserGaveUp), [Action::SetTimer(ms(500)), Action::Notify(state)]);
        story.retry();
        assert_ne!(story.serial, old);
        assert_eq!(Story::standard().fail(Signal::BrowserGaveUp), None);
    }

    #[test]
    fn is_replaced_where_it_hangs() {
        let mut story = Story::new(Settings { idle_timeout: Some(secs(10)), ..Settings::default() });
        story.signal(Signal::Open);
        story.after(secs(5)).signal(Signal::BrowserReconnects);
        assert_eq!(story.after(secs(5)).give(Input::Timer), [Action::SetTimer(secs(5))]);
        let actions = story.after(secs(5)).give(Input::Timer);
        assert_eq!(actions[0], Action::Abort);
        assert_eq!(story.state(), waiting(2, 1000, Cause::Idle));
    }
}
