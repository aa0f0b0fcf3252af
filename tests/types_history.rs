//! What a client that comes back has missed.
#![cfg(not(target_arch = "wasm32"))]

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use eventsource_wasm::{
    encoder::Frame,
    history::{Follow, History},
};
use futures_util::StreamExt;
use proptest::prelude::*;

/// A history after so many pushes, and the IDs from before the first to the last.
fn history(max_frames: usize, pushes: usize) -> (History<Frame>, Vec<String>) {
    let mut history = History::new().max_frames(max_frames);
    let mut ids = vec![history.last_id()];
    for number in 1..=pushes {
        let _ = history.push_frame(Frame::new().data(number.to_string()));
        ids.push(history.last_id());
    }
    (history, ids)
}

/// The data of what a client gets, and whether it is all that it has missed.
fn replay(history: &History<Frame>, last_event_id: Option<&str>) -> (Vec<usize>, bool) {
    let replay = history.after(last_event_id);
    let is_complete = replay.is_complete();
    let (length, frames) = (replay.len(), replay.map(Frame::to_bytes).collect::<Vec<_>>());
    assert_eq!(length, frames.len());
    let data = frames.iter().map(|frame| {
        let text = String::from_utf8_lossy(frame);
        text.lines().find_map(|line| line.strip_prefix("data: ")?.parse().ok()).unwrap_or_default()
    });
    (data.collect(), is_complete)
}

#[test]
fn a_client_gets_what_came_after_its_last_event() {
    let (history, ids) = history(10, 3);
    assert_eq!(replay(&history, Some(&ids[0])), (vec![1, 2, 3], true));
    assert_eq!(replay(&history, Some(&ids[1])), (vec![2, 3], true));
    assert_eq!(replay(&history, Some(&ids[3])), (vec![], true));
}

#[test]
fn a_client_that_was_away_for_too_long_gets_what_is_left_and_the_server_knows() {
    let (history, ids) = history(2, 4);
    assert_eq!(replay(&history, Some(&ids[2])), (vec![3, 4], true));
    assert_eq!(replay(&history, Some(&ids[1])), (vec![3, 4], false));
    assert_eq!(replay(&history, Some(&ids[0])), (vec![3, 4], false));
}

#[test]
fn a_new_client_needs_to_be_told_how_things_stand() {
    let (history, _) = history(2, 1);
    assert_eq!(replay(&history, None), (vec![1], false));
    assert_eq!(replay(&History::new(), None), (vec![], false));
}

#[test]
fn ids_of_another_run_and_nonsense_are_unknown() {
    let (history, ids) = history(10, 3);
    let (_, others) = self::history(10, 3);
    let run = ids[0].trim_end_matches("-0");
    for id in others.into_iter().chain(["", "1", "-1", "é", run].map(String::from)) {
        assert_eq!(replay(&history, Some(&id)), (vec![1, 2, 3], false), "{id}");
    }
    for number in ["", "-1", "4", "18446744073709551615", "18446744073709551616", "1.0", "1 ", "1\n"] {
        assert!(!replay(&history, Some(&format!("{run}-{number}"))).1, "{number}");
    }
}

#[test]
fn a_frame_is_returned_with_the_id_that_it_is_kept_with() {
    let mut history = History::<Frame>::new();
    let frame = history.push_frame(Frame::new().comment("hi").id("mine").unwrap().data("1"));
    let id = history.last_id();
    assert_eq!(frame, Frame::new().comment("hi").id(&id).unwrap().data("1"));
    assert_eq!(history.after(None).collect::<Vec<_>>(), [&frame]);
    assert!(id.ends_with("-1") && id.is_ascii());
}

#[test]
fn a_frame_that_is_too_large_is_sent_but_not_kept() {
    let mut history = History::new().max_bytes(100);
    let _ = history.push_frame(Frame::new().data("1"));
    let before = history.last_id();
    let _ = history.push_frame(Frame::new().data("2".repeat(100)));
    assert_eq!(replay(&history, Some(&before)), (vec![], false));
    let after = history.last_id();
    assert_eq!(replay(&history, Some(&after)), (vec![], true));
    let _ = history.push_frame(Frame::new().data("3"));
    assert_eq!(replay(&history, Some(&after)), (vec![3], true));
}

#[test]
fn lower_bounds_hold_at_once() {
    let (history, ids) = history(10, 5);
    let history = history.max_frames(2);
    assert_eq!(replay(&history, Some(&ids[2])), (vec![4, 5], false));
    let history = history.max_bytes(0);
    assert_eq!(replay(&history, Some(&ids[5])), (vec![], true));
}

#[cfg(feature = "json")]
#[test]
fn events_are_encoded_and_a_failure_leaves_no_gap() {
    #[derive(serde::Serialize)]
    enum Event {
        Count(u32),
        #[serde(skip)]
        Local,
    }
    let mut history = History::<Event>::new();
    let before = history.last_id();
    assert!(history.push(&Event::Local).is_err());
    assert_eq!(history.last_id(), before);
    let frame = history.push(&Event::Count(3)).unwrap();
    assert_eq!(frame, Frame::new().event("Count").unwrap().id(history.last_id()).unwrap().data("3"));
}

/// Counts how often it is woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// The data of what is there for a client that follows, and whether that is the end.
fn taken(follow: &mut Follow, woken: &Arc<Woken>) -> (Vec<String>, bool) {
    let waker = Waker::from(Arc::clone(woken));
    let mut data = Vec::new();
    loop {
        match follow.poll_next_unpin(&mut Context::from_waker(&waker)) {
            Poll::Ready(Some(frame)) => {
                let bytes = frame.to_bytes();
                let text = String::from_utf8_lossy(&bytes);
                data.extend(text.lines().filter_map(|line| line.strip_prefix("data: ")).map(str::to_owned));
            }
            Poll::Ready(None) => return (data, true),
            Poll::Pending => return (data, false),
        }
    }
}

fn push(history: &mut History<Frame>, data: &str) {
    let _ = history.push_frame(Frame::new().data(data));
}

#[test]
fn who_follows_gets_what_it_has_missed_and_what_comes() {
    let (mut history, ids) = history(10, 3);
    let woken = Arc::default();
    let mut back = history.follow(Some(&ids[2]));
    let mut new = history.follow(None);
    assert_eq!((back.is_complete(), new.is_complete()), (true, false));
    push(&mut history, "4");
    assert_eq!(taken(&mut back, &woken), (vec!["3".into(), "4".into()], false));
    assert_eq!(taken(&mut new, &woken).0.len(), 4);
    assert_eq!(woken.0.load(Ordering::Relaxed), 0);
    push(&mut history, "5");
    assert_eq!(woken.0.load(Ordering::Relaxed), 2);
    assert_eq!(taken(&mut back, &woken), (vec!["5".into()], false));
    drop(new);
    // A copy has nobody who follows it.
    push(&mut history.clone(), "of the copy");
    assert_eq!(taken(&mut back, &woken), (vec![], false));
    let woken_before = woken.0.load(Ordering::Relaxed);
    drop(history);
    assert_eq!(woken.0.load(Ordering::Relaxed), woken_before + 1);
    assert_eq!(taken(&mut back, &woken), (vec![], true));
}

#[test]
fn who_is_too_slow_gets_no_gap_but_the_end() {
    let woken = Arc::default();
    let (mut history, _) = history(2, 2);
    let mut slow = history.follow(None);
    for number in ["3", "4", "5", "6"] {
        push(&mut history, number);
    }
    assert_eq!(taken(&mut slow, &woken), (["1", "2", "3", "4"].map(String::from).to_vec(), true));
    // By bytes as well; but a frame alone is never too large.
    let mut history = History::new().max_bytes(100);
    let mut slow = history.follow(None);
    let large = "x".repeat(100);
    push(&mut history, &large);
    assert_eq!(taken(&mut slow, &woken), (vec![large.clone()], false));
    push(&mut history, "1");
    push(&mut history, &large);
    assert_eq!(taken(&mut slow, &woken), (vec!["1".into()], true));
}

proptest! {
    /// Whatever the bounds: what is replayed is an unbroken end of what was pushed, within the bounds, and as much as fits.
    #[test]
    fn the_bounds_hold(max_frames in 0..6_usize, max_bytes in 0..200_usize, sizes in proptest::collection::vec(0..60_usize, 0..12)) {
        let mut history = History::<Frame>::new().max_frames(max_frames).max_bytes(max_bytes);
        let mut ids = vec![history.last_id()];
        let mut model = VecDeque::new();
        for size in sizes {
            model.push_back(history.push_frame(Frame::new().data("x".repeat(size))));
            ids.push(history.last_id());
            while model.len() > max_frames || model.iter().map(|frame| frame.to_bytes().len()).sum::<usize>() > max_bytes {
                model.pop_front();
            }
            prop_assert!(history.after(None).eq(&model));
            for (seen, id) in ids.iter().enumerate() {
                let missed = ids.len() - 1 - seen;
                let replay = history.after(Some(id));
                prop_assert_eq!(replay.is_complete(), missed <= model.len());
                prop_assert!(replay.eq(model.iter().skip(model.len().saturating_sub(missed))));
            }
        }
    }
}
