//! A run as a trace that public viewers open: the JSON of Chrome's trace events, which Perfetto and
//! `chrome://tracing` read.
//!
//! Each span is a slice on its thread. A chunk runs through all stages document by document, so
//! what a step took of it is told once, at its end: the slices of the steps stand one after another
//! from the chunk's start, as long as each was at work in all.

use std::collections::HashMap;
use std::fmt::Debug;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// The target of the events that tell what each step took of a chunk.
const STEP_TIMES: &str = "newsprint::step";

/// A trace that is being written.
#[derive(Clone)]
pub(crate) struct Trace {
    start: Instant,
    out: Arc<Mutex<Out>>,
}

struct Out {
    file: BufWriter<File>,
    /// The threads that were met, by number.
    threads: HashMap<ThreadId, usize>,
    failure: Option<io::Error>,
}

/// What a span needs to become a slice.
struct Open {
    args: Map<String, Value>,
    entered: Instant,
    /// How much of it the slices of steps have taken.
    filled: Duration,
}

impl Trace {
    /// Starts a trace in the file at `path`, in place of what is there.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let mut file = BufWriter::new(File::create(path)?);
        // A reader of the format takes a list that is cut off, too.
        file.write_all(b"[\n")?;
        let process = json!({ "name": "process_name", "ph": "M", "pid": 1,
            "args": { "name": "newsprint" } });
        file.write_all(process.to_string().as_bytes())?;
        let out = Out { file, threads: HashMap::new(), failure: None };
        Ok(Self { start: Instant::now(), out: Arc::new(Mutex::new(out)) })
    }

    /// Ends the trace, however the run went.
    pub(crate) fn finish(&self) -> io::Result<()> {
        let mut out = self.lock();
        if let Some(failure) = out.failure.take() {
            return Err(failure);
        }
        out.file.write_all(b"\n]\n")?;
        out.file.flush()
    }

    fn lock(&self) -> MutexGuard<'_, Out> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a slice of the current thread.
    fn slice(&self, name: &str, from: Instant, length: Duration, args: &Map<String, Value>) {
        let start = microseconds(from.saturating_duration_since(self.start));
        let mut out = self.lock();
        let thread = out.thread();
        out.event(&json!({ "name": name, "ph": "X", "pid": 1, "tid": thread, "ts": start,
            "dur": microseconds(length), "args": args }));
    }
}

impl Out {
    /// The number of the current thread, which is named when it is first met.
    fn thread(&mut self) -> usize {
        let current = thread::current();
        let (known, count) = (self.threads.get(&current.id()).copied(), self.threads.len());
        known.unwrap_or_else(|| {
            let number = count + 1;
            self.threads.insert(current.id(), number);
            self.event(&json!({ "name": "thread_name", "ph": "M", "pid": 1, "tid": number,
                "args": { "name": current.name().unwrap_or("?") } }));
            number
        })
    }

    fn event(&mut self, event: &Value) {
        if self.failure.is_none() {
            self.failure = write!(self.file, ",\n{event}").err();
        }
    }
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Trace {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut args = Args::default();
            attributes.record(&mut args);
            let (entered, filled) = (Instant::now(), Duration::ZERO);
            span.extensions_mut().insert(Open { args: args.0, entered, filled });
        }
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(open) = span.extensions_mut().get_mut::<Open>()
        {
            open.entered = Instant::now();
        }
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(open) = span.extensions().get::<Open>()
        {
            self.slice(span.name(), open.entered, open.entered.elapsed(), &open.args);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != STEP_TIMES {
            return;
        }
        let mut args = Args::default();
        event.record(&mut args);
        let nanos = args.0.remove("nanos").as_ref().and_then(Value::as_u64).unwrap_or(0);
        let name = args.0.remove("step");
        let length = Duration::from_nanos(nanos);
        if nanos > 0
            && let Some(name) = name.as_ref().and_then(Value::as_str)
            && let Some(span) = context.event_span(event)
            && let Some(open) = span.extensions_mut().get_mut::<Open>()
        {
            self.slice(name, open.entered + open.filled, length, &args.0);
            open.filled += length;
        }
    }
}

/// The fields of a span or an event.
#[derive(Default)]
struct Args(Map<String, Value>);

impl Visit for Args {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}
