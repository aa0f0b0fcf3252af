//! The process that is killed again and again while it sends, and what makes it so: this program once more, as a child
//! that listens on the victim's port.
//!
//! A life is a number of bytes. After so many, wherever in an event that is, the child says so and is killed while it
//! goes on; how far it can go on is bounded, so that no life takes the events that another is to send.

use crate::{events::numbered_event, port::Gate};
use fastrand::Rng;
use serde_json::{Value, json};
use std::{
    env, io,
    net::SocketAddr,
    process::Stdio,
    str::FromStr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    sync::oneshot,
    task::JoinHandle,
    time::sleep,
};

/// How a life goes: `TELL,STOP` on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// After so many bytes it says so.
    tell: usize,
    /// After so many bytes it sends nothing more.
    stop: usize,
}

impl FromStr for Life {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (tell, stop) = text.split_once(',').ok_or("give two numbers with a comma between")?;
        let number = |text: &str| text.parse().map_err(|_| format!("{text} is no number"));
        Ok(Self { tell: number(tell)?, stop: number(stop)? })
    }
}

/// What a child says after its bytes.
const SPENT: &str = "spent";

/// How many bytes all of this process's answers together may have.
pub struct Budget {
    life: Life,
    taken: AtomicUsize,
    told: AtomicBool,
}

impl Budget {
    /// With nothing spent.
    pub fn new(life: Life) -> Self {
        Self { life, taken: AtomicUsize::new(0), told: AtomicBool::new(false) }
    }

    /// How many of so many bytes may be sent now; 0 is the end of it.
    pub fn take(&self, bytes: usize) -> usize {
        let taken = self.taken.load(Ordering::Relaxed);
        // Not past the mark by one write, which would always be whole events.
        let mark = if taken < self.life.tell { self.life.tell } else { self.life.stop };
        let allowed = bytes.min(mark.saturating_sub(taken));
        self.taken.store(taken + allowed, Ordering::Relaxed);
        allowed
    }

    /// To be called after what was taken is sent.
    pub fn sent(&self) {
        let spent = self.taken.load(Ordering::Relaxed) >= self.life.tell;
        if spent && !self.told.swap(true, Ordering::Relaxed) {
            crate::print(SPENT);
        }
    }
}

/// What is to happen to the victim.
pub struct Plan {
    /// How often it is killed.
    pub kills: usize,
    /// How many events `/numbered` is to send, over all lives.
    pub total: u64,
    /// What the random numbers come from.
    pub seed: u64,
}

impl Plan {
    /// The lives that end by a kill. All together they send less than there is to send.
    fn lives(&self, random: &mut Rng) -> Vec<Life> {
        let bytes = (1..=self.total).map(|number| numbered_event(number).len()).sum();
        let mut cuts: Vec<_> = (0..self.kills).map(|_| random.usize(0..=bytes)).collect();
        cuts.sort_unstable();
        let mut from = 0;
        cuts.into_iter()
            .map(|cut| {
                let stop = (cut - from).max(1);
                from = cut;
                Life { tell: random.usize(stop / 2..=stop).max(1), stop }
            })
            .collect()
    }
}

/// Longest pause before the process comes back, in milliseconds.
const LONGEST_PAUSE: u64 = 40;

/// The victim, as the parent sees it.
#[derive(Default)]
pub struct Victim {
    counts: Arc<Counts>,
    running: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

#[derive(Default)]
struct Counts {
    kills: AtomicU32,
    lives: AtomicU32,
}

impl Victim {
    /// Starts the first life, and has the others follow. It listens when this returns.
    pub async fn start(&self, plan: Plan, address: SocketAddr, gate: Arc<Gate>) {
        self.stop().await;
        let (stop, stopped) = oneshot::channel();
        let counts = self.counts.clone();
        counts.kills.store(0, Ordering::Relaxed);
        counts.lives.store(0, Ordering::Relaxed);
        let listening = gate.clone();
        let task = tokio::spawn(async move {
            let mut child = None;
            tokio::select! {
                () = live(&plan, address, &gate, &counts, &mut child) => {}
                _ = stopped => {}
            }
            end(&mut child).await;
            gate.listens(false);
        });
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some((stop, task));
        listening.is_listening(true).await;
    }

    /// Kills it for good. Nobody listens any more when this returns.
    pub async fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((stop, task)) = running {
            let _ = stop.send(());
            let _ = task.await;
        }
    }

    /// How often it was killed according to plan, and how many lives it had so far.
    pub fn status(&self) -> Value {
        let Counts { kills, lives } = &*self.counts;
        json!({ "kills": kills.load(Ordering::Relaxed), "lives": lives.load(Ordering::Relaxed) })
    }
}

/// Goes through the lives; the last has no end.
async fn live(plan: &Plan, address: SocketAddr, gate: &Gate, counts: &Counts, child: &mut Option<Child>) {
    let mut random = Rng::with_seed(plan.seed);
    let mut lives = plan.lives(&mut random).into_iter();
    let endless = Life { tell: usize::MAX, stop: usize::MAX };
    let mut life = lives.next().unwrap_or(endless);
    loop {
        gate.is_wanted(true).await;
        let killed = match begin(life, address, child).await {
            Ok(mut said) => {
                counts.lives.fetch_add(1, Ordering::Relaxed);
                gate.listens(true);
                tokio::select! {
                    word = said.next_line() => matches!(word, Ok(Some(_))),
                    () = gate.is_wanted(false) => false,
                }
            }
            Err(error) => {
                eprintln!("cannot start the victim: {error}");
                false
            }
        };
        end(child).await;
        gate.listens(false);
        if killed {
            counts.kills.fetch_add(1, Ordering::Relaxed);
            life = lives.next().unwrap_or(endless);
        }
        sleep(Duration::from_millis(random.u64(0..=LONGEST_PAUSE))).await;
    }
}

/// Starts a life; gives what it says once it listens.
async fn begin(
    life: Life,
    address: SocketAddr,
    child: &mut Option<Child>,
) -> io::Result<Lines<BufReader<ChildStdout>>> {
    let Life { tell, stop } = life;
    let mut started = Command::new(env::current_exe()?)
        .args(["--leash", "--victim-port", &address.port().to_string(), "--life", &format!("{tell},{stop}")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let stdout = started.stdout.take();
    *child = Some(started);
    let mut said = BufReader::new(stdout.ok_or(io::ErrorKind::BrokenPipe)?).lines();
    said.next_line().await?.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(said)
}

/// Kills the process and waits for its end: its port is free then.
async fn end(child: &mut Option<Child>) {
    if let Some(mut child) = child.take() {
        let _ = child.kill().await;
    }
}
