//! Time that never goes back, made of a wall clock that may.

use core::time::Duration;

/// Deadlines are kept in this time. A wall clock that is set back costs at most the moment in which that happened; one that
/// jumps forward, as after sleep, makes what is overdue due.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clock {
    wall: Option<Duration>,
    elapsed: Duration,
}

impl Clock {
    /// Moves on to this wall clock time.
    pub(super) fn advance(&mut self, wall: Duration) {
        let passed = wall.saturating_sub(self.wall.unwrap_or(wall));
        self.elapsed = self.elapsed.saturating_add(passed);
        self.wall = Some(wall);
    }

    /// The time since the first moment.
    pub(super) const fn now(self) -> Duration {
        self.elapsed
    }
}
