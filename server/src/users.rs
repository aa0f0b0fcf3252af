//! Who is here: the counting, with no network and no clock in it.

use std::{
    collections::{HashMap, hash_map::Entry},
    num::NonZeroU32,
};

/// A browser, as its cookie names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UserId(pub u128);

/// What is told to everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Browsers with at least one open connection.
    pub users: u32,
    /// Open connections, of all users together.
    pub connections: u32,
    /// The most users there were at the same time.
    pub peak: u32,
    /// How many joins and leaves there were so far: whoever joined as number `n` is counted from revision `n` on.
    pub revision: u64,
}

/// The users and how many connections each has.
#[derive(Debug, Default)]
pub struct Users {
    // The default hasher is keyed at random: ids come from cookies, which anybody can make up.
    connections: HashMap<UserId, NonZeroU32>,
    counts: Counts,
}

impl Users {
    /// A connection of `user` opened. Returns the first revision that counts it.
    pub fn join(&mut self, user: UserId) -> u64 {
        self.connections
            .entry(user)
            .and_modify(|connections| *connections = connections.saturating_add(1))
            .or_insert(NonZeroU32::MIN);
        self.counts.connections += 1;
        self.changed()
    }

    /// A connection of `user` closed; for each [`join`](Self::join) there is one. A user who is not here is ignored.
    pub fn leave(&mut self, user: UserId) {
        let Entry::Occupied(mut entry) = self.connections.entry(user) else { return };
        match NonZeroU32::new(entry.get().get() - 1) {
            Some(left) => *entry.get_mut() = left,
            None => drop(entry.remove()),
        }
        self.counts.connections -= 1;
        if self.connections.is_empty() {
            // After a rush of visitors their memory is given back.
            self.connections.shrink_to_fit();
        }
        self.changed();
    }

    /// How many are here now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    fn changed(&mut self) -> u64 {
        self.counts.users = u32::try_from(self.connections.len()).unwrap_or(u32::MAX);
        self.counts.peak = self.counts.peak.max(self.counts.users);
        self.counts.revision += 1;
        self.counts.revision
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: UserId = UserId(1);
    const BOB: UserId = UserId(2);

    fn after(steps: impl FnOnce(&mut Users)) -> (u32, u32, u32) {
        let mut users = Users::default();
        steps(&mut users);
        let Counts { users, connections, peak, .. } = users.counts();
        (users, connections, peak)
    }

    #[test]
    fn nobody_is_here_at_first() {
        assert_eq!(after(|_| ()), (0, 0, 0));
    }

    #[test]
    fn three_tabs_of_a_browser_are_one_user_and_three_connections() {
        assert_eq!(after(|users| (0..3).for_each(|_| _ = users.join(ANN))), (1, 3, 1));
    }

    #[test]
    fn a_user_is_here_until_the_last_tab_closes() {
        let two_tabs = |users: &mut Users| (0..2).for_each(|_| _ = users.join(ANN));
        assert_eq!(after(|users| (two_tabs(users), users.leave(ANN)).1), (1, 1, 1));
        assert_eq!(after(|users| (two_tabs(users), users.leave(ANN), users.leave(ANN)).2), (0, 0, 1));
    }

    #[test]
    fn the_peak_stays() {
        assert_eq!(after(|users| (users.join(ANN), users.join(BOB), users.leave(ANN), users.leave(BOB)).3), (0, 0, 2));
    }

    #[test]
    fn leaving_without_having_joined_changes_nothing() {
        assert_eq!(after(|users| (users.join(ANN), users.leave(BOB)).1), (1, 1, 1));
    }

    #[test]
    fn every_change_is_a_revision() {
        let mut users = Users::default();
        assert_eq!((users.join(ANN), users.join(ANN)), (1, 2));
        users.leave(ANN);
        users.leave(BOB);
        assert_eq!(users.counts().revision, 3);
    }
}
