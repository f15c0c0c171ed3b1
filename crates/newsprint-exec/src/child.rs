//! One child: a process, what is under way with it, and what it said.
//!
//! Three threads serve it: one writes requests, one reads answers, one listens to standard error.
//! None of them is ever waited for: a process that the child started may hold its pipes open.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::process::ExitStatus;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::launch::{Launch, Process};
use crate::stderr::Said;

/// Bytes that an answer may have.
pub(crate) const LONGEST_ANSWER: u64 = 64 << 20;
/// How long a child may take to end once its pipes are closed.
const PARTING: Duration = Duration::from_secs(1);
/// How often it is looked whether a process has ended.
const LOOK: Duration = Duration::from_millis(5);

/// A running program.
pub(crate) struct Child {
    process: Mutex<Process>,
    said: Arc<Said>,
    state: Mutex<State>,
}

struct State {
    /// To the thread that writes; none once the child has fallen or has been let go.
    requests: Option<Sender<Vec<u8>>>,
    next: u64,
    under_way: BTreeMap<u64, Waiting>,
    /// Answers so far, the one to the greeting aside.
    answered: u64,
    /// When the child last answered, or was given work while it had none.
    moved: Instant,
    /// Why it was ended by us.
    ended_for: Option<String>,
    /// Why it is of no use any more.
    fell_for: Option<String>,
}

/// A request without an answer.
struct Waiting {
    answer: Sender<Result<String, Fall>>,
    /// Whether nothing else has been under way since it was sent.
    alone: bool,
}

/// A child that went down with a request under way.
#[derive(Clone, Debug)]
pub(crate) struct Fall {
    /// What happened, for people.
    pub(crate) reason: String,
    /// Whether no other request was under way.
    pub(crate) alone: bool,
    /// Whether the child had answered none before.
    pub(crate) fresh: bool,
    /// Whether it was ended for giving no answer in time.
    pub(crate) hung: bool,
}

/// The part of an answer that says which it is.
#[derive(Deserialize)]
struct Numbered {
    n: u64,
}

impl Child {
    /// Starts the program and greets it; gives its answer to the greeting.
    ///
    /// # Errors
    /// Why it cannot be used, for people.
    pub(crate) fn start(launch: &Launch) -> Result<(Arc<Self>, String), String> {
        let mut process = launch.spawn().map_err(|error| format!("cannot be started: {error}"))?;
        let (stdin, stdout) = (process.stdin.take(), process.stdout.take());
        let stderr = process.stderr.take();
        let (requests, lines) = channel();
        let child = Arc::new(Self {
            process: Mutex::new(Process::new(process)),
            said: Arc::default(),
            state: Mutex::new(State {
                requests: Some(requests),
                next: 0,
                under_way: BTreeMap::new(),
                answered: 0,
                moved: Instant::now(),
                ended_for: None,
                fell_for: None,
            }),
        });
        let (writer, reader, said) = (child.clone(), child.clone(), child.said.clone());
        let program = launch.name.clone();
        let threads = [
            start_thread("exec-in", move || writer.write(stdin, &lines)),
            start_thread("exec-out", move || reader.read(stdout)),
            start_thread("exec-err", move || stderr.map_or((), |it| said.listen(&program, it))),
        ];
        let greeted = match threads.into_iter().collect::<Result<Vec<()>, _>>() {
            Ok(_) => child.ask(&launch.hello, launch.start_timeout).map_err(|fall| fall.reason),
            Err(error) => Err(format!("needs a thread that cannot be started: {error}")),
        };
        match greeted {
            Ok(answer) => {
                child.state().answered = 0;
                Ok((child, answer))
            }
            Err(reason) => {
                Self::end_all(&[child]);
                Err(reason)
            }
        }
    }

    /// Sends a request, a JSON object without its number, and waits for the answer.
    ///
    /// # Errors
    /// When the child falls, here or for another's sake. It is of no use any more.
    pub(crate) fn ask(&self, request: &[u8], timeout: Duration) -> Result<String, Fall> {
        let sent = Instant::now();
        let answer = self.send(request, sent)?;
        let mut wait = timeout;
        loop {
            match answer.recv_timeout(wait) {
                Ok(result) => return result,
                Err(RecvTimeoutError::Timeout) => {
                    let last = self.state().moved.max(sent);
                    wait = timeout.saturating_sub(last.elapsed());
                    if wait.is_zero() {
                        let seconds = timeout.as_secs_f64();
                        self.fall(&format!("gave no answer for {seconds} seconds"), true);
                        // What was sent to us has been answered, well or badly.
                        wait = PARTING;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let reason = "is gone".to_owned();
                    return Err(Fall { reason, alone: false, fresh: false, hung: false });
                }
            }
        }
    }

    fn send(&self, request: &[u8], now: Instant) -> Result<Receiver<Result<String, Fall>>, Fall> {
        let mut state = self.state();
        let n = state.next;
        let mut line = format!("{{\"n\":{n},").into_bytes();
        line.extend_from_slice(request.get(1..).unwrap_or_default());
        line.push(b'\n');
        let sent = state.requests.as_ref().is_some_and(|requests| requests.send(line).is_ok());
        if !sent {
            let reason = state.fell_for.clone().unwrap_or_else(|| "closed its pipes".to_owned());
            return Err(Fall { reason, alone: false, fresh: false, hung: false });
        }
        state.next += 1;
        let alone = state.under_way.is_empty();
        if alone {
            state.moved = now;
        }
        state.under_way.values_mut().for_each(|other| other.alone = false);
        let (answer, receiver) = channel();
        state.under_way.insert(n, Waiting { answer, alone });
        Ok(receiver)
    }

    /// Whether it is of no use any more.
    pub(crate) fn has_fallen(&self) -> bool {
        self.state().requests.is_none()
    }

    /// Lets go of an idle child: it sees the end of its standard input.
    pub(crate) fn let_go(&self) {
        self.state().requests = None;
    }

    /// Lets go of children and waits a moment for their end, by themselves or else by force.
    pub(crate) fn end_all(children: &[Arc<Self>]) {
        for child in children {
            child.let_go();
        }
        let until = Instant::now() + PARTING;
        for child in children {
            child.end(until, "stayed when it was let go");
        }
    }

    /// The process's end: by itself until then, else by force and for that reason.
    fn end(&self, until: Instant, reason: &str) -> Option<ExitStatus> {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        while !process.has_ended() && Instant::now() < until {
            thread::sleep(LOOK);
        }
        if !process.has_ended() {
            self.state().ended_for.get_or_insert_with(|| reason.to_owned());
        }
        process.kill()
    }

    /// Ends the child and fails what is under way.
    fn fall(&self, reason: &str, hung: bool) {
        let mut state = self.state();
        state.requests = None;
        state.fell_for.get_or_insert_with(|| reason.to_owned());
        let under_way = std::mem::take(&mut state.under_way);
        let fresh = state.answered == 0;
        drop(state);
        self.process.lock().unwrap_or_else(PoisonError::into_inner).kill();
        for Waiting { answer, alone } in under_way.into_values() {
            // One that does not wait any more needs no answer.
            let _ = answer.send(Err(Fall { reason: reason.to_owned(), alone, fresh, hung }));
        }
    }

    /// The thread that writes requests.
    fn write(&self, stdin: Option<impl Write>, lines: &Receiver<Vec<u8>>) {
        let Some(mut stdin) = stdin else { return };
        for line in lines {
            if stdin.write_all(&line).is_err() {
                // What it has answered is still to be read: the thread that reads finds its end.
                self.end(Instant::now() + PARTING, "closed its standard input");
                return;
            }
        }
    }

    /// The thread that reads answers, up to the child's end.
    fn read(&self, stdout: Option<impl Read>) {
        let Some(stdout) = stdout else { return };
        let mut stdout = BufReader::with_capacity(1 << 16, stdout);
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = stdout.by_ref().take(LONGEST_ANSWER).read_until(b'\n', &mut line);
            if !matches!(read, Ok(read) if read > 0) {
                return self.fall(&self.how_it_ended(), false);
            }
            if !line.ends_with(b"\n") {
                if (line.len() as u64) < LONGEST_ANSWER {
                    let half = start_of(&String::from_utf8_lossy(&line));
                    return self.fall(&format!("gave half an answer: `{half}`"), false);
                }
                let most = LONGEST_ANSWER >> 20;
                return self.fall(&format!("gave an answer of more than {most} MiB"), false);
            }
            if let Err(reason) = self.take_answer(&line) {
                return self.fall(&reason, false);
            }
        }
    }

    fn take_answer(&self, line: &[u8]) -> Result<(), String> {
        let text = std::str::from_utf8(line).map_err(|_| {
            format!(
                "gave an answer that is no UTF-8: `{}`",
                start_of(&String::from_utf8_lossy(line))
            )
        })?;
        let Numbered { n } = serde_json::from_str(text).map_err(|error| {
            format!(
                "gave an answer that is no JSON object with `n`: `{}` ({error})",
                start_of(text)
            )
        })?;
        let mut state = self.state();
        let waiting = state.under_way.remove(&n);
        let waiting = waiting
            .ok_or_else(|| format!("gave an answer with `n` {n}, which is not under way"))?;
        state.answered += 1;
        state.moved = Instant::now();
        drop(state);
        let _ = waiting.answer.send(Ok(text.to_owned()));
        Ok(())
    }

    fn how_it_ended(&self) -> String {
        let status = self.end(Instant::now() + PARTING, "closed its standard output");
        let said = match self.said.last_line() {
            line if line.is_empty() => String::new(),
            line => format!(": {}", start_of(&line)),
        };
        let ended_for = self.state().ended_for.take();
        match (ended_for, status) {
            (Some(reason), _) => format!("{reason}{said}"),
            (None, Some(status)) => format!("ended with {status}{said}"),
            (None, None) => format!("is gone{said}"),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn start_thread(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}

/// The start of what a child said, for a message.
fn start_of(text: &str) -> String {
    const MOST: usize = 160;
    let text = text.trim();
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
