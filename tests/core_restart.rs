//! Ten thousand clients lose their server at the same moment: they must not come back at the same moment.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, reason = "a model stops where it is wrong")]

mod core_model;

use std::{cmp::Reverse, collections::BinaryHeap, time::Duration};

use core_model::{random::Random, shell::Shell};
use eventsource_wasm::connection::{Input, Response, Settings, Signal};

const CLIENTS: usize = 10_000;
const WINDOW: u128 = 100;

/// How the server goes and comes back.
struct Restart {
    name: String,
    /// How long it is away. Meanwhile connections are refused, or answered by a proxy with this response.
    away: Duration,
    answer: Option<Response<'static>>,
    /// What it has told its clients by `retry:`.
    reconnection_time: Option<Duration>,
}

/// How many clients are back in each window, counted from the first that is.
fn returns(restart: &Restart) -> Vec<usize> {
    let mut random = Random(1);
    let mut queue = BinaryHeap::new();
    let mut clients: Vec<Shell> = (0..CLIENTS)
        .map(|_| Shell::new(Settings { reconnection_time: restart.reconnection_time, ..Settings::default() }))
        .collect();
    let head = Response { status: 200, content_type: Some("text/event-stream"), ..Response::default() };
    for (number, client) in clients.iter_mut().enumerate() {
        let start = Duration::ZERO;
        let serial = client.give(start, start, 0.0, Input::Connect).connect.expect("it connects");
        client.give(start, start, 0.0, Input::Signal(serial, Signal::Response(head)));
        client.give(start, start, 0.0, Input::Signal(serial, Signal::Event { last_event_id: "1" }));
        // The news of the end spreads in a few milliseconds.
        let lost = random.millis(5);
        client.give(lost, lost, random.fraction(), Input::Signal(serial, Signal::End));
        queue.push(Reverse((client.timer.expect("it waits"), number)));
    }
    let mut back = Vec::new();
    while let Some(Reverse((now, number))) = queue.pop() {
        let client = &mut clients[number];
        if let Some(serial) = client.give(now, now, random.fraction(), Input::Timer).connect {
            if now >= restart.away {
                back.push(now.as_millis());
                continue;
            }
            let answered = now + random.millis(5);
            let signal = restart.answer.map_or(Signal::NetworkError, Signal::Response);
            client.give(answered, answered, random.fraction(), Input::Signal(serial, signal));
        }
        queue.push(Reverse((client.timer.expect("it waits"), number)));
    }
    assert_eq!(back.len(), CLIENTS);
    let first = back[0];
    let mut windows = Vec::new();
    for time in back {
        let window = usize::try_from((time - first) / WINDOW).expect("it is soon");
        windows.resize(windows.len().max(window + 1), 0);
        windows[window] += 1;
    }
    windows
}

#[allow(clippy::cast_precision_loss, reason = "the counts are small")]
fn print(name: &str, windows: &[usize], mean: f64) {
    let most = windows.iter().max().copied().unwrap_or(0);
    println!(
        "\n{name}: {} windows of {WINDOW} ms, mean {mean:.0}, most {most} ({:.2} x mean)",
        windows.len(),
        most as f64 / mean
    );
    // At most 30 lines: windows are put together.
    let together = windows.len().div_ceil(30);
    for (line, group) in windows.chunks(together).enumerate() {
        let count: usize = group.iter().sum::<usize>() / group.len();
        println!("{:>7} ms {count:>6} {}", line as u128 * together as u128 * WINDOW, "#".repeat(count * 60 / most));
    }
}

#[test]
#[allow(clippy::cast_precision_loss, reason = "the counts are small")]
fn no_window_holds_more_than_three_times_the_mean() {
    let secs = Duration::from_secs;
    let busy = Response { status: 503, retry_after: Some("2"), ..Response::default() };
    let mut restarts = vec![
        Restart {
            name: "retry: 3000, back at once".into(),
            away: secs(0),
            answer: None,
            reconnection_time: Some(secs(3)),
        },
        Restart {
            name: "retry: 3000, back after 5 s".into(),
            away: secs(5),
            answer: None,
            reconnection_time: Some(secs(3)),
        },
        Restart {
            name: "retry: 0, back after 20 s".into(),
            away: secs(20),
            answer: None,
            reconnection_time: Some(secs(0)),
        },
        Restart {
            name: "Retry-After: 2, back after 5 s".into(),
            away: secs(5),
            answer: Some(busy),
            reconnection_time: None,
        },
    ];
    let times = (0..40).map(|quarters| quarters * 250).chain((10..60).map(|s| s * 1000)).chain([120_000, 600_000]);
    restarts.extend(times.map(|ms| Restart {
        name: format!("back after {:.2} s", ms as f64 / 1000.0),
        away: Duration::from_millis(ms),
        answer: None,
        reconnection_time: None,
    }));
    for restart in restarts {
        let windows = returns(&restart);
        let mean = CLIENTS as f64 / windows.len() as f64;
        print(&restart.name, &windows, mean);
        let most = windows.iter().max().copied().unwrap_or(0);
        assert!(most as f64 <= 3.0 * mean, "{}: {most} in a window, the mean is {mean}", restart.name);
    }
}
