//! The count, whoever comes and goes.

use crate::{
    client::{Client, ask, connect, cookie},
    holder::Holder,
    process::Server,
};
use std::net::TcpStream;

/// A stream that nobody reads.
fn silent(server: &Server, user: u128) -> TcpStream {
    let socket = connect(server.address);
    ask(&socket, &cookie(user));
    socket
}

#[test]
fn three_tabs_of_a_browser_are_one_user() {
    let server = Server::start();
    let mut watcher = Client::with(&server, &cookie(1));
    let tabs: Vec<_> = (0..3).map(|_| Client::with(&server, &cookie(2))).collect();
    watcher.until(2, 4);
    for open in (0..3).rev() {
        // One after the other: the user is here until the last tab closes.
        let _ = tabs.get(open).map(drop);
    }
    drop(tabs);
    watcher.until(1, 1);
}

#[test]
fn tabs_close_one_by_one() {
    let server = Server::start();
    let mut watcher = Client::with(&server, &cookie(1));
    let mut tabs: Vec<_> = (0..3).map(|_| silent(&server, 2)).collect();
    watcher.until(2, 4);
    tabs.pop();
    watcher.until(2, 3);
    tabs.pop();
    watcher.until(2, 2);
    tabs.pop();
    watcher.until(1, 1);
}

#[test]
fn a_thousand_come_at_once_and_go_at_once() {
    let server = Server::start();
    let mut watcher = Client::with(&server, &cookie(0));
    let crowd: Vec<_> = (1..=1000).map(|user| silent(&server, user)).collect();
    watcher.until(1001, 1001);
    // Each of them was told, without having been waited for.
    for socket in crowd {
        Client::on(socket).until(1001, 1001);
    }
    watcher.until(1, 1);
}

#[test]
fn churn_ends_with_the_right_count() {
    let server = Server::start();
    let mut watcher = Client::with(&server, &cookie(0));
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut here: Vec<(u128, TcpStream)> = Vec::new();
    for _ in 0..3000 {
        // xorshift: the same story in each run.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let choice = usize::try_from(random >> 33).unwrap();
        if choice % 5 < 3 || here.is_empty() {
            let user = u128::from(random % 100) + 1;
            here.push((user, silent(&server, user)));
        } else {
            here.swap_remove(choice % here.len());
        }
    }
    let mut users: Vec<_> = here.iter().map(|(user, _)| user).collect();
    users.sort_unstable();
    users.dedup();
    watcher.until(users.len() + 1, here.len() + 1);
    here.clear();
    watcher.until(1, 1);
}

#[test]
fn who_comes_during_churn_is_told_the_present_count() {
    let server = Server::start();
    let mut watcher = Client::with(&server, &cookie(0));
    let mut here = Vec::new();
    for user in 1..=30 {
        here.push(silent(&server, user));
        let mut late = Client::with(&server, &cookie(1000 + user));
        // Those who are counted already, and itself; the one before may be counted still.
        let first = late.update().0;
        let present = usize::try_from(user).unwrap();
        assert!((present..=present + 3).contains(&first), "{first} users of {present}");
    }
    watcher.until(31, 31);
}

#[test]
fn killed_processes_are_gone_from_the_count() {
    let server = Server::start();
    let mut watcher = Client::with(&server, &cookie(0));
    let holders: Vec<_> = (0..3).map(|_| Holder::start(&["env"], server.address, 100)).collect();
    watcher.until(101, 301);
    drop(holders);
    watcher.until(1, 1);
}
