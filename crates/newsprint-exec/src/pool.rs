//! The children of a stage: who works with which, and what is asked again after a fall.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::{info, warn};

use crate::child::{Child, Fall};
use crate::launch::Launch;

/// Pauses before a child that could not be started is tried again.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(1)];
/// How often a request is made: of any child, of one that does nothing else, of a new one, and once
/// more for children that end before they are asked.
const TRIES: usize = 4;

/// The children of a stage. They are started when there is work and none is idle.
pub(crate) struct Pool {
    launch: Launch,
    /// How many there may be.
    most: usize,
    state: Mutex<State>,
    /// Something was given back, or could not be started.
    freed: Condvar,
}

#[derive(Default)]
struct State {
    seats: Vec<Seat>,
    /// Children that are being started.
    starting: usize,
    /// Threads that wait for a child of their own; until they have one, nobody joins a busy child.
    waiting: usize,
    /// Why no child can be started any more.
    broken: Option<String>,
}

struct Seat {
    child: Arc<Child>,
    users: usize,
    /// Whether its one user wants it alone.
    alone: bool,
}

/// Which child will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    /// Any: when none is idle and no more may be started, one that others use too.
    Any,
    /// One that nobody else uses.
    Alone,
    /// One that has done nothing yet, and that nobody else uses.
    Fresh,
}

/// Why there is no answer.
pub(crate) struct Failure {
    /// The rule, as rejects name it.
    pub(crate) code: &'static str,
    /// What happened, for people.
    pub(crate) reason: String,
}

/// What was found for a want.
enum Found {
    Child(Arc<Child>),
    /// There is room for one that is to be started, once these are gone.
    Room(Vec<Arc<Child>>),
    Nothing,
}

/// A child for the time of a request.
struct Lease<'a> {
    pool: &'a Pool,
    child: Arc<Child>,
}

impl Pool {
    pub(crate) fn new(launch: Launch, most: usize) -> Self {
        Self { launch, most, state: Mutex::default(), freed: Condvar::new() }
    }

    /// Starts the first child, unless there is one.
    ///
    /// # Errors
    /// Why it cannot be started.
    pub(crate) fn open(&self) -> Result<(), String> {
        if !self.state().seats.is_empty() {
            return Ok(());
        }
        let child = self.start()?;
        self.state().seats.push(Seat { child, users: 0, alone: false });
        Ok(())
    }

    /// The answer to a request.
    ///
    /// A child that falls takes every request down that is under way with it, the guilty and those
    /// that merely waited. Each is asked again of a child that does nothing else; it is given up
    /// when a child fell over it alone that had done nothing before, or did not answer it alone.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn ask(&self, request: &[u8]) -> Result<String, Failure> {
        let mut want = Want::Any;
        let mut tries = 0;
        loop {
            tries += 1;
            let lease = self.take(want).map_err(|reason| Failure { code: "no-child", reason })?;
            let fall = match lease.child.ask(request, self.launch.timeout) {
                Ok(answer) => return Ok(answer),
                Err(fall) => fall,
            };
            let Fall { reason, alone, fresh, hung } = fall;
            info!(program = self.launch.name, reason, "a child is lost");
            if tries == TRIES || (alone && (fresh || hung)) {
                let code = if hung { "child-hung" } else { "child-lost" };
                return Err(Failure { code, reason });
            }
            want = if alone || tries > 1 { Want::Fresh } else { Want::Alone };
        }
    }

    fn take(&self, want: Want) -> Result<Lease<'_>, String> {
        let mut state = self.state();
        let gone = loop {
            state.seats.retain(|seat| seat.users > 0 || !seat.child.has_fallen());
            if let Some(reason) = &state.broken
                && (state.seats.is_empty() || want == Want::Fresh)
            {
                return Err(reason.clone());
            }
            match state.find(want, self.most) {
                Found::Child(child) => return Ok(Lease { pool: self, child }),
                Found::Room(gone) => break gone,
                Found::Nothing => {
                    let own = usize::from(want != Want::Any);
                    state.waiting += own;
                    state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
                    state.waiting -= own;
                }
            }
        };
        state.starting += 1;
        drop(state);
        Child::end_all(&gone);
        let mut started = self.start();
        for pause in PAUSES {
            if let Err(reason) = &started {
                warn!(program = self.launch.name, reason, "a child cannot be started");
                thread::sleep(pause);
                started = self.start();
            }
        }
        let mut state = self.state();
        state.starting -= 1;
        let lease = match started {
            Ok(child) => {
                let alone = want != Want::Any;
                state.seats.push(Seat { child: child.clone(), users: 1, alone });
                Ok(Lease { pool: self, child })
            }
            Err(reason) => Err(state.broken.insert(reason).clone()),
        };
        drop(state);
        self.freed.notify_all();
        lease
    }

    fn start(&self) -> Result<Arc<Child>, String> {
        let (child, answer) = Child::start(&self.launch)?;
        match crate::answer::read_greeting(&answer) {
            Ok(version) => {
                info!(program = self.launch.name, version, "a child is started");
                Ok(child)
            }
            Err(reason) => {
                Child::end_all(&[child]);
                Err(reason)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn find(&mut self, want: Want, most: usize) -> Found {
        let room = self.broken.is_none() && self.seats.len() + self.starting < most;
        let idle = self.seats.iter().position(|seat| seat.users == 0);
        let seat = match (want, idle) {
            (Want::Any | Want::Alone, Some(idle)) => Some(&mut self.seats[idle]),
            (Want::Fresh, Some(idle)) if !room => {
                return Found::Room(vec![self.seats.swap_remove(idle).child]);
            }
            _ if room => return Found::Room(Vec::new()),
            (Want::Any, None) if self.waiting == 0 => {
                let shared = self.seats.iter_mut().filter(|it| !it.alone && !it.child.has_fallen());
                shared.min_by_key(|seat| seat.users)
            }
            _ => None,
        };
        match seat {
            Some(seat) => {
                seat.users += 1;
                seat.alone = want != Want::Any;
                Found::Child(seat.child.clone())
            }
            None => Found::Nothing,
        }
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state();
        if let Some(at) = state.seats.iter().position(|seat| Arc::ptr_eq(&seat.child, &self.child))
        {
            let seat = &mut state.seats[at];
            seat.users -= 1;
            if seat.users == 0 {
                seat.alone = false;
            }
        }
        drop(state);
        self.pool.freed.notify_all();
    }
}

/// No child outlives its stage.
impl Drop for Pool {
    fn drop(&mut self) {
        let seats = std::mem::take(&mut self.state().seats);
        let children: Vec<_> = seats.into_iter().map(|seat| seat.child).collect();
        Child::end_all(&children);
    }
}
